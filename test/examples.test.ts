/** The examples run, and say what their texts promise. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../examples/", import.meta.url));
const examples = readdirSync(folder).filter((name) => name.endsWith(".ts"));

const promised: Readonly<Record<string, readonly RegExp[]>> = {
  "01-late-enhancement.ts": [
    /^5 standard deviations .*darkest sixth of the ventricle, by rule\):\n {2}scar [\d.]+ g, (19|20)\.\d % of the muscle\n {2}basal anterior 100 %/,
    /\nhalf of the maximum .*:\n {2}scar [\d.]+ g, (19|20)\.\d % of the muscle/,
  ],
};

test("every example is promised something", () => {
  expect(Object.keys(promised)).toEqual(examples);
});

test.each(examples)("%s", async (name) => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}${name}`]);
  for (const line of promised[name] ?? []) expect(stdout).toMatch(line);
});
