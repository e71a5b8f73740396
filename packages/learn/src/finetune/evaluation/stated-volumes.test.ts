import { expect, test } from "vitest";
import { writeRescan } from "../../datasets/testing/rescan-layout.ts";
import { evaluateFinetuned } from "../evaluate-run.ts";
import { smallFinetune } from "../testing/small-finetune.ts";
import { writeUntrained } from "../testing/untrained-model.ts";
import { type OutlinedFrame, statedVolumeMeasures } from "./stated-volumes.ts";

const classes = { cavity: ["leftVentricleBloodPool"], myocardium: ["leftVentricularMyocardium"] } as const;
const SIDE = 16;

/** A cavity of so many voxels in a ring of muscle, on voxels of 8 × 5 × 5 mm, 0.2 ml each. */
function frame(cavity: number): OutlinedFrame {
  const cells = Array.from({ length: SIDE * SIDE }, (_, at) => at);
  const nearest = cells.toSorted((a, b) => fromMiddle(a) - fromMiddle(b));
  const predicted = new Uint8Array(SIDE * SIDE);
  nearest.slice(0, cavity + 60).forEach((at, rank) => {
    predicted[at] = rank < cavity ? 1 : 2;
  });
  return { native: { size: [1, SIDE, SIDE], spacingMm: [8, 5, 5] }, predicted };
}

function fromMiddle(at: number): number {
  return Math.hypot((at % SIDE) - 7.5, Math.floor(at / SIDE) - 7.5);
}

test("volumes are those of the largest and the smallest frame, beside what is stated", () => {
  const frames = [60, 80, 30, 50].map(frame);
  const measures = statedVolumeMeasures(frames, { lvEdvMl: 20, lvEsvMl: 8 }, classes);
  expect(measures.map(({ name }) => name)).toEqual(["lvEdvMl", "lvEsvMl", "lvEfPercent"]);
  const [edv, esv, ef] = measures;
  expect(edv).toMatchObject({ predicted: expect.closeTo(16, 6), reference: 20 });
  expect(esv).toMatchObject({ predicted: expect.closeTo(6, 6), reference: 8 });
  expect(ef).toMatchObject({ predicted: expect.closeTo(62.5, 6), reference: 60 });
});

test("what is not stated is not compared; frames of unlike grids and of unknown size measure nothing, and say why", () => {
  expect(statedVolumeMeasures([frame(60), frame(30)], { lvEdvMl: 20 }, classes)).toHaveLength(1);
  const [one, other] = [frame(60), frame(30)];
  const thicker: OutlinedFrame = { ...other, native: { ...other.native, spacingMm: [9, 5, 5] } };
  expect(statedVolumeMeasures([one, thicker], { lvEdvMl: 20 }, classes)[0]!.predicted).toEqual({
    notMeasurable: "the frames lie on different grids",
  });
  const unknown = [one, other].map(({ native, predicted }) => ({ predicted, native: { ...native, spacingMm: null } }));
  expect(statedVolumeMeasures(unknown, { lvEdvMl: 20 }, classes)[0]!.predicted).toEqual({
    notMeasurable: "the size of a pixel is not known",
  });
});

test("outlines inside out measure nothing", () => {
  const turned = [60, 30].map((count) => {
    const { native, predicted } = frame(count);
    return { native, predicted: predicted.map((k) => (k === 0 ? 0 : 3 - k)) };
  });
  const [edv] = statedVolumeMeasures(turned, { lvEdvMl: 20 }, classes);
  expect(edv!.predicted).toMatchObject({ notMeasurable: expect.stringContaining("within the muscle") });
});

test("people who were scanned twice are scored by what the owners state of each scan, the others by their outlines", async () => {
  const task = { kind: "segmentation", classes, background: ["rightVentricleBloodPool"] };
  const config = smallFinetune({ task, data: { set: "rescan", views: ["sax"], frames: "each" } });
  const notes: string[] = [];
  const { rows, measures } = await evaluateFinetuned({
    modelFolder: writeUntrained(config, 1, []),
    dataFolder: writeRescan(),
    patients: "all",
    onNote: (note) => notes.push(note),
  });
  expect(notes[0]).toMatch(/^\d whole cines without outlines are scored by the volumes that are stated of them$/);
  const own = measures.filter(({ caseId }) => caseId === "test_retest_100/scan_00_A");
  expect(own.map(({ name, reference }) => [name, reference])).toEqual([
    ["lvEdvMl", 150.5],
    ["lvEsvMl", 60.25],
    ["lvEfPercent", expect.closeTo(59.97, 2)],
  ]);
  expect(new Set(rows.map(({ caseId }) => caseId))).toEqual(
    new Set(["train/A/s_0000", "train/B/s_0000", "test/scan_02_A", "test/scan_02_B"]),
  );
});
