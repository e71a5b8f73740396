/** One still image, late enhancement or a map, from wherever it lies. */
import { stat } from "node:fs/promises";
import type { NotMeasurable } from "@cmrkit/cardiac";
import {
  assembleStill,
  groupSeries,
  layoutOptionsOf,
  type NiftiHeader,
  readWholeFolder,
  type Series,
  type StillUnit,
  slicesOf,
  type Volume,
} from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { isSequenceName, type SequenceName, sequenceTitles } from "../recognise/kinds.ts";
import { sizeOf } from "../recognise/placed-series.ts";
import { type RecognisedSeries, recogniseSeries } from "../recognise/recognise.ts";
import { handleOf, isNamedBy, SERIES_HANDLE } from "../recognise/series-handle.ts";
import { contradictionOf, groundsOf, titleOf } from "../recognise/tell.ts";
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

/** What a measurement is made on; other sequences would give numbers that mean nothing. */
export interface MeasuredSequences {
  /** In a sentence: "late enhancement". */
  readonly title: string;
  /** The first is what a user who knows better says. */
  readonly sequences: readonly [SequenceName, ...SequenceName[]];
}

/**
 * Reads a still image: a NIfTI file of one frame, or a still series below a DICOM folder. Where there are several,
 * `folder#6` names one by its number or UID, as `cmr inspect` lists them, and `folder#6=lge` says what it is. Images that cannot
 * be read are left out, with a warning: of the slices at an end of a stack nothing else would tell.
 * @param measured What the image must be, where a series is recognised at all; a NIfTI file says nothing of it.
 * @throws {StudyError} `input` when nothing is there, a file has several frames, a folder has no or several still series, or the
 *   series is recognised as something else.
 * @throws {DicomError} as `readWholeFolder` and `assembleStill`. @throws {NiftiError} as `readNifti`.
 */
export async function readStill(path: string, measured: MeasuredSequences): Promise<StillInput> {
  const place = await placeOf(path);
  if ((await kindOfPath(place.path)) === "nifti") return readNiftiStill(place.path);
  return readDicomStill(place, measured);
}

interface Place {
  readonly path: string;
  /** Of a series in it. */
  readonly handle?: string;
  /** What the user says that it is. */
  readonly told?: SequenceName;
}

const PLACE = new RegExp(`^(.+)#(${SERIES_HANDLE})(?:=(.+))?$`);

/** A path that is there is one, whatever its name. */
async function placeOf(path: string): Promise<Place> {
  const [, folder, handle, told] = PLACE.exec(path) ?? [];
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere || folder === undefined || handle === undefined) return { path };
  if (told === undefined) return { path: folder, handle };
  if (isSequenceName(told)) return { path: folder, handle, told };
  const names = Object.keys(sequenceTitles).join(", ");
  throw new StudyError("input", `${told} is no sequence; after FOLDER#SERIES= comes one of ${names}`, { path });
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

async function readDicomStill(place: Place, measured: MeasuredSequences): Promise<StillInput> {
  const index = await readWholeFolder(place.path);
  const unread = leftOut(index.skipped);
  const all = groupSeries(index.instances);
  const series = stillSeries(all, unread, place);
  const recognised = await recognisedAs(series, all, place);
  requireMeasured(recognised, all, place, measured);
  const { volume, instances, statedUnit, warnings } = assembleStill(series.instances, layoutOptionsOf(series));
  return Object.freeze({
    volume,
    facts: factsOf(series, volume),
    unit: statedUnit === undefined ? { kind: "none" as const } : { kind: "stated" as const, ...statedUnit },
    warnings: [
      ...disputes(recognised, measured),
      ...silence(recognised, measured),
      ...warnings.map(({ kind, message }) => ({ kind, message: withoutPaths(message, instances) })),
      ...unread,
    ],
  });
}

/** Planes of the other series tell what one shows, so all are asked. */
async function recognisedAs(series: Series, all: readonly Series[], { told }: Place): Promise<RecognisedSeries> {
  const overrides = told === undefined ? [] : [{ series: handleOf(series, all), sequence: told, view: "sax" as const }];
  const found = await recogniseSeries(all, { overrides });
  return found.find((one) => one.series === series)!;
}

/** @throws {StudyError} `input` for a series that is recognised as something else. What is not recognised may be anything. */
function requireMeasured(
  { series, sequence }: RecognisedSeries,
  all: readonly Series[],
  { path }: Place,
  { title, sequences }: MeasuredSequences,
): void {
  if (sequence.kind === "unknown" || sequences.includes(sequence.value)) return;
  const handle = handleOf(series, all);
  const what = `series ${handle} of ${path} is recognised as ${titleOf(sequence)} (${groundsOf(sequence)})`;
  const todo = `if it is ${title} all the same, say so: ${path}#${handle}=${sequences[0]}`;
  throw new StudyError("input", `${what}, and is not measured as ${title}; ${todo}`, { path });
}

/** What contradicts that the series is what is measured. */
function disputes({ sequence }: RecognisedSeries, { title }: MeasuredSequences): readonly StudyWarning[] {
  const against = contradictionOf(sequence);
  if (against === "") return [];
  const message = `the series is measured as ${title} (${groundsOf(sequence)}), though ${against}`;
  return [{ kind: "series-kind-disputed", message }];
}

/** A series of which nothing says what it shows is measured as what the user asks for. */
function silence({ sequence }: RecognisedSeries, { title }: MeasuredSequences): readonly StudyWarning[] {
  if (sequence.kind !== "unknown") return [];
  const message = `nothing in the series says what it shows: it is measured as ${title} because the user says so`;
  return [{ kind: "sequence-not-stated", message }];
}

/** @param unread What the folder holds besides: it may be the series that is not found. */
function stillSeries(all: readonly Series[], unread: readonly StudyWarning[], place: Place): Series {
  const { path, handle } = place;
  const found = all.filter((series) => (handle === undefined ? isStill(series) : isNamedBy(handle, series)));
  if (found.length === 1) return found[0]!;
  const why = found.length === 0 ? noneFound(unread, place) : severalFound(found, all, place);
  throw new StudyError("input", why, { path });
}

function noneFound(unread: readonly StudyWarning[], { path, handle }: Place): string {
  const none = handle === undefined ? `${path} holds no still series` : `${path} holds no series ${handle}`;
  return [none, ...unread.map(({ message }) => message), "cmr inspect lists the series"].join("; ");
}

function severalFound(found: readonly Series[], all: readonly Series[], { path, handle }: Place): string {
  const what = handle === undefined ? "still series" : `stacks or series ${handle}`;
  const names = found.map((series) => `${path}#${handleOf(series, all)} (${sizeOf(series)})`);
  return `${path} holds ${found.length} ${what}; name one, as cmr inspect lists them: ${names.join(", ")}`;
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
