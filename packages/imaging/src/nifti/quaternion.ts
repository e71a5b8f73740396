/**
 * The qform: a rotation as a unit quaternion (a, b, c, d) of which b, c, d are stored, three spacings, and a sign.
 *
 * Source: nifti1.h, "METHOD 2", and nifti_quatern_to_mat44 / nifti_mat44_to_quatern of the reference library.
 */
import { type Affine, columnsOf, determinant, fromColumns, spacingMm } from "../affine.ts";
import { NiftiError } from "../errors.ts";
import type { Vector3 } from "../geometry-vector.ts";
import { dot, scale } from "../geometry-vector.ts";
import type { NiftiGeometry } from "./header.ts";

type Qform = Pick<NiftiGeometry, "quatern" | "qoffset" | "pixdim">;

/** b² + c² + d² may pass 1 by the rounding of float32, not by more. */
const UNIT_TOLERANCE = 1e-4;

/**
 * Voxel index → RAS, in the file's unit of length, as the qform says.
 * @throws {NiftiError} `bad-affine` when a number is not finite or the quaternion is longer than 1.
 */
export function affineFromQform(qform: Qform): Affine<"ijk", "ras"> {
  const { quatern, qoffset, pixdim } = qform;
  if (!isQform(qform)) {
    const came = `quatern (${quatern.join(", ")}), qoffset (${qoffset.join(", ")})`;
    throw new NiftiError("bad-affine", `the qform needs finite numbers and a quaternion of length 1; got ${came}`);
  }
  const [b, c, d] = quatern;
  const a = Math.sqrt(Math.max(0, 1 - dot(quatern, quatern)));
  const [, si, sj, sk] = pixdim;
  return fromColumns("ijk", "ras", {
    iAxis: scale([a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)], si),
    jAxis: scale([2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)], sj),
    kAxis: scale([2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c], sk * qfac(pixdim[0])),
    origin: qoffset,
  });
}

/** Whether the stored numbers are a rotation and a translation at all. */
export function isQform({ quatern, qoffset }: Pick<Qform, "quatern" | "qoffset">): boolean {
  return dot(quatern, quatern) <= 1 + UNIT_TOLERANCE && qoffset.every(Number.isFinite);
}

/** The qform of an orthogonal map; `qfac` goes to pixdim[0] and is -1 when the map mirrors. */
export function qformFromAffine(map: Affine<"ijk", "ras">): Pick<Qform, "quatern" | "qoffset"> & { qfac: 1 | -1 } {
  const qfac = determinant(map) < 0 ? -1 : 1;
  const { iAxis, jAxis, kAxis, origin } = columnsOf(map);
  const [si, sj, sk] = spacingMm(map);
  const quatern = quaternionOf(scale(iAxis, 1 / si), scale(jAxis, 1 / sj), scale(kAxis, qfac / sk));
  return { quatern, qoffset: origin, qfac };
}

/** Any pixdim[0] but a negative one counts as 1 (nifti1.h). */
function qfac(stored: number): 1 | -1 {
  return stored < 0 ? -1 : 1;
}

/** b, c, d of the rotation with the given columns, dividing by whichever of a, b, c, d is largest. */
function quaternionOf(u: Vector3, v: Vector3, w: Vector3): Vector3 {
  const [r00, r10, r20] = u;
  const [r01, r11, r21] = v;
  const [r02, r12, r22] = w;
  // Four times the products of each pair, and the squares, of a, b, c, d.
  const squares = [1 + r00 + r11 + r22, 1 + r00 - r11 - r22, 1 - r00 + r11 - r22, 1 - r00 - r11 + r22];
  const [ab, ac, ad] = [r21 - r12, r02 - r20, r10 - r01];
  const [bc, bd, cd] = [r10 + r01, r02 + r20, r21 + r12];
  const largest = squares.indexOf(Math.max(...squares));
  const rows: readonly Vector3[] = [
    [ab, ac, ad],
    [squares[1]!, bc, bd],
    [bc, squares[2]!, cd],
    [bd, cd, squares[3]!],
  ];
  const divisor = 2 * Math.sqrt(squares[largest]!);
  const signOfA = [squares[0]!, ab, ac, ad][largest]! < 0 ? -1 : 1; // a itself is not stored: it is taken as ≥ 0
  return scale(rows[largest]!, signOfA / divisor);
}
