/** The measures as rows, one a measure, for spreadsheets and data frames: CSV and Parquet hold the same. */
import { codedMeasures, isMeasured } from "@cmrkit/cardiac";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { StudyMeasurements } from "../measurements.ts";
import { csvText } from "../output/csv.ts";
import type { ComparedMeasure } from "../reference.ts";
import { RESEARCH_USE_ONLY } from "./job.ts";

/** Empty cells are null: a value that is not measurable, with its reason beside it. */
interface MeasureRow {
  /** Path of the value in `measurements.json`. */
  readonly measure: string;
  readonly title: string;
  readonly structure: string;
  /** Part of the structure, with its code, where the measure is of one: a segment of the wall. */
  readonly site: string | null;
  readonly siteCode: string | null;
  /** Of the cardiac cycle, where the code leaves it open. */
  readonly phase: string | null;
  readonly value: number | null;
  readonly unit: string;
  /** What the value is divided by, which its code does not say. */
  readonly indexedBy: "body surface area" | null;
  readonly notMeasurableBecause: string | null;
  /** Limits of `referencePeople`; null without any, or on a side where the source gives none. */
  readonly referenceLower: number | null;
  readonly referenceUpper: number | null;
  readonly referencePeople: string | null;
  readonly referenceSource: string | null;
  readonly zScore: number | null;
  readonly noZScoreBecause: string | null;
  readonly zScoreSource: string | null;
  readonly codingScheme: string;
  readonly code: string;
  readonly papillaryMuscles: string;
  readonly software: string;
  readonly modelSha256: string;
  readonly note: string;
}

function measureRows(measurements: StudyMeasurements): readonly MeasureRow[] {
  const { conventions, software, model } = measurements;
  return codedMeasures(measurements).map(
    ({ path, title, structure, site, phase, value, unit, code, isIndexed, ranged }) => ({
      measure: path,
      title,
      structure,
      site: site?.meaning ?? null,
      siteCode: site?.value ?? null,
      phase: phase?.meaning ?? null,
      value: isMeasured(value) ? value : null,
      unit: unit.value,
      indexedBy: isIndexed ? "body surface area" : null,
      notMeasurableBecause: isMeasured(value) ? null : value.notMeasurable,
      ...referenceCells(ranged && measurements.reference[ranged]),
      codingScheme: code.scheme,
      code: code.value,
      papillaryMuscles: conventions.papillaryMuscles,
      software,
      modelSha256: model.sha256,
      note: RESEARCH_USE_ONLY,
    }),
  );
}

type ReferenceCells = Pick<
  MeasureRow,
  | "referenceLower"
  | "referenceUpper"
  | "referencePeople"
  | "referenceSource"
  | "zScore"
  | "noZScoreBecause"
  | "zScoreSource"
>;

function referenceCells(compared: ComparedMeasure | undefined): ReferenceCells {
  const { range = null, zScore = null, zScoreSource = null } = compared ?? {};
  return {
    referenceLower: range?.lower ?? null,
    referenceUpper: range?.upper ?? null,
    referencePeople: range?.people ?? null,
    referenceSource: range?.source ?? null,
    zScore: zScore !== null && isMeasured(zScore) ? zScore : null,
    noZScoreBecause: zScore === null || isMeasured(zScore) ? null : zScore.notMeasurable,
    zScoreSource,
  };
}

const columns = [
  ...(["measure", "title", "structure", "site", "siteCode", "phase"] as const),
  ...(["value", "unit", "indexedBy", "notMeasurableBecause"] as const),
  ...(["referenceLower", "referenceUpper", "referencePeople", "referenceSource"] as const),
  ...(["zScore", "noZScoreBecause", "zScoreSource"] as const),
  ...(["codingScheme", "code", "papillaryMuscles", "software", "modelSha256", "note"] as const),
] satisfies readonly (keyof MeasureRow)[];

/** `measurements.csv`: comma separated, a point in decimals, texts in quotes where they need them (RFC 4180). */
export function measuresCsv(measurements: StudyMeasurements): string {
  const rows = measureRows(measurements).map((row) => columns.map((column) => row[column] ?? ""));
  return csvText([columns, ...rows]);
}

const numeric: readonly (keyof MeasureRow)[] = ["value", "referenceLower", "referenceUpper", "zScore"];

function isNumeric(column: keyof MeasureRow): boolean {
  return numeric.includes(column);
}

/** `measurements.parquet`: the same columns; values, limits and z-scores are doubles, everything else text. */
export function measuresParquet(measurements: StudyMeasurements): Uint8Array {
  const rows = measureRows(measurements);
  const columnData = columns.map((name) => ({
    name,
    data: rows.map((row) => row[name]),
    type: isNumeric(name) ? ("DOUBLE" as const) : ("STRING" as const),
    nullable: rows.some((row) => row[name] === null) || isNumeric(name),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
