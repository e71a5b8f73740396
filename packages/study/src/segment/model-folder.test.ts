import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32, writeSafetensors } from "@cmrkit/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StudyError } from "../errors.ts";
import { modelFiles } from "../model-files.ts";
import { openSegmenter } from "./model-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-model-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const card = {
  schema: "cmrkit.model/1",
  name: "test",
  task: "cine-sax-segmentation",
  licence: "none",
  plan: {
    spacingMm: 1.5,
    windowSize: 32,
    neighbourDistanceMm: 10,
    clipPercentiles: [0.5, 99.5],
    batch: 1,
    classes: 4,
    testTimeFlips: false,
  },
};

const write = (file: string, content: string | Uint8Array) => writeFileSync(join(folder, file), content);

async function refusal(): Promise<StudyError> {
  const error = await openSegmenter(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StudyError);
  return error as StudyError;
}

test("a folder without a model says which file is missing and what belongs there", async () => {
  const { kind, message } = await refusal();
  expect(kind).toBe("bad-model");
  expect(message).toContain(join(folder, modelFiles.card));
  expect(message).toContain("weights.safetensors");
});

test("a card with an unknown key or a strange value is refused", async () => {
  write(modelFiles.card, JSON.stringify({ ...card, plan: { ...card.plan, spacingMm: 0 } }));
  expect((await refusal()).message).toContain("spacingMm");
  write(modelFiles.card, JSON.stringify({ ...card, surprise: 1 }));
  expect((await refusal()).message).toContain("surprise");
});

test("damaged weights are refused before the network is opened", async () => {
  write(modelFiles.card, JSON.stringify(card));
  write(modelFiles.weights, writeSafetensors(new Map([["w", float32([1], [1])]])).subarray(0, 12));
  expect((await refusal()).message).toContain(modelFiles.weights);
});
