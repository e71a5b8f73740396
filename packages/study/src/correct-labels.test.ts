import { fillLeftVentricle, keepLargestComponent, removeDetached } from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { correctionWarnings, correctLabels } from "./correct-labels.ts";
import { beatingLabels, testGrid } from "./testing/beating-heart.ts";

const [X, Y] = testGrid.size;
const at = (i: number, j: number, k: number) => (k * Y + j) * X + i;

function changed(changes: readonly (readonly [number, number])[]): LabelVolume {
  const whole = beatingLabels([12]);
  const labels = whole.labels.slice();
  for (const [index, label] of changes) labels[index] = label;
  return { ...whole, labels };
}

/** One comparison of all voxels; a matcher that walks them takes seconds. */
function isSame(a: LabelVolume, b: LabelVolume): boolean {
  return Buffer.from(a.labels).equals(Buffer.from(b.labels));
}

describe("correcting labels", () => {
  test("changes nothing in a whole heart", () => {
    const labels = beatingLabels();
    const { labels: corrected, changedVoxels } = correctLabels(labels);
    expect(isSame(corrected, labels)).toBe(true);
    expect(changedVoxels).toBe(0);
  });

  test("takes away strays of every structure, fills a hole, and counts the voxels", () => {
    const strays = [at(2, 2, 1), at(60, 50, 2), at(3, 50, 3)].map((index, n) => [index, n + 1] as const);
    const hole = [at(38, 28, 2), 0] as const;
    const { labels, changedVoxels } = correctLabels(changed([...strays, hole]));
    expect(isSame(labels, beatingLabels([12]))).toBe(true);
    expect(changedVoxels).toBe(4);
  });

  test("gives the same whether all of the picture is walked or the labelled window alone", () => {
    const labels = changed([
      [at(0, 0, 1), 3],
      [at(63, 55, 4), 2],
      [at(38, 28, 2), 0],
    ]);
    const steps = [
      (volume: LabelVolume) => keepLargestComponent(volume, "leftVentricleBloodPool").labels,
      (volume: LabelVolume) => keepLargestComponent(volume, "leftVentricularMyocardium").labels,
      (volume: LabelVolume) => keepLargestComponent(volume, "rightVentricleBloodPool").labels,
      (volume: LabelVolume) => removeDetached(volume, "rightVentricleBloodPool", "leftVentricularMyocardium").labels,
      (volume: LabelVolume) => fillLeftVentricle(volume).labels,
    ];
    const whole = steps.reduce((volume, step) => step(volume), labels);
    expect(isSame(correctLabels(labels).labels, whole)).toBe(true);
    expect(isSame(whole, labels)).toBe(false);
  });

  test("leaves an empty label volume as it is", () => {
    const empty = { ...beatingLabels([12]), labels: new Uint8Array(X * Y * testGrid.size[2]) };
    expect(correctLabels(empty)).toEqual({ labels: empty, changedVoxels: 0 });
  });
});

test("a reader is told when more than three in a hundred labelled voxels changed", () => {
  const labels = changed([]);
  const labelled = labels.labels.filter((label) => label !== 0).length;
  expect(correctionWarnings(labels, { labels, changedVoxels: Math.floor(0.03 * labelled) })).toEqual([]);
  const [warning] = correctionWarnings(labels, { labels, changedVoxels: Math.round(0.2 * labelled) });
  expect(warning?.kind).toBe("labels-corrected");
  expect(warning?.message).toContain("20 %");
});
