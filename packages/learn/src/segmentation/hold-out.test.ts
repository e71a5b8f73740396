import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listHearts } from "../datasets/labelled-hearts.ts";
import { splitInto } from "../datasets/split.ts";
import { smallConfig, writeSmallAcdc } from "../testing/small-acdc.ts";
import { splitSet } from "./hold-out.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-hold-out-"));
  writeSmallAcdc(folder, 6);
});
afterAll(() => rmSync(folder, { recursive: true }));

const config = smallConfig(2);
const names = (...numbers: readonly number[]) => numbers.map((number) => `patient00${number}`);

test("in a cross-validation every patient is held out once, and a fold that is not there is refused", () => {
  const folds = [1, 2, 3].map((number) => splitSet(folder, config, { fold: { number, of: 3 } }).split);
  expect(folds.flatMap(({ validation }) => validation).sort()).toEqual(listHearts(folder, "acdc").map(({ id }) => id));
  for (const { training, validation } of folds) expect(new Set([...training, ...validation]).size).toBe(6);
  expect(() => splitSet(folder, config, { fold: { number: 4, of: 3 } })).toThrow("no fold 4 of 3");
});

test("whom the model to start from held out is held out again, whatever the seed draws", () => {
  const origin = { config, split: splitInto(names(1, 2, 3, 4), names(5)) };
  const { split } = splitSet(folder, { ...config, seed: 99 }, { origin });
  expect([split.training, split.validation]).toEqual([names(1, 2, 3, 4, 6), names(5)]);
});

test("a fold of patients from whom the model to start from has learnt is refused", () => {
  const fold = { number: 1, of: 3 };
  const held = splitSet(folder, config, { fold }).split.validation;
  const origin = { config, split: splitInto([held[1]!], [held[0]!]) };
  expect(() => splitSet(folder, config, { fold, origin })).toThrow(`${held[1]} would be held out`);
  const fair = { config, split: splitInto([], held) };
  expect(splitSet(folder, config, { fold, origin: fair }).split.validation).toEqual(held);
});

test("a model of another set holds out nobody here; one whose patients are elsewhere cannot say whom", () => {
  const { split } = splitSet(folder, config);
  const elsewhere = splitInto(["patient007"], ["patient008"]);
  const otherSet = { config: { ...config, data: { ...config.data, set: "mnms" } }, split: elsewhere };
  expect(splitSet(folder, config, { origin: otherSet }).split).toEqual(split);
  expect(() => splitSet(folder, config, { origin: { config, split: elsewhere } })).toThrow("held out is in");
});
