/** One still image, late enhancement or a map, from wherever it lies. */
import { stat } from "node:fs/promises";
import type { NotMeasurable } from "@cmrkit/cardiac";
import {
  assembleStill,
  groupSeries,
  type NiftiHeader,
  readWholeFolder,
  type Series,
  type StillUnit,
  slicesOf,
  type Volume,
} from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import type { StudyWarning } from "../warning.ts";
import { leftOut } from "./left-out.ts";
import { readNiftiFile } from "./read-nifti.ts";
import { kindOfPath } from "./read-study.ts";
import { shapeFacts } from "./shape-facts.ts";
import type { InputFacts } from "./study-input.ts";
import { withoutPaths } from "./without-paths.ts";

export interface StillInput {
  /** One frame. */
  readonly volume: Volume;
  readonly facts: InputFacts;
  /** What the file says of its numbers; `values` of the volume are not yet brought to it. */
  readonly unit: UnitFact;
  /** Why volumes and masses have no meaning, for pictures whose pixels have no size. */
  readonly voxelSizeUnknown?: NotMeasurable;
  readonly warnings: readonly StudyWarning[];
  /** To carry through to labels that are written. */
  readonly niftiHeader?: NiftiHeader;
}

/** What a file says of the unit of its numbers. */
export type UnitFact = { readonly kind: "none" } | (StillUnit & { readonly kind: "stated" });

/**
 * Reads a still image: a NIfTI file of one frame, or the one still series below a DICOM folder. Where there are several,
 * `folder#6` names one by its SeriesNumber, as `cmr inspect` lists them. Images that cannot be read are left out, with a
 * warning: of the slices at an end of a stack nothing else would tell.
 * @throws {StudyError} `input` when nothing is there, a file has several frames, or a folder has no or several still series.
 * @throws {DicomError} as `readWholeFolder` and `assembleStill`. @throws {NiftiError} as `readNifti`.
 */
export async function readStill(path: string): Promise<StillInput> {
  const [place, seriesNumber] = await placeOf(path);
  if ((await kindOfPath(place)) === "nifti") return readNiftiStill(place);
  return readDicomStill(place, seriesNumber);
}

/** A path that is there is one, whatever its name. */
async function placeOf(path: string): Promise<readonly [string, number | undefined]> {
  const [, folder, number] = /^(.+)#(\d+)$/.exec(path) ?? [];
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || folder === undefined ? [path, undefined] : [folder, Number(number)];
}

async function readNiftiStill(path: string): Promise<StillInput> {
  const { volume, header, warnings, sha256 } = await readNiftiFile(path);
  if (volume.frameCount !== 1) {
    const message = `${path} holds ${volume.frameCount} frames, where late enhancement or a map has one`;
    throw new StudyError("input", message, { path });
  }
  return Object.freeze({
    volume,
    facts: Object.freeze({ format: "nifti" as const, ...shapeFacts(volume), filesSha256: [sha256] }),
    unit: { kind: "none" as const },
    warnings,
    niftiHeader: header,
  });
}

async function readDicomStill(folder: string, seriesNumber: number | undefined): Promise<StillInput> {
  const index = await readWholeFolder(folder);
  const unread = leftOut(index.skipped);
  const series = stillSeries(groupSeries(index.instances), unread, folder, seriesNumber);
  const { volume, instances, statedUnit, warnings } = assembleStill(series.instances);
  return Object.freeze({
    volume,
    facts: factsOf(series, volume),
    unit: statedUnit === undefined ? { kind: "none" as const } : { kind: "stated" as const, ...statedUnit },
    warnings: [
      ...warnings.map(({ kind, message }) => ({ kind, message: withoutPaths(message, instances) })),
      ...unread,
    ],
  });
}

/** @param unread What the folder holds besides: it may be the series that is not found. */
function stillSeries(
  all: readonly Series[],
  unread: readonly StudyWarning[],
  folder: string,
  seriesNumber: number | undefined,
): Series {
  const numberOf = (series: Series) => series.instances[0]!.seriesNumber;
  const found = all.filter((series) =>
    seriesNumber === undefined ? isStill(series) : numberOf(series) === seriesNumber,
  );
  if (found.length === 1) return found[0]!;
  const listed = found.map((series) => `#${numberOf(series) ?? "?"} of ${series.instances.length} images`).join(", ");
  const many = `${folder} holds ${found.length} ${seriesNumber === undefined ? "still series" : `stacks in series ${seriesNumber}`}: ${listed}`;
  const none =
    seriesNumber === undefined
      ? `${folder} holds no still series`
      : `${folder} holds no series with the number ${seriesNumber}`;
  const why = found.length === 0 ? [none, ...unread.map(({ message }) => message)] : [many];
  const todo = "name one as FOLDER#NUMBER; cmr inspect lists the series";
  throw new StudyError("input", [...why, todo].join("; "), { path: folder });
}

/** One image at each position. */
function isStill({ instances }: Series): boolean {
  return slicesOf(instances).every((slice) => slice.instances.length === 1);
}

function factsOf({ instances, studyInstanceUid, seriesInstanceUid }: Series, volume: Volume): InputFacts {
  const { manufacturer, manufacturerModelName, magneticFieldStrengthT } = instances[0]!;
  return Object.freeze({
    format: "dicom",
    ...shapeFacts(volume),
    studyInstanceUid,
    seriesInstanceUid,
    ...(manufacturer !== undefined && { manufacturer }),
    ...(manufacturerModelName !== undefined && { manufacturerModelName }),
    ...(magneticFieldStrengthT !== undefined && { magneticFieldStrengthT }),
  });
}
