/** A long-axis cine, from wherever it lies: one plane through the beat. */
import {
  assembleCine,
  groupSeries,
  layoutOptionsOf,
  type NiftiHeader,
  readWholeFolder,
  type Volume,
} from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import type { LongAxisView } from "../long-axis/landmarks-file.ts";
import { sequenceTitles, type ViewName, viewTitles } from "../recognise/kinds.ts";
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

export interface PlaneInput {
  /** Whether it has one slice is for the measurement to ask. */
  readonly volume: Volume;
  readonly facts: InputFacts;
  readonly warnings: readonly StudyWarning[];
  /** To carry through to labels that are written. */
  readonly niftiHeader?: NiftiHeader;
}

/** As series are recognised, and as CineMA names them. */
export const planeViews = Object.freeze({
  lax2ch: "lax_2c",
  lax3ch: "lax_3c",
  lax4ch: "lax_4c",
} as const) satisfies Readonly<Record<LongAxisView, ViewName>>;

/**
 * Reads a cine of one plane: a NIfTI file, the series below a DICOM folder that is recognised as this view, or `folder#4`, the
 * number or UID of a series; `folder#4=lax_4c` says that it is one, whatever it looks like.
 * @throws {StudyError} `input` when nothing is there, no series or several are meant, or one is recognised as another view.
 * @throws {DicomError} as `readWholeFolder` and `assembleCine`. @throws {NiftiError} as `readNifti`.
 */
export async function readPlane(path: string, view: LongAxisView): Promise<PlaneInput> {
  const place = await seriesPlaceOf(path);
  if ((await kindOfPath(place.path)) === "dicom") return readDicomPlane(place, planeViews[view]);
  const { volume, header, warnings, sha256 } = await readNiftiFile(place.path);
  return Object.freeze({ volume, facts: niftiFacts(volume, sha256), warnings, niftiHeader: header });
}

async function readDicomPlane(place: SeriesPlace, view: ViewName): Promise<PlaneInput> {
  const told = place.told === undefined ? [] : [overrideOf(place, view)];
  const index = await readWholeFolder(place.path);
  const unread = leftOut(index.skipped);
  const all = groupSeries(index.instances);
  const found = await recogniseSeries(all, { overrides: told });
  const isMeant = (one: RecognisedSeries) => isCineOf(one, view);
  const search = { place, unread, title: `series recognised as a ${viewTitles[view]} cine` };
  const series = seriesAt(all, {
    ...search,
    isMeant: (one) => found.some((each) => each.series === one && isMeant(each)),
  });
  const recognised = found.find((one) => one.series === series)!;
  requireView(recognised, { place, view, handle: handleOf(series, all) });
  const { volume, warnings } = assembleCine(series.instances, { ...layoutOptionsOf(series), isPlane: true });
  const ofFiles = warnings.map(({ kind, message }) => ({ kind, message: withoutPaths(message, series.instances) }));
  const facts = seriesFacts(series, volume);
  return Object.freeze({ volume, facts, warnings: [...doubts(recognised, view), ...ofFiles, ...unread] });
}

/** @throws {StudyError} `input` unless the user says that it is this view. */
function overrideOf({ path, handle, told }: SeriesPlace, view: ViewName) {
  if (told === view) return { series: handle!, sequence: "cine", view } as const;
  throw new StudyError("input", `${told} is not the view that is asked for; after FOLDER#SERIES= comes ${view}`, {
    path,
  });
}

function isCineOf({ sequence, view: found }: RecognisedSeries, view: ViewName): boolean {
  const isCine = sequence.kind === "recognised" && sequence.value === "cine";
  return isCine && found.kind === "recognised" && found.value === view;
}

interface Asked {
  readonly place: SeriesPlace;
  readonly view: ViewName;
  readonly handle: string;
}

/** @throws {StudyError} `input` for a series that is recognised as something else. What is not recognised may be anything. */
function requireView({ sequence, view: found }: RecognisedSeries, { place: { path }, view, handle }: Asked): void {
  const isCine = sequence.kind === "unknown" || sequence.value === "cine";
  if (isCine && (found.kind === "unknown" || found.value === view)) return;
  const grounds = isCine ? groundsOf(found) : groundsOf(sequence);
  const what = `series ${handle} of ${path} is recognised as ${titleOf(sequence)}, ${titleOf(found)} (${grounds})`;
  const todo = `if it is one all the same, say so: ${path}#${handle}=${view}`;
  throw new StudyError(
    "input",
    `${what}, and is not measured as a ${viewTitles[view]} ${sequenceTitles.cine}; ${todo}`,
    {
      path,
    },
  );
}

/** A series of which nothing says what it shows is measured as what the user asks for; so is one that something contradicts. */
function doubts({ sequence, view: found }: RecognisedSeries, view: ViewName): readonly StudyWarning[] {
  const measured = `it is measured as a ${viewTitles[view]} cine`;
  const against = [sequence, found].map(contradictionOf).filter((text) => text !== "");
  const disputed: StudyWarning = { kind: "series-kind-disputed", message: `${measured}, though ${against.join("; ")}` };
  const silent: StudyWarning = {
    kind: "sequence-not-stated",
    message: `nothing in the series says all of what it shows: ${measured} because the user says so`,
  };
  const isSilent = sequence.kind === "unknown" || found.kind === "unknown";
  return [...(isSilent ? [silent] : []), ...(against.length > 0 ? [disputed] : [])];
}
