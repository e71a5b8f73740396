import { isMeasured } from "@cmrkit/cardiac";
import { fromColumns, makeGrid } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { measuresOfPair } from "./compared-measures.ts";

const SIZE = 24;
const grid = makeGrid(
  [SIZE, SIZE, 1],
  fromColumns("ijk", "lps", { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] }),
);

/** A disc of `inner` within a ring of `outer`. */
function ring(radius: number, inner: number, outer: number) {
  const labels = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => {
    const fromCentre = Math.hypot((at % SIZE) - 12, Math.floor(at / SIZE) - 12);
    if (fromCentre < radius) return inner;
    return fromCentre < radius + 3 ? outer : 0;
  });
  return { grid, frameCount: 1, labels };
}

test("a pair has its ejection fraction", () => {
  const measure = measuresOfPair({ ed: ring(7, 3, 2), es: ring(4, 3, 2) }, "predicted");
  const [edv, esv] = [measure("lvEdvMl"), measure("lvEsvMl")] as [number, number];
  expect(measure("lvEfPercent")).toBeCloseTo((100 * (edv - esv)) / edv, 9);
  expect(isMeasured(measure("rvEfPercent"))).toBe(false);
});

test("what a poor network draws inside out has no measures, and does not end the evaluation", () => {
  const measure = measuresOfPair({ ed: ring(7, 2, 3), es: ring(4, 2, 3) }, "predicted");
  expect(measure("lvEfPercent")).toEqual({
    notMeasurable: "in the predicted mask another structure than the cavity lies within the muscle",
  });
});
