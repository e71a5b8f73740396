/** What the note below the measures says of ranges and z-scores: whose they are, for which measures, or why there are none. */
import { codedMeasures, isMeasured, type PapillaryConvention, type Sex } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import type { ComparedMeasure } from "../reference.ts";

export function referenceNote(measurements: StudyMeasurements): string {
  const compared = namedComparisons(measurements);
  return [rangeNote(measurements, compared), unfittingNote(compared), scoreNote(measurements)]
    .filter(Boolean)
    .join(" ");
}

interface NamedComparison extends ComparedMeasure {
  readonly title: string;
}

/** Those that the report has a line for. */
function namedComparisons(measurements: StudyMeasurements): readonly NamedComparison[] {
  return codedMeasures(measurements).flatMap(({ ranged, title }) =>
    ranged === undefined ? [] : [{ ...measurements.reference[ranged], title }],
  );
}

function rangeNote(
  { subject, conventions: { papillaryMuscles }, reference }: StudyMeasurements,
  named: readonly NamedComparison[],
): string {
  const ranges = Object.values(reference).flatMap(({ range }) => range ?? []);
  if (ranges.length === 0) return whyNoRanges(subject.sex, papillaryMuscles);
  const where = `papillary muscles in the ${{ cavity: "cavity", mass: "myocardium" }[papillaryMuscles]}`;
  if (ranges.every(({ origin }) => origin === "built-in")) {
    const sources = [...new Set(ranges.map(({ source }) => source))];
    return `Reference: ${ranges[0]!.people}, ${where} (${sources.join("; ")}).`;
  }
  const groups = Map.groupBy(named, ({ range }) => range && `${range.people} (${range.source})`);
  const told = [...groups].flatMap(([people, of]) => (people === null ? [] : [`${people} for ${titles(of)}`]));
  return `Reference, ${where}: ${told.join("; ")}.`;
}

function whyNoRanges(sex: Sex | undefined, papillaryMuscles: PapillaryConvention): string {
  if (sex === undefined) return "No reference ranges: sex is not known.";
  return papillaryMuscles === "mass"
    ? "No reference ranges: those built in count papillary muscles to the cavity."
    : "No reference ranges.";
}

function titles(of: readonly NamedComparison[]): string {
  return of.map(({ title }) => title).join(", ");
}

/** Where the user's table is about a measure and was not used for it. */
function unfittingNote(named: readonly NamedComparison[]): string {
  const groups = Map.groupBy(named, ({ givenDoesNotFitBecause }) => givenDoesNotFitBecause);
  return [...groups]
    .flatMap(([why, of]) => (why === null ? [] : [`The given table does not fit for ${titles(of)}: ${why}.`]))
    .join(" ");
}

/** z-scores: against whom, or why there are none. */
function scoreNote({ reference }: StudyMeasurements): string {
  const all = Object.values(reference);
  const sources = [...new Set(all.flatMap(({ zScoreSource }) => zScoreSource ?? []))];
  if (sources.length > 0) return `z-scores against ${sources.join("; ")}${scorelessNote(all)}.`;
  const { zScore } = reference["leftVentricle.ejectionFractionPercent"];
  return isMeasured(zScore) ? "" : `No z-scores: ${zScore.notMeasurable}.`;
}

/** Why measures that lie somewhere in a range have no z-score. */
function scorelessNote(all: readonly ComparedMeasure[]): string {
  const whys = all.flatMap(({ position, zScore }) =>
    position === null || isMeasured(zScore) ? [] : zScore.notMeasurable,
  );
  return whys.length === 0 ? "" : `; other measures have none, because ${[...new Set(whys)].join("; ")}`;
}
