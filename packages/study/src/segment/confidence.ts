/**
 * How sure a model is of its own labels. The Dice that it expects of a structure is that of its labels with what its
 * probabilities say, 2·Σ p·y / (Σ p + Σ y): 1 where every pixel is certain, less where borders are soft or flips disagree.
 */
import type { Canvas } from "./canvas.ts";

/** Of one structure in one slice, in pixels. */
export interface StructureConfidence {
  /** Sum of the structure's probability, labelled or not. */
  readonly expected: number;
  readonly labelled: number;
  /** Sum of its probability where it is labelled. */
  readonly agreed: number;
}

/** By frame, slice and label; background is label 0. */
export type LabelConfidence = readonly (readonly (readonly StructureConfidence[])[])[];

/** @param slice The labels of the canvas's slice, (Y, X), as `writeLabels` wrote them. */
export function sliceConfidence(canvas: Canvas, slice: Uint8Array, X: number): readonly StructureConfidence[] {
  const { region, width, classes, sums, weights } = canvas;
  const counts = Array.from({ length: classes }, () => ({ expected: 0, labelled: 0, agreed: 0 }));
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] === 0) continue;
    const label = slice[(region.top + Math.floor(at / width)) * X + region.left + (at % width)]!;
    counts.forEach((count, k) => {
      const probability = sums[k * weights.length + at]! / weights[at]!;
      count.expected += probability;
      if (k === label) count.agreed += probability;
    });
    counts[label]!.labelled += 1;
  }
  return counts;
}

/** The expected Dice of a structure over some slices, 0 to 1; nothing where no pixel is labelled so. */
export function expectedDice(slices: readonly (readonly StructureConfidence[])[], label: number): number | undefined {
  const own = slices.map((structures) => structures[label]!);
  const sum = (of: keyof StructureConfidence) => own.reduce((total, each) => total + each[of], 0);
  return sum("labelled") === 0 ? undefined : (2 * sum("agreed")) / (sum("expected") + sum("labelled"));
}
