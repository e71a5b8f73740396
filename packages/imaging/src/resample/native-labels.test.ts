import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inPlaneGrid, padGrid } from "../geometry-grid.ts";
import { type LabelVolume, voxelsPerFrame } from "../volume.ts";
import { mixedLabels, oblique, uprightGrid } from "./grid.fixture.ts";
import { type ClassScores, labelsFromScores } from "./native-labels.ts";
import { resampleLabels } from "./resample.ts";

/** Score 1 for the class of each voxel, 0 for the others. */
function certain({ grid, frameCount, labels }: LabelVolume, classCount: number): ClassScores {
  const voxels = voxelsPerFrame(grid);
  const data = new Float32Array(frameCount * classCount * voxels);
  for (const [n, label] of labels.entries()) {
    const t = Math.floor(n / voxels);
    data[(t * classCount + label) * voxels + (n % voxels)] = 1;
  }
  return { grid, frameCount, classCount, data };
}

const native = oblique(uprightGrid([7, 6, 3], [1.5, 1.5, -9]));

describe("labels on the native grid", () => {
  test("are the model's own where it worked on that grid", () => {
    fc.assert(
      fc.property(fc.nat(), (salt) => {
        const labels = mixedLabels(native, 2, salt);
        expect(labelsFromScores(certain(labels, 4), native)).toEqual(labels);
      }),
      { seed: 2026 },
    );
  });

  test.each([0.75, 0.5, 0.375])(
    "come back unchanged from a model grid of %d mm, cut from pixels of 1.5 mm",
    (spacing) => {
      const labels = mixedLabels(native, 1, 11);
      const fine = resampleLabels(labels, inPlaneGrid(native, spacing));
      expect(fine.labels.length).toBe(labels.labels.length * (1.5 / spacing) ** 2);
      expect(labelsFromScores(certain(fine, 4), native)).toEqual(labels);
    },
  );

  test("change where the interpolated scores cross, not halfway between labels", () => {
    // Scores of class 1 at 0 and 4 mm: 0.9 and 0.3. They cross 0.5 at 2.67 mm, so of the 1 mm voxels 0, 1, 2 are class 1.
    const coarse = uprightGrid([2, 1, 1], [4, 1, 1], [0, 0, 0]);
    const data = Float32Array.of(0.1, 0.7, 0.9, 0.3);
    const fine = uprightGrid([5, 1, 1], [1, 1, 1], [0, 0, 0]);
    const { labels } = labelsFromScores({ grid: coarse, frameCount: 1, classCount: 2, data }, fine);
    expect([...labels]).toEqual([1, 1, 1, 0, 0]);
  });

  test("are background where the model saw nothing, and the lower class where two tie", () => {
    const labels = { grid: native, frameCount: 1, labels: new Uint8Array(voxelsPerFrame(native)).fill(3) };
    const wide = labelsFromScores(certain(labels, 4), padGrid(native, [1, 0, 0], [0, 0, 0])).labels;
    expect([...wide.slice(0, 8)]).toEqual([0, 3, 3, 3, 3, 3, 3, 3]);
    const tied = { ...certain(labels, 4), data: new Float32Array(4 * voxelsPerFrame(native)).fill(0.25) };
    expect(new Set(labelsFromScores(tied, native).labels)).toEqual(new Set([0]));
  });

  test("are refused for scores that are not finite, or too few, or of too many classes", () => {
    const scores = certain(mixedLabels(native, 1, 5), 4);
    const broken = { ...scores, data: scores.data.with(9, Number.NaN) };
    expect(() => labelsFromScores(broken, native)).toThrow(
      expect.objectContaining({ kind: "bad-value", details: { scoreIndex: 9 } }),
    );
    const short = { ...scores, data: scores.data.subarray(1) };
    expect(() => labelsFromScores(short, native)).toThrow(expect.objectContaining({ kind: "data-size" }));
    const many = { ...scores, classCount: 257 };
    expect(() => labelsFromScores(many, native)).toThrow(expect.objectContaining({ kind: "bad-value" }));
  });
});
