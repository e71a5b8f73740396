/** Affine maps between named coordinate frames, as 4×4 row-major matrices whose last row is 0 0 0 1. */
import { GeometryError } from "./errors.ts";
import { cross, dot, length, type Vector3 } from "./geometry-vector.ts";

/** Coordinate frames: voxel indices, DICOM patient space (mm, LPS), NIfTI world space (mm, RAS). */
export type Frame = "ijk" | "lps" | "ras";

/** The frames whose unit is the millimetre. */
export type WorldFrame = Exclude<Frame, "ijk">;

/** A map read from → to, so that two maps compose only where their frames meet. */
export interface Affine<From extends Frame, To extends Frame> {
  readonly from: From;
  readonly to: To;
  /** 16 numbers, row major. */
  readonly matrix: readonly number[];
}

/** The columns of a map: where a step along each axis of `from` leads, and where its origin lies. */
export interface AffineColumns {
  readonly iAxis: Vector3;
  readonly jAxis: Vector3;
  readonly kAxis: Vector3;
  readonly origin: Vector3;
}

/**
 * The map with the given row-major matrix, checked and frozen.
 * @throws {GeometryError} `not-an-affine` unless there are 16 finite numbers whose last four are 0 0 0 1.
 */
export function affine<From extends Frame, To extends Frame>(
  from: From,
  to: To,
  matrix: readonly number[],
): Affine<From, To> {
  const hasNumbers = matrix.length === 16 && matrix.every(Number.isFinite);
  const isAffine = hasNumbers && [0, 0, 0, 1].every((value, column) => matrix[12 + column] === value);
  if (!isAffine) {
    const came = `${matrix.length} numbers: ${matrix.join(" ")}`;
    throw new GeometryError("not-an-affine", `${from} → ${to} needs 16 finite numbers ending in 0 0 0 1, got ${came}`);
  }
  const withoutNegativeZeros = matrix.map((value) => value + 0); // mirroring makes -0, which compares unequal in tests and logs
  return Object.freeze({ from, to, matrix: Object.freeze(withoutNegativeZeros) });
}

