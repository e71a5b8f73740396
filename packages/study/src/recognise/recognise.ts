/**
 * What each series of a study shows: its sequence and its view, from headers, from how the planes lie, and from a trained
 * classifier where one is given. Every answer carries what it rests on and what contradicts it.
 */
import type { Series } from "@cmrkit/imaging";
import { type ClassifierEvidence, type ClassifyPlane, classifierEvidence } from "./classifier.ts";
import { type Evidence, type Finding, weigh } from "./evidence.ts";
import { sequenceEvidence, viewWordEvidence } from "./header-evidence.ts";
import type { SequenceName, ViewName } from "./kinds.ts";
import { assertMeaningful, isMeant, type SeriesOverride } from "./overrides.ts";
import { type PlacedSeries, placedSeries } from "./placed-series.ts";
import { firstImageOf } from "./representative-image.ts";
import { findShortAxis, type ShortAxis } from "./short-axis.ts";
import { timeEvidence } from "./time-evidence.ts";
import { localiserEvidence, viewEvidence } from "./view-evidence.ts";

export interface RecognisedSeries {
  readonly series: Series;
  readonly sequence: Finding<SequenceName>;
  readonly view: Finding<ViewName>;
}

export interface RecogniseOptions {
  /** What the user knows better. */
  readonly overrides?: readonly SeriesOverride[];
  readonly classify?: ClassifyPlane;
}

/**
 * Recognises every series, in their order. Planes are compared within one study.
 * @throws {StudyError} `input` when an override means no series, or several.
 * @throws {DicomError} with a classifier, when pixels cannot be decoded.
 */
export async function recogniseSeries(
  series: readonly Series[],
  { overrides = [], classify }: RecogniseOptions = {},
): Promise<readonly RecognisedSeries[]> {
  assertMeaningful(overrides, series);
  const placed = series.map(placedSeries);
  const shortAxes = new Map(
    [...Map.groupBy(placed, studyOf)].map(([study, own]) => [study, findShortAxis(own)] as const),
  );
  const found: RecognisedSeries[] = [];
  for (const one of placed) {
    const study = placed.filter((other) => studyOf(other) === studyOf(one));
    const classified = classify && (await classifierEvidence(firstImageOf(one.series), classify));
    const told = overrides.find((override) => isMeant(override, one.series));
    found.push(recogniseOne({ one, study, shortAxis: shortAxes.get(studyOf(one)), classified, told }));
  }
  return Object.freeze(found);
}

interface Witnesses {
  readonly one: PlacedSeries;
  readonly study: readonly PlacedSeries[];
  readonly shortAxis: ShortAxis | undefined;
  readonly classified: ClassifierEvidence | undefined;
  readonly told: SeriesOverride | undefined;
}

function recogniseOne(witnesses: Witnesses): RecognisedSeries {
  const { one, study, classified, told } = witnesses;
  const parts = study.filter(({ series }) => series.seriesInstanceUid === one.series.seriesInstanceUid);
  const sequence = weigh(
    [
      ...toldEvidence(told?.sequence),
      ...sequenceEvidence(one.series),
      ...timeEvidence(one.series),
      ...localiserEvidence(one, parts),
      ...(classified?.sequence ?? []),
    ],
    "no word, code or time of its headers says it",
  );
  return Object.freeze({ series: one.series, sequence, view: viewOf(witnesses, sequence) });
}

function viewOf(
  { one, study, shortAxis, classified, told }: Witnesses,
  sequence: Finding<SequenceName>,
): Finding<ViewName> {
  if (told === undefined && sequence.kind === "recognised" && sequence.value === "localiser") {
    return { kind: "unknown", because: "a localiser lies in the patient, not in the heart", evidence: [] };
  }
  const evidence: readonly Evidence<ViewName>[] = [
    ...toldEvidence(told?.view),
    ...viewWordEvidence(one.series),
    ...viewEvidence(one, study, shortAxis),
    ...(classified?.view ?? []),
  ];
  const nothing =
    shortAxis === undefined
      ? "no word says it, and no stack of the study lies across the left ventricle to compare with"
      : "no word says it, and its planes lie in none of the usual views";
  return weigh(evidence, nothing);
}

function toldEvidence<Value extends string>(value: Value | undefined): readonly Evidence<Value>[] {
  return value === undefined
    ? []
    : [{ source: "user", saw: `the user says ${value}`, strength: "told", speaksFor: [value] }];
}

function studyOf({ series }: PlacedSeries): string {
  return series.studyInstanceUid;
}
