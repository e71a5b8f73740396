/**
 * Which of a header's transforms is in force, as a map of voxel indices to RAS millimetres.
 *
 * Source: nifti1.h, "3D IMAGE (VOLUME) ORIENTATION AND LOCATION IN SPACE", methods 1 to 3.
 */
import { type Affine, fromColumns, isSingular } from "../affine.ts";
import { NiftiError } from "../errors.ts";
import type { Vector3 } from "../geometry-vector.ts";
import type { NiftiGeometry } from "./header.ts";
import { affineFromQform } from "./quaternion.ts";
import { inMillimetres } from "./units.ts";

/** Where the voxel positions come from, best first. */
export type GeometrySource = "sform" | "qform" | "pixdim";

/** The sform when its code is positive, else the qform when its code is, else the spacings alone. */
export function geometrySourceOf({ sformCode, qformCode }: NiftiGeometry): GeometrySource {
  if (sformCode > 0) return "sform";
  return qformCode > 0 ? "qform" : "pixdim";
}

/**
 * Voxel index → RAS in mm, by the given transform of the header.
 * @throws {NiftiError} `bad-affine` when its numbers are not finite, `singular-affine` when it flattens voxels, `bad-units`.
 */
export function ijkToRasOf(geometry: NiftiGeometry, source: GeometrySource): Affine<"ijk", "ras"> {
  const ijkToRas = inMillimetres(storedTransforms[source](geometry), geometry.xyztUnits);
  if (!isSingular(ijkToRas)) return ijkToRas;
  const rows = ijkToRas.matrix.slice(0, 12).join(" ");
  throw new NiftiError(
    "singular-affine",
    `the ${source} flattens voxels: [${rows}]; its header needs mending at the source`,
  );
}

/** In the file's unit of length. */
const storedTransforms: Readonly<Record<GeometrySource, (geometry: NiftiGeometry) => Affine<"ijk", "ras">>> = {
  sform: ({ srow }) => affineFromSform(srow),
  qform: affineFromQform,
  pixdim: ({ pixdim: [, si, sj, sk] }) =>
    fromColumns("ijk", "ras", { iAxis: [si, 0, 0], jAxis: [0, sj, 0], kAxis: [0, 0, sk], origin: [0, 0, 0] }),
};

function affineFromSform(srow: readonly number[]): Affine<"ijk", "ras"> {
  if (!srow.every(Number.isFinite)) {
    throw new NiftiError("bad-affine", `the sform needs 12 finite numbers, got [${srow.join(" ")}]`);
  }
  const column = (c: number): Vector3 => [srow[c]!, srow[4 + c]!, srow[8 + c]!];
  return fromColumns("ijk", "ras", { iAxis: column(0), jAxis: column(1), kAxis: column(2), origin: column(3) });
}
