import { expect, test } from "vitest";
import type { CaseFacts, CasePixels } from "../datasets/data-set.ts";
import { targets } from "./targets.ts";

/** So many voxels of cavity, each of 1 ml. */
function drawn(voxels: number): CasePixels {
  const labels = new Uint8Array(200).fill(1, 0, voxels);
  const size = [1, 1, 1, 200] as const;
  return { data: new Float32Array(200), size, spacingMm: [10, 10, 10], labels, labelNames: ["leftVentricleBloodPool"] };
}

const heart = { ed: drawn(120), es: drawn(60) };
const ofFacts = (facts: CaseFacts, phases = {}) => targets.lvEfPercent({ facts, phases });

test("an ejection fraction comes from the volumes of labels, in percent", () => {
  expect(ofFacts({}, heart)).toEqual({ kind: "known", value: 50 });
});

test("where nothing is drawn it comes from the volumes that the owners state", () => {
  expect(ofFacts({ lvEdvMl: 100, lvEsvMl: 40 })).toEqual({ kind: "known", value: 60 });
  const { labels: _, ...undrawn } = drawn(1);
  expect(ofFacts({ lvEdvMl: 100, lvEsvMl: 40 }, { ed: undrawn, es: undrawn })).toEqual({ kind: "known", value: 60 });
  expect(ofFacts({ lvEdvMl: 100 })).toMatchObject({ why: expect.stringContaining("no labels at end-systole") });
});

test("labels and stated volumes that contradict each other are no target, those that differ a little are the labels'", () => {
  expect(ofFacts({ lvEdvMl: 130, lvEsvMl: 55 }, heart)).toEqual({ kind: "known", value: 50 });
  const wrong = ofFacts({ lvEdvMl: 9999, lvEsvMl: 55 }, heart);
  expect(wrong).toMatchObject({ why: expect.stringContaining("states lvEdvMl 9999.0 ml where its labels have 120.0") });
});

test("a cavity that is drawn nowhere is not filled from what is stated", () => {
  expect(ofFacts({ lvEdvMl: 100, lvEsvMl: 40 }, { ed: drawn(0), es: drawn(60) })).toMatchObject({ kind: "unknown" });
});
