/**
 * Basal and apical slices by landmarks of long-axis views: the plane of the mitral annulus parts the ventricle from the atrium, and
 * the apex ends it.
 *
 * A slice that the plane crosses counts by the part of its slab on the ventricle's side, voxel by voxel: disc summation of discs cut
 * by the plane. Long-axis views are other breath-holds than the stack, so the landmarks are only as good as the breath-holds are alike.
 */
import {
  add,
  applyToPoint,
  columnsOf,
  cross,
  dot,
  type LabelVolume,
  labelFrameOf,
  length,
  scale,
  subtract,
  type Vector3,
} from "@cmrkit/imaging";
import { CardiacError } from "../errors.ts";
import { type StructureName, structures } from "../structures.ts";
import { judgement, noCavity, type SliceJudgement } from "./slice-verdict.ts";

/** Points of one phase in patient coordinates, mm in LPS. */
export interface VentricleLandmarks {
  /** Two or more, of one or several long-axis views. */
  readonly mitralAnnulus: readonly Vector3[];
  readonly apex: Vector3;
}

/** The annulus as a plane; the normal is of length 1 and points to the apex. */
export interface AnnulusPlane {
  readonly point: Vector3;
  readonly normal: Vector3;
  readonly apex: Vector3;
}

/** Own rule: points nearer than this mark one place. */
const COINCIDENT_MM = 5;

/**
 * The plane through the annulus points, by least squares along the line from their middle to the apex. Points on one line leave
 * the plane free to turn about it; it then stands as square to the long axis as it can, which is what one view tells.
 * @throws {CardiacError} `argument` for fewer than two points, points or an apex that coincide, or coordinates that are not finite.
 */
export function annulusPlane({ mitralAnnulus, apex }: VentricleLandmarks): AnnulusPlane {
  if (mitralAnnulus.length < 2) refuse(`the mitral annulus needs two points or more, got ${mitralAnnulus.length}`);
  if (![...mitralAnnulus, apex].flat().every(Number.isFinite)) refuse("landmarks must be finite numbers, in mm");
  const point = scale(mitralAnnulus.reduce(add, [0, 0, 0]), 1 / mitralAnnulus.length);
  const arms = mitralAnnulus.map((each) => subtract(each, point));
  const longAxis = subtract(apex, point);
  if (length(longAxis) < COINCIDENT_MM) refuse("the apex lies on the mitral annulus");
  const widest = arms.reduce((best, arm) => (length(arm) > length(best) ? arm : best));
  if (length(widest) < COINCIDENT_MM / 2) refuse("the points of the mitral annulus coincide");
  return { point, normal: squareNormal(arms, scale(longAxis, 1 / length(longAxis))), apex };
}

/** Share of the long arms' extent that points must spread across it to fix the plane's second angle. */
const LEAST_SPREAD = 0.2;

/**
 * Normal n = L − a·U − b·V of the plane whose height over the directions U, V across the long axis L is a·u + b·v; a and b by least squares,
 * b = 0 where the points lie along U alone.
 */
function squareNormal(arms: readonly Vector3[], longAxis: Vector3): Vector3 {
  const across = arms.map((arm) => subtract(arm, scale(longAxis, dot(arm, longAxis))));
  const u = unit(across.reduce((best, arm) => (length(arm) > length(best) ? arm : best)));
  const v = cross(longAxis, u);
  const sum = (of: (arm: Vector3) => number) => arms.reduce((total, arm) => total + of(arm), 0);
  const [uu, uv, vv] = [
    sum((arm) => dot(arm, u) ** 2),
    sum((arm) => dot(arm, u) * dot(arm, v)),
    sum((arm) => dot(arm, v) ** 2),
  ];
  const [uh, vh] = [sum((arm) => dot(arm, u) * dot(arm, longAxis)), sum((arm) => dot(arm, v) * dot(arm, longAxis))];
  const determinant = uu * vv - uv * uv;
  const isLine = determinant < (LEAST_SPREAD * uu) ** 2;
  const [a, b] = isLine ? [uh / uu, 0] : [(uh * vv - vh * uv) / determinant, (vh * uu - uh * uv) / determinant];
  return unit(subtract(longAxis, add(scale(u, a), scale(v, b))));
}

