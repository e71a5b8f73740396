/** The series of a folder as a person reads them: study by study, each with its name, and with what would keep it from being measured. */
import {
  readDicomFile,
  readStudyTitle,
  type Series,
  type SeriesSummary,
  type StudyTitle,
  summarizeSeries,
} from "@cmrkit/imaging";
import type { RecognisedSeries } from "./recognise.ts";
import { handleOf } from "./series-handle.ts";

/** A series as it was found and as it was recognised. */
export interface ListedSeries {
  /** By which `--series` and FOLDER#SERIES mean this one and no other. */
  readonly handle: string;
  readonly summary: SeriesSummary;
  readonly recognised: RecognisedSeries;
}

export interface ListedStudy extends StudyTitle {
  readonly studyInstanceUid: string;
  readonly series: readonly ListedSeries[];
}

/**
 * Groups series by their study, in their order. Date and description are read from the file of a first image.
 * @throws {DicomError} `unreadable` when that file is no longer there.
 */
export async function listStudies(recognised: readonly RecognisedSeries[]): Promise<readonly ListedStudy[]> {
  const all = recognised.map(({ series }) => series);
  const studies: ListedStudy[] = [];
  for (const [studyInstanceUid, own] of Map.groupBy(recognised, ({ series }) => series.studyInstanceUid)) {
    const { source } = own[0]!.series.instances[0]!;
    const title = readStudyTitle(await readDicomFile(source), source);
    studies.push({ studyInstanceUid, ...title, series: own.map((one) => listed(one, all)) });
  }
  return studies;
}

function listed(recognised: RecognisedSeries, all: readonly Series[]): ListedSeries {
  const summary = summarizeSeries(recognised.series);
  return { handle: handleOf(recognised.series, all), summary: withoutStackRules(summary, recognised), recognised };
}

/** A single plane is what a long axis or a localiser is meant to be: too few slices are a fault of short-axis stacks alone. */
function withoutStackRules(summary: SeriesSummary, { view }: RecognisedSeries): SeriesSummary {
  const isStack = view.kind === "recognised" && view.value === "sax";
  return isStack ? summary : { ...summary, problems: summary.problems.filter(({ kind }) => kind !== "too-few-slices") };
}
