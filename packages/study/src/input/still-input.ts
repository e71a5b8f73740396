/** One still image, late enhancement or a map, from wherever it lies. */
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
import { type RecognisedSeries, recogniseSeries } from "../recognise/recognise.ts";
import { handleOf } from "../recognise/series-handle.ts";
import { contradictionOf, groundsOf, titleOf } from "../recognise/tell.ts";
import type { StudyWarning } from "../warning.ts";
import { leftOut } from "./left-out.ts";
import { readNiftiFile } from "./read-nifti.ts";
import { kindOfPath } from "./read-study.ts";
import { type SeriesPlace, seriesAt, seriesPlaceOf } from "./series-place.ts";
import { niftiFacts, seriesFacts } from "./shape-facts.ts";
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
  const place = await seriesPlaceOf(path);
  if ((await kindOfPath(place.path)) === "nifti") return readNiftiStill(place.path);
  return readDicomStill(place, measured);
}

/** @throws {StudyError} `input` unless it is a sequence. */
function sequenceTold({ path, told }: SeriesPlace): SequenceName | undefined {
  if (told === undefined || isSequenceName(told)) return told;
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
    facts: niftiFacts(volume, sha256),
    unit: { kind: "none" as const },
    warnings,
    niftiHeader: header,
  });
}

async function readDicomStill(place: SeriesPlace, measured: MeasuredSequences): Promise<StillInput> {
  const told = sequenceTold(place);
  const index = await readWholeFolder(place.path);
  const unread = leftOut(index.skipped);
  const all = groupSeries(index.instances);
  const series = seriesAt(all, { place, unread, title: "still series", isMeant: isStill });
  const recognised = await recognisedAs(series, all, told);
  requireMeasured(recognised, all, place, measured);
  const { volume, instances, statedUnit, warnings } = assembleStill(series.instances, layoutOptionsOf(series));
  return Object.freeze({
    volume,
    facts: seriesFacts(series, volume),
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
async function recognisedAs(series: Series, all: readonly Series[], told?: SequenceName): Promise<RecognisedSeries> {
  const overrides = told === undefined ? [] : [{ series: handleOf(series, all), sequence: told, view: "sax" as const }];
  const found = await recogniseSeries(all, { overrides });
  return found.find((one) => one.series === series)!;
}

/** @throws {StudyError} `input` for a series that is recognised as something else. What is not recognised may be anything. */
function requireMeasured(
  { series, sequence }: RecognisedSeries,
  all: readonly Series[],
  { path }: SeriesPlace,
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

/** One image at each position. */
function isStill({ instances }: Series): boolean {
  return slicesOf(instances).every((slice) => slice.instances.length === 1);
}