function unit(vector: Vector3): Vector3 {
  if (length(vector) === 0) refuse("the mitral annulus lies along the long axis");
  return scale(vector, 1 / length(vector));
}

function refuse(message: string): never {
  throw new CardiacError("argument", message);
}

/**
 * The landmarks' word on each slice of a frame for one structure, in the order of the stack. Of the cavity, slices that
 * lie wholly beyond the apex are left out.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function slicesByAnnulus(
  labels: LabelVolume,
  structure: StructureName,
  frameIndex: number,
  plane: AnnulusPlane,
): readonly SliceJudgement[] {
  return Array.from({ length: labels.grid.size[2] }, (_, sliceIndex) => {
    const disc = discOf(labels, structures[structure].label, { frameIndex, sliceIndex }, plane);
    if (disc === undefined) return noCavity;
    const isCavity = structure === "leftVentricleBloodPool"; // muscle caps the cavity beyond the apex of the endocardium
    return isCavity && disc.isBeyondApex ? judgement(0, "beyond the apex") : placed(disc);
  });
}

interface Disc {
  /** Mean over its voxels of the slab's part below the annulus, 0 … 1. */
  readonly share: number;
  /** Of its middle from the annulus, positive towards the apex. */
  readonly depthMm: number;
  /** The slice with all its thickness lies beyond the apex. */
  readonly isBeyondApex: boolean;
}

function discOf(
  labels: LabelVolume,
  label: number,
  { frameIndex, sliceIndex }: { readonly frameIndex: number; readonly sliceIndex: number },
  plane: AnnulusPlane,
): Disc | undefined {
  const [X, Y] = labels.grid.size;
  const { ijkToLps } = labels.grid;
  const slice = labelFrameOf(labels, frameIndex).labels.subarray(sliceIndex * X * Y, (sliceIndex + 1) * X * Y);
  const slabMm = Math.abs(dot(plane.normal, columnsOf(ijkToLps).kAxis));
  let [voxels, share, depthMm] = [0, 0, 0];
  for (const [at, each] of slice.entries()) {
    if (each !== label) continue;
    const centre = applyToPoint(ijkToLps, [at % X, Math.floor(at / X), sliceIndex]);
    const voxelDepthMm = dot(subtract(centre, plane.point), plane.normal);
    voxels += 1;
    depthMm += voxelDepthMm;
    share += shareBelow(voxelDepthMm, slabMm);
  }
  if (voxels === 0) return undefined;
  const apexMm = dot(subtract(plane.apex, plane.point), plane.normal);
  const middleMm = depthMm / voxels;
  return { share: share / voxels, depthMm: middleMm, isBeyondApex: middleMm - slabMm / 2 > apexMm };
}

/** Part of a slab about a voxel's centre that lies below the plane; a slab along the plane's normal is all or nothing. */
function shareBelow(depthMm: number, slabMm: number): number {
  if (slabMm === 0) return depthMm > 0 ? 1 : 0;
  return Math.min(1, Math.max(0, 0.5 + depthMm / slabMm));
}

function placed({ share, depthMm }: Disc): SliceJudgement {
  const away = `${Math.abs(depthMm).toFixed(1)} mm`;
  const said = judgement(share, "");
  const reason = {
    counted: `${away} below the mitral annulus`,
    "partly counted": `the mitral annulus crosses it: ${(100 * share).toFixed(0)} % lies on the ventricle's side`,
    "left out": `${away} above the mitral annulus`,
    "no cavity": noCavity.reason,
  }[said.verdict];
  return { ...said, reason };
}
