import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filesBelow, runCli } from "../testing/cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-cli-dino-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pretrain = (...args: string[]) => runCli(["pretrain", "dino", "--out", join(folder, "run"), ...args]);

test("without a catalogue, or with half a step, it is misuse", async () => {
  expect((await pretrain()).exitCode).toBe(2);
  const { exitCode, stderr } = await pretrain("--catalogue", "c.sqlite", "--steps", "1.5");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("whole number")]);
});

test("a configuration that does not fit is refused in one line, with every place, and nothing is written", async () => {
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ seed: "x", surprise: 1 }));
  const { exitCode, stderr } = await pretrain("--catalogue", "c.sqlite", "--config", config);
  expect(exitCode).toBe(1);
  for (const part of ["seed: ", "crops: ", "surprise"]) expect(stderr).toContain(part);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(await filesBelow(folder)).toEqual(["config.json"]);
});

test("a catalogue that is not there, or is none, is refused before anything is written", async () => {
  const missing = await pretrain("--catalogue", join(folder, "none.sqlite"));
  expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining("cmr catalogue")]);
  const strange = join(folder, "strange.sqlite");
  writeFileSync(strange, "no database");
  expect((await pretrain("--catalogue", strange)).exitCode).toBe(1);
  expect(await filesBelow(folder)).toEqual(["strange.sqlite"]);
});

test("probes that cannot be read are misuse; a table without its columns is refused", async () => {
  const catalogue = join(folder, "none.sqlite");
  expect((await pretrain("--catalogue", catalogue, "--probes", join(folder, "none.csv"))).exitCode).toBe(2);
  const table = join(folder, "probes.csv");
  writeFileSync(table, "path,label\n");
  const { exitCode, stderr } = await pretrain("--catalogue", catalogue, "--probes", table);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("no column patient")]);
});
