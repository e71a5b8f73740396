/** Inputs of metrics with values that another implementation found: fixtures/metrics, written by its make.py. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LabelVolume } from "@cmrkit/imaging";
import { gridOf, paint } from "./shapes.ts";

interface MetricFixtures {
  readonly stability: {
    readonly logits: readonly (readonly number[])[];
    readonly settings: readonly { readonly threshold: number; readonly offset: number }[];
    readonly scores: readonly (readonly (number | null)[])[];
  };
  readonly intraclass: Readonly<Record<"ICC(1,1)" | "ICC(2,1)" | "ICC(3,1)", number>> & {
    readonly ratings: readonly (readonly number[])[];
  };
  readonly variation: { readonly pairs: readonly (readonly [number, number])[]; readonly percent: number };
  readonly landmarks: {
    readonly spacingMm: readonly number[];
    readonly predicted: readonly (readonly number[])[];
    readonly reference: readonly (readonly number[])[];
    readonly distancesMm: readonly number[];
  };
  /** Points are apex, lateral, septal. */
  readonly long_axis: Readonly<Record<"endDiastole" | "endSystole", readonly [Point, Point, Point]>> &
    Readonly<Record<"strainPercent" | "lateralMm" | "septalMm", number>>;
  readonly masks: readonly MaskPair[];
}

/** Digits are 1 inside, i fastest. Overlaps of a structure in neither mask, and distances where one mask lacks it, are null. */
export interface MaskPair
  extends Readonly<
    Record<"dice" | "iou" | "hausdorff95Mm" | "hausdorffMm" | "averageSymmetricDistanceMm", number | null>
  > {
  readonly size: Point;
  readonly spacingMm: Point;
  readonly predicted: string;
  readonly reference: string;
}

type Point = readonly [number, number, number];

export const metricFixtures: MetricFixtures = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../fixtures/metrics/expected.json"), "utf8"),
);

/** Both masks of a pair, whose voxels inside are 1. */
export function masksIn({ size, spacingMm, predicted, reference }: MaskPair): [LabelVolume, LabelVolume] {
  const grid = gridOf(size, spacingMm);
  const [X, Y] = size;
  const volume = (digits: string) => paint(grid, (i, j, k) => Number(digits[(k * Y + j) * X + i]));
  return [volume(predicted), volume(reference)];
}
