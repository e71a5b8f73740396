/** A stack of DICOM instances, one a slice. */
import {
  cross,
  type DicomInstance,
  fromColumns,
  type Grid,
  layOutCine,
  makeGrid,
  parseDicomInstance,
  readPixels,
  scale,
  spacingMm,
  type Vector3,
} from "@cmrkit/imaging";
import { LearnError } from "../../errors.ts";
import { decoded, readImageFile } from "./image-file.ts";
import type { Stack } from "./stack.ts";

/**
 * Rescaled intensities on the grid that positions tell; headers alone are never believed about the distance of slices,
 * but that of a single slice, which has no neighbour.
 * @throws {LearnError} `data-missing`, `bad-spacing` when a single slice states no thickness, or `bad-image` when a file is
 *   no MR image, slices are missing, doubled or unevenly spaced, or the files do not come in the order
 *   of their positions along row × column.
 */
export async function readDicomStack(paths: readonly string[], subject: string): Promise<Stack<Float32Array>> {
  const instances = await Promise.all(paths.map((path) => readInstance(path, subject)));
  const [first, path] = [instances[0], paths[0]];
  if (first === undefined || path === undefined)
    throw new LearnError("bad-image", `${subject}: no DICOM file is named; a stack needs at least one`);
  const grid = instances.length === 1 ? planeGrid(first, subject) : stackGrid(instances, path, subject);
  const [X, Y, Z] = grid.size;
  const [x, y, z] = spacingMm(grid.ijkToLps);
  const values = new Float32Array(Z * Y * X);
  for (const [k, instance] of instances.entries()) {
    values.set(
      decoded(instance.source, subject, () => readPixels(instance)),
      k * Y * X,
    );
  }
  return { path, values, size: [Z, Y, X], spacingMm: [z, y, x], grid };
}

async function readInstance(path: string, subject: string): Promise<DicomInstance> {
  const bytes = await readImageFile(path, subject);
  return decoded(path, subject, () => parseDicomInstance(bytes, path));
}

/** Slices may have been taken in breath-holds that are series of their own; who names them as one stack says so. */
function stackGrid(instances: readonly DicomInstance[], path: string, subject: string): Grid {
  const { seriesInstanceUid } = instances[0]!;
  const ofOneSeries = instances.map((instance) => ({ ...instance, seriesInstanceUid }));
  const { grid, frames } = decoded(path, subject, () => layOutCine(ofOneSeries));
  const misplaced = instances.find(({ source }, k) => frames[k]?.[0]?.source !== source);
  if (misplaced === undefined) return grid;
  const message = `${subject}: ${misplaced.source} is not the next slice of its stack by position`;
  throw new LearnError(
    "bad-image",
    `${message}; name the files in ascending order along row × column, one for a slice`,
  );
}

function planeGrid(instance: DicomInstance, subject: string): Grid {
  const { source, rows, columns, pixelSpacingMm, imageOrientationPatient, imagePositionPatientMm } = instance;
  const [rowSpacingMm, columnSpacingMm] = pixelSpacingMm;
  const [a, b, c, d, e, f] = imageOrientationPatient;
  const [row, column]: [Vector3, Vector3] = [
    [a, b, c],
    [d, e, f],
  ];
  const ijkToLps = fromColumns("ijk", "lps", {
    iAxis: scale(row, columnSpacingMm),
    jAxis: scale(column, rowSpacingMm),
    kAxis: scale(cross(row, column), requireThickness(instance, subject)),
    origin: imagePositionPatientMm,
  });
  return decoded(source, subject, () => makeGrid([columns, rows, 1], ijkToLps));
}

function requireThickness(instance: DicomInstance, subject: string): number {
  const thicknessMm = instance.spacingBetweenSlicesMm ?? instance.sliceThicknessMm;
  if (thicknessMm !== undefined && thicknessMm > 0) return thicknessMm;
  const message = `${subject}: ${instance.source} is a single slice and states a thickness of ${thicknessMm ?? "nothing"}`;
  throw new LearnError("bad-spacing", `${message}; SpacingBetweenSlices or SliceThickness must be above 0 mm`);
}
