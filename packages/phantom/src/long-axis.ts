/** The long-axis planes of a simulated heart: single slices that hold the left ventricle's axis. */
import { add, cross, fromColumns, type Grid, scale } from "@cmrkit/imaging";
import type { Heart } from "./heart.ts";
import { heartFrame, rotated } from "./pose.ts";
import type { CineScan } from "./scan.ts";

/** Two-, three- and four-chamber view. */
export const longAxisViews = ["lax_2c", "lax_3c", "lax_4c"] as const;
export type LongAxisView = (typeof longAxisViews)[number];

/**
 * Where each plane cuts the septal side, counted around the axis from the middle of the septum towards its front. The
 * four-chamber plane holds that middle, and so both points of the mitral annulus among the heart's landmarks; the planes
 * stand 60° apart, as the walls that they show in the 17-segment model of the AHA, doi:10.1161/hc0402.102975.
 */
const turnDeg = { lax_2c: -60, lax_3c: 60, lax_4c: 0 } as const satisfies Record<LongAxisView, number>;

/** The picture's middle lies this far above the middle of the ventricle, so that the atria are in it. */
const BASAL_SHIFT_MM = 20;

/**
 * The grid of one slice through the axis: the apex on top, the septal side left. Matrix, pixel spacing, rotation and offset are those of the
 * scan; its tilt is not used.
 */
export function longAxisGrid(heart: Heart, scan: CineScan, view: LongAxisView): Grid {
  const { lateral, inferior, basal, origin } = heartFrame(heart.parameters.pose);
  const septalAngle = ((heart.parameters.rightVentricle.septumAngleDeg + turnDeg[view]) * Math.PI) / 180;
  const awayFromSeptum = rotated(lateral, inferior, septalAngle + Math.PI);
  const turn = (scan.inPlaneRotationDeg * Math.PI) / 180;
  const row = rotated(awayFromSeptum, basal, turn);
  const column = rotated(basal, scale(awayFromSeptum, -1), turn);
  const [columns, rows] = scan.matrix;
  const [dx, dy] = scan.pixelSpacingMm;
  const right = -((columns - 1) / 2) * dx - scan.heartOffsetMm[0];
  const down = -((rows - 1) / 2) * dy - scan.heartOffsetMm[1];
  const middle = add(origin, scale(basal, BASAL_SHIFT_MM));
  return Object.freeze({
    size: [columns, rows, 1] as const,
    ijkToLps: fromColumns("ijk", "lps", {
      iAxis: scale(row, dx),
      jAxis: scale(column, dy),
      kAxis: scale(cross(row, column), scan.sliceThicknessMm),
      origin: add(middle, add(scale(row, right), scale(column, down))),
    }),
  });
}
