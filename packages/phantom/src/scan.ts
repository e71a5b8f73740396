/** How a simulated heart is imaged: the planes, the voxels, and what the scanner adds to the picture. */
import { add, cross, dot, fromColumns, type Grid, scale, subtract, type Vector3 } from "@cmrkit/imaging";
import { heartPoint } from "./axial-place.ts";
import { PhantomError } from "./errors.ts";
import { type Heart, momentOf } from "./heart.ts";
import { angleOf, heightOf } from "./polar-map.ts";
import { type HeartFrame, heartFrame, rotated, toPatient, unit } from "./pose.ts";
import { type ScannerLook, type ScannerName, scannerLooks } from "./scanner.ts";

export interface CineScan extends ScannerLook {
  /** Who took the pictures; how they look is said by the settings below. */
  readonly scanner: ScannerName;
  /** Pixels along a row and down a column. */
  readonly matrix: readonly [columns: number, rows: number];
  /** Distance between pixel centres along a row and down a column. */
  readonly pixelSpacingMm: readonly [number, number];
  readonly sliceThicknessMm: number;
  /** Between the middles of neighbouring slices; more than the thickness leaves a gap. */
  readonly sliceDistanceMm: number;
  readonly frameCount: number;
  /** How far the plane leans from the true short axis, and towards which angle around the heart (0 lateral). */
  readonly tiltDeg: number;
  readonly tiltTowardsDeg: number;
  /** Turn of the picture in its plane. */
  readonly inPlaneRotationDeg: number;
  /** Where the heart lies from the middle of the picture, right and down. */
  readonly heartOffsetMm: readonly [number, number];
}

/** A usual short-axis cine: 1.5 mm pixels, 8 mm slices 10 mm apart, 20 frames. */
export const standardScan: CineScan = Object.freeze({
  scanner: "standard",
  matrix: [192, 192] as const,
  pixelSpacingMm: [1.5, 1.5] as const,
  sliceThicknessMm: 8,
  sliceDistanceMm: 10,
  frameCount: 20,
  tiltDeg: 0,
  tiltTowardsDeg: 0,
  inPlaneRotationDeg: 0,
  heartOffsetMm: [0, 0] as const,
  flipAngleDeg: 60,
  noiseSigma: 12,
  intensityScale: 3200,
  coilShading: 0.8,
  pointSpreadMm: 0.8,
  breathingSigmaMm: 0.7,
});

/**
 * The scan with some settings changed, checked and frozen; what is not told is as the scanner has it.
 * @throws {PhantomError} `invalid-scan` naming the setting, its value and what it must be.
 */
export function cineScan(changes: Partial<CineScan> = {}): CineScan {
  const scan = { ...standardScan, ...scannerLooks[changes.scanner ?? "standard"], ...changes };
  const whole = { columns: scan.matrix[0], rows: scan.matrix[1], frameCount: scan.frameCount };
  const positive = {
    pixelSpacingX: scan.pixelSpacingMm[0],
    pixelSpacingY: scan.pixelSpacingMm[1],
    sliceThicknessMm: scan.sliceThicknessMm,
    sliceDistanceMm: scan.sliceDistanceMm,
    flipAngleDeg: scan.flipAngleDeg,
    intensityScale: scan.intensityScale,
  };
  const notNegative = {
    noiseSigma: scan.noiseSigma,
    coilShading: scan.coilShading,
    pointSpreadMm: scan.pointSpreadMm,
    breathingSigmaMm: scan.breathingSigmaMm,
  };
  demand(whole, "a whole number above 0", (value) => Number.isInteger(value) && value > 0);
  demand(positive, "above 0", (value) => value > 0 && Number.isFinite(value));
  demand(notNegative, "0 or more", (value) => value >= 0 && Number.isFinite(value));
  demand({ tiltDeg: scan.tiltDeg }, "between -80 and 80", (value) => Math.abs(value) <= 80);
  return Object.freeze(scan);
}

function demand(settings: Readonly<Record<string, number>>, what: string, holds: (value: number) => boolean): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!holds(value)) throw new PhantomError("invalid-scan", `${name} must be ${what}, got ${value}`);
  }
}

/** Room beyond the apex and above the base, so that the stack holds the whole heart and the valve plane. */
const APICAL_MARGIN_MM = 3;
const BASAL_MARGIN_MM = 6;

/**
 * The grid of a short-axis stack over a whole heart: i along the rows (lateral), j down the columns (inferior), k from
 * apex to base, all leaning by `tiltDeg` where the scan is not quite on axis.
 */
export function shortAxisGrid(heart: Heart, scan: CineScan): Grid {
  const frame = heartFrame(heart.parameters.pose);
  const lean = (scan.tiltTowardsDeg * Math.PI) / 180;
  const towards = rotated(frame.lateral, frame.inferior, lean);
  const tilt = (scan.tiltDeg * Math.PI) / 180;
  const normal = rotated(frame.basal, towards, tilt);
  const lateralInPlane = reject(frame.lateral, normal);
  const inferiorInPlane = cross(normal, lateralInPlane);
  const turn = (scan.inPlaneRotationDeg * Math.PI) / 180;
  const row = rotated(lateralInPlane, inferiorInPlane, -turn);
  const column = cross(normal, row);

  const [lowest, highest] = extentAlong(heart, frame, normal);
  const covered = highest - lowest + APICAL_MARGIN_MM + BASAL_MARGIN_MM;
  const sliceCount = Math.ceil(covered / scan.sliceDistanceMm);
  const [columns, rows] = scan.matrix;
  const [dx, dy] = scan.pixelSpacingMm;
  const middle = add(frame.origin, scale(normal, (highest + lowest + BASAL_MARGIN_MM - APICAL_MARGIN_MM) / 2));
  const right = -((columns - 1) / 2) * dx - scan.heartOffsetMm[0];
  const down = -((rows - 1) / 2) * dy - scan.heartOffsetMm[1];
  const along = -((sliceCount - 1) / 2) * scan.sliceDistanceMm;
  return Object.freeze({
    size: [columns, rows, sliceCount] as const,
    ijkToLps: fromColumns("ijk", "lps", {
      iAxis: scale(row, dx),
      jAxis: scale(column, dy),
      kAxis: scale(normal, scan.sliceDistanceMm),
      origin: add(middle, add(scale(row, right), add(scale(column, down), scale(normal, along)))),
    }),
  });
}

/** How far the end-diastolic ventricles reach along a direction, below and above the heart's origin, in mm. */
function extentAlong(heart: Heart, frame: HeartFrame, direction: Vector3): readonly [lowest: number, highest: number] {
  const { rightEpicardiumMm2, lengthMm } = momentOf(heart, 0);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [node, squared] of rightEpicardiumMm2.entries()) {
    const point = heartPoint(heart, heightOf(node) * lengthMm, angleOf(node), Math.sqrt(squared));
    const along = dot(subtract(toPatient(frame, point), frame.origin), direction);
    lowest = Math.min(lowest, along);
    highest = Math.max(highest, along);
  }
  return [lowest, highest];
}

/** The part of `a` at right angles to the unit vector `normal`, as a unit vector. */
function reject(a: Vector3, normal: Vector3): Vector3 {
  return unit(add(a, scale(normal, -dot(a, normal))));
}