/** The map of a frame onto itself that moves nothing. */
export function identity<F extends Frame>(frame: F): Affine<F, F> {
  return affine(frame, frame, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
}

/**
 * The map with the given columns: for `ijk` → `lps`, the steps in mm between neighbouring voxels along i, j, k and the
 * centre of voxel (0, 0, 0).
 * @throws {GeometryError} `not-an-affine` when a number is not finite.
 */
export function fromColumns<From extends Frame, To extends Frame>(
  from: From,
  to: To,
  { iAxis, jAxis, kAxis, origin }: AffineColumns,
): Affine<From, To> {
  const row = (r: 0 | 1 | 2) => [iAxis[r], jAxis[r], kAxis[r], origin[r]];
  return affine(from, to, [...row(0), ...row(1), ...row(2), 0, 0, 0, 1]);
}

/** The columns of a map; `fromColumns` is its inverse. */
export function columnsOf(map: Affine<Frame, Frame>): AffineColumns {
  const column = (c: number): Vector3 => [entry(map, 0, c), entry(map, 1, c), entry(map, 2, c)];
  return { iAxis: column(0), jAxis: column(1), kAxis: column(2), origin: column(3) };
}

/** `second` after `first`: the frame that `first` leads to is the one that `second` starts from. */
export function compose<A extends Frame, B extends Frame, C extends Frame>(
  second: Affine<B, C>,
  first: Affine<A, NoInfer<B>>,
): Affine<A, C> {
  const { iAxis, jAxis, kAxis, origin } = columnsOf(first);
  return fromColumns(first.from, second.to, {
    iAxis: applyToDirection(second, iAxis),
    jAxis: applyToDirection(second, jAxis),
    kAxis: applyToDirection(second, kAxis),
    origin: applyToPoint(second, origin),
  });
}

/**
 * The way back: `invert(map)` after `map` moves nothing.
 * The rows of the inverse of (a b c) are b × c, c × a, a × b over the determinant a · (b × c).
 * @throws {GeometryError} `singular-affine` when the columns lie in a plane.
 */
export function invert<From extends Frame, To extends Frame>(map: Affine<From, To>): Affine<To, From> {
  if (isSingular(map)) {
    throw new GeometryError("singular-affine", `${map.from} → ${map.to} flattens space: ${map.matrix.join(" ")}`);
  }
  const { iAxis, jAxis, kAxis, origin } = columnsOf(map);
  const det = determinant(map);
  const row = (normal: Vector3) => {
    const [x, y, z]: Vector3 = [normal[0] / det, normal[1] / det, normal[2] / det];
    return [x, y, z, 0 - dot([x, y, z], origin)];
  };
  const rows = [row(cross(jAxis, kAxis)), row(cross(kAxis, iAxis)), row(cross(iAxis, jAxis))];
  return affine(map.to, map.from, [...rows.flat(), 0, 0, 0, 1]);
}

/** Where the map takes a point: translation included. */
export function applyToPoint(map: Affine<Frame, Frame>, [x, y, z]: Vector3): Vector3 {
  const row = (r: number) => entry(map, r, 0) * x + entry(map, r, 1) * y + entry(map, r, 2) * z + entry(map, r, 3);
  return [row(0), row(1), row(2)];
}

/** Where the map takes a difference of two points: translation left out. */
export function applyToDirection(map: Affine<Frame, Frame>, [x, y, z]: Vector3): Vector3 {
  const row = (r: number) => entry(map, r, 0) * x + entry(map, r, 1) * y + entry(map, r, 2) * z;
  return [row(0), row(1), row(2)];
}

/** Determinant of the 3×3 part; negative when the map mirrors. */
export function determinant(map: Affine<Frame, Frame>): number {
  const { iAxis, jAxis, kAxis } = columnsOf(map);
  return dot(iAxis, cross(jAxis, kAxis));
}

/** Below this fraction of the box that the column lengths span, a determinant is rounding error. */
const SINGULAR_FRACTION = 1e-6;

/** Whether the map flattens space: its columns lie in a plane, or one has no length. */
export function isSingular(map: Affine<Frame, Frame>): boolean {
  const { iAxis, jAxis, kAxis } = columnsOf(map);
  const box = length(iAxis) * length(jAxis) * length(kAxis);
  return !(Math.abs(determinant(map)) > SINGULAR_FRACTION * box);
}

/** Distance in mm between the centres of neighbouring voxels along i, j, k: the lengths of the columns. */
export function spacingMm(ijkToWorld: Affine<"ijk", WorldFrame>): Vector3 {
  const { iAxis, jAxis, kAxis } = columnsOf(ijkToWorld);
  return [length(iAxis), length(jAxis), length(kAxis)];
}

/** Volume of one voxel in ml, |det| / 1000; right for sheared voxels too, where the product of spacings is not. */
export function voxelVolumeMl(ijkToWorld: Affine<"ijk", WorldFrame>): number {
  return Math.abs(determinant(ijkToWorld)) / 1000;
}

const HALF_TURN_ABOUT_Z = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** DICOM's patient axes (left, posterior, superior) to NIfTI's (right, anterior, superior): x and y change sign. */
export const lpsToRas: Affine<"lps", "ras"> = affine("lps", "ras", HALF_TURN_ABOUT_Z);

/** NIfTI's world axes (right, anterior, superior) to DICOM's (left, posterior, superior): x and y change sign. */
export const rasToLps: Affine<"ras", "lps"> = affine("ras", "lps", HALF_TURN_ABOUT_Z);

/**
 * How far a grid is turned from the patient's axes, in degrees: the largest angle between a voxel axis and the patient
 * axis nearest to it. 0 for axial, sagittal and coronal stacks; short-axis stacks have 30 to 50.
 */
export function obliquityDegrees(ijkToWorld: Affine<"ijk", WorldFrame>): number {
  const { iAxis, jAxis, kAxis } = columnsOf(ijkToWorld);
  const tilts = [iAxis, jAxis, kAxis].map((axis) => Math.min(...axis.map((_, w) => angleToAxis(axis, w))));
  return (Math.max(...tilts) * 180) / Math.PI;
}

/** Whether i, j and k are at right angles, so that a rotation and three spacings describe the grid. */
export function isOrthogonal(map: Affine<Frame, Frame>): boolean {
  const { iAxis, jAxis, kAxis } = columnsOf(map);
  return [cosine(iAxis, jAxis), cosine(jAxis, kAxis), cosine(kAxis, iAxis)].every(
    (c) => Math.abs(c) < ORTHOGONAL_COSINE,
  );
}

/** Direction cosines are stored with six digits at best; 1e-4 is 0.006°, or 0.03 mm across a 300 mm field of view. */
const ORTHOGONAL_COSINE = 1e-4;

function cosine(a: Vector3, b: Vector3): number {
  return dot(a, b) / (length(a) * length(b));
}

/** Angle in radians to one axis of the frame; by atan2, since acos loses the small angles asked for here. */
function angleToAxis(direction: Vector3, worldAxis: number): number {
  const across = direction.filter((_, w) => w !== worldAxis);
  return Math.atan2(Math.hypot(...across), Math.abs(direction[worldAxis] ?? 0));
}

/** An entry of a matrix that `affine` has checked, or whose 16 numbers its author vouches for. */
function entry(map: Affine<Frame, Frame>, row: number, column: number): number {
  return map.matrix[4 * row + column]!;
}
