import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "./testing/cli.ts";

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-missing-"));
  writeFileSync(at("cases.csv"), "id,pathology\n");
  mkdirSync(at("sub"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const models = join(import.meta.dirname, "../../../models");
const fewShot = join(import.meta.dirname, "../../../configs/few-shot/acdc-segmentation.json");

/** GONE stands for a path that is not there, HERE for a folder that is, OUT for a place to write to. */
test.each([
  ["parity GONE"],
  ["few-shot GONE --data HERE --out OUT"],
  [`few-shot ${fewShot} --data GONE --out OUT`],
  [`finetune card --model ${models}/image-kind --evaluation GONE --licence x`],
  ["finetune --config GONE --data HERE --out OUT"],
  ["finetune --task acdc-segmentation-unet --data GONE --out OUT"],
  ["finetune --task acdc-segmentation-unet --data HERE --split GONE --out OUT"],
  ["train segmentation --data GONE --out OUT"],
  ["train segmentation --data HERE --config GONE --out OUT"],
  ["train segmentation --data HERE --from GONE --out OUT"],
  ["train ensemble --folds GONE GONE --out OUT"],
  ["train average --runs GONE GONE --out OUT"],
  ["train image-check --data GONE --encoder HERE --out OUT"],
  ["evaluate segmentation --data HERE --model GONE --out OUT"],
  ["evaluate segmentation --data HERE --folds GONE --card OUT --out OUT"],
  [`evaluate finetuned --model ${models}/image-kind --data GONE --out OUT`],
  ["evaluate compare GONE GONE"],
  ["measure --set emidec --data GONE --out OUT"],
  ["measure --set acdc --data HERE --model GONE --patients training --out OUT"],
  ["classify GONE --label a --out OUT"],
  ["features --config GONE --data HERE --out OUT"],
  ["catalogue GONE --out OUT"],
  ["catalogue show GONE"],
  ["pretrain mae --catalogue HERE/cases.csv --config GONE --out OUT"],
  [
    "pretrain card GONE --name n --about a --data HERE/cases.csv --licence l --probes p --limits HERE/cases.csv --out OUT",
  ],
  ["pretrain health GONE --catalogue HERE/cases.csv"],
  ["weights inspect GONE"],
  ["analyze GONE --out OUT"],
  ["analyze --ed GONE --es GONE --out OUT"],
  ["analyze-cohort GONE --out OUT"],
  ["inspect GONE"],
  ["anonymize GONE OUT"],
  ["measure lge GONE --labels HERE/cases.csv --label-table acdc --out OUT"],
  ["measure long-axis --lax4ch GONE --label-table acdc --out OUT"],
  ["measure long-axis --landmarks GONE --out OUT"],
  ["weights import GONE --out OUT"],
])("%s: what is not there is named in one plain line", async (line) => {
  const place = (word: string) => word.replace("GONE", at("gone")).replace("HERE", folder).replace("OUT", at("out"));
  const { exitCode, stderr } = await runCli(line.split(" ").map(place));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^cmr: \S+gone\S* is not there(; [^\n]+)?\n$/);
});

test.each([
  ["anonymize HERE/sub OUT --key GONE", "is not there; give the file of a secret key"],
  ["analyze HERE --out OUT --identifiers hashed --key-file GONE", "is not there; give the file of a secret key"],
  ["anonymize HERE/sub OUT --key HERE/cases.csv", "holds 13 bytes; a secret key has at least 16"],
])("%s: a key that is none is misuse, and says why", async (line, says) => {
  const place = (word: string) => word.replace("GONE", at("gone")).replace("HERE", folder).replace("OUT", at("out"));
  const { exitCode, stderr } = await runCli(line.split(" ").map(place));
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)]);
});

test.each([
  ["catalogue show HERE", "is a folder; name the file of a catalogue"],
  ["catalogue HERE --out HERE/sub", "is a folder; name the file of a catalogue"],
  [`weights inspect ${models}/mae-tiny --config HERE`, "is a folder; give a configuration file"],
  ["finetune --config HERE --data HERE --out OUT", "is a folder, not a file"],
  ["classify HERE/cases.csv --label a --out HERE/cases.csv/x", "cannot be written: a part of its path is a file"],
  ["analyze-cohort HERE/cases.csv --out OUT", "is a file, not a folder of studies"],
  ["measure lge HERE/cases.csv/x.nii --labels HERE --label-table acdc --out OUT", "is not there"],
  ["weights export HERE --out HERE/cases.csv/x", "is a file; give the folder"],
])("%s: a folder in the place of a file, and the other way round, is told as that", async (line, says) => {
  const words = line.split(" ").map((word) => word.replace("HERE", folder).replace("OUT", at("out")));
  const { exitCode, stderr } = await runCli(words);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(says)]);
});
