/** Rectangles of a slice in native pixels, and the windows that cover them. */
import type { Volume } from "@cmrkit/imaging";
import type { SegmentationPlan } from "./plan.ts";
import { uprightWindow, type WindowTransform } from "./window.ts";

/** A rectangle, both ends included. */
export interface Region {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function wholeSlice({ grid }: Pick<Volume, "grid">): Region {
  return { left: 0, right: grid.size[0] - 1, top: 0, bottom: grid.size[1] - 1 };
}

/** How far neighbouring windows lie apart at most, as a share of their extent: each pixel is seen away from a border. */
const STRIDE = 0.5;

/** Upright windows whose pixels cover a region, evenly spaced and overlapping by half or more; one, where one suffices. */
export function windowsCovering(
  volume: Pick<Volume, "grid">,
  plan: SegmentationPlan,
  region: Region,
): WindowTransform[] {
  const { a, d } = uprightWindow(volume, plan, 0, 0);
  const columns = centresAlong(region.left, region.right, (plan.windowSize - 1) * a);
  const rows = centresAlong(region.top, region.bottom, (plan.windowSize - 1) * d);
  return rows.flatMap((j) => columns.map((i) => uprightWindow(volume, plan, i, j)));
}

/** Centres of windows whose first and last pixel centres lie `reach` apart. */
function centresAlong(first: number, last: number, reach: number): number[] {
  const rest = last - first - reach;
  if (rest <= 0) return [(first + last) / 2];
  const count = Math.ceil(rest / (reach * STRIDE)) + 1;
  return Array.from({ length: count }, (_, n) => first + reach / 2 + (n * rest) / (count - 1));
}
