/** The examples run, and say what their texts promise. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../examples/", import.meta.url));
const examples = readdirSync(folder).filter((name) => name.endsWith(".ts"));

const promised: Readonly<Record<string, readonly RegExp[]>> = {
  "01-late-enhancement.ts": [
    /^5 standard deviations .*darkest sixth of the ventricle, by rule\):\n {2}scar [\d.]+ g, (19|20)\.\d % of the muscle\n {2}basal anterior 100 %/,
    /\nhalf of the maximum .*:\n {2}scar [\d.]+ g, (19|20)\.\d % of the muscle/,
  ],
  "02-analyse-a-study.ts": [/^left ventricular ejection fraction [56]\d %; the report is \S+report\.html\n$/],
  "03-segment-a-nifti.ts": [/^the left cavity has 1\d\d ml; the labels are \S+labels\.nii\.gz\n$/],
  "04-train-a-network.ts": [/^step 1: loss 0\.[67]\d+\n/, /\nstep 30: loss 0\.0\d+\n54 arrays of state/],
};

test("every example is promised something", () => {
  expect(Object.keys(promised)).toEqual(examples);
});

/** Examples without arguments write to the folder for temporary files. */
const temporary = mkdtempSync(join(tmpdir(), "cmrkit-examples-"));
afterAll(() => rmSync(temporary, { recursive: true }));

test.each(examples)("%s", async (name) => {
  const env = { ...process.env, TMPDIR: temporary };
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}${name}`], { env });
  for (const line of promised[name] ?? []) expect(stdout).toMatch(line);
});

test("code in the guide to the library is that of the examples", () => {
  const guide = readFileSync(new URL("../docs/guides/as-a-library.md", import.meta.url), "utf8");
  const bare = (text: string) => text.replaceAll(/^ +/gm, "");
  const code = examples.map((name) => bare(readFileSync(`${folder}${name}`, "utf8")));
  const blocks = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => bare(block!));
  expect(blocks.length).toBeGreaterThan(4);
  for (const block of blocks) expect(code.some((text) => text.includes(block)) || block).toBe(true);
});
