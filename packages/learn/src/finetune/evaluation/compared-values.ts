/** Reads a table of an evaluation as values that two models can be compared by: for each case what, and how good. */
import { existsSync, readFileSync } from "node:fs";
import { structures } from "@cmrkit/cardiac";
import { phases } from "../../datasets/data-set.ts";
import { readTable, type TableRow } from "../../datasets/published-table.ts";
import { LearnError } from "../../errors.ts";
import type { OfPatient } from "../../metrics/metric.ts";
import { comparedMeasures } from "../../segmentation/compared-measures.ts";
import { scoreColumns, scored } from "../../segmentation/evaluate.ts";

export interface ComparedValue extends OfPatient {
  /** Such as `RV dice` or `lvEfPercent absolute error`. */
  readonly quantity: string;
  /** What of the patient was looked at; two tables of the same cases have the same. */
  readonly subject: string;
  /** The truth as the table writes it; empty where the table does not hold it. */
  readonly truth: string;
  /** Absent where it was not measurable. */
  readonly value: number | undefined;
}

interface TableKind {
  readonly columns: readonly string[];
  readonly values: (row: TableRow<string>) => readonly ComparedValue[];
}

/** The tables that can be compared, each known by its columns. */
const tableKinds: readonly TableKind[] = [
  outlines(["dice", "iou", "hd95_mm", "assd_mm", "stability"]),
  outlines(["dice", "iou", "hd95_mm", "assd_mm"]), // of an evaluation that told no stability
  {
    columns: ["patient", "case", "image", "truth", "answer"],
    values: ({ cells }) => [
      {
        patient: cells.patient!,
        quantity: "share right",
        subject: `${cells.case} ${cells.image}`,
        truth: cells.truth!,
        value: Number(cells.truth === cells.answer),
      },
    ],
  },
  {
    columns: ["patient", "case", "image", "landmark", "reference_x", "reference_y", "distance", "unit"],
    values: ({ cells, where }) =>
      ["mean", cells.landmark!].map((of) => ({
        patient: cells.patient!,
        quantity: `${of} distance ${cells.unit}`,
        subject: `${cells.case} ${cells.image} ${cells.landmark}`,
        truth: `${cells.reference_x} ${cells.reference_y}`,
        value: numberOf(cells.distance!, where, "distance"),
      })),
  },
  { columns: scoreColumns, values: heartValues },
  { columns: ["patient", "case", "image", "target", "predicted", "reference"], values: errorOf("target") },
  { columns: ["patient", "case", "view", "measure", "predicted", "reference"], values: errorOf("measure") },
  { columns: ["patient", "case", "measure", "predicted", "reference"], values: errorOf("measure") },
];

/** A table of structures. */
function outlines(measures: readonly string[]): TableKind {
  return {
    columns: ["patient", "case", "image", "structure", ...measures],
    values: ({ cells, where }) =>
      measures.flatMap((measure) => {
        const of = { patient: cells.patient!, truth: "", value: numberOf(cells[measure]!, where, measure) };
        const subject = `${cells.case} ${cells.image} ${cells.structure}`;
        return [
          { ...of, subject, quantity: `mean ${measure}` },
          { ...of, subject, quantity: `${cells.structure} ${measure}` },
        ];
      }),
  };
}

/** Of a row of `cmr evaluate segmentation`, which holds all of a heart. */
function heartValues({ cells, where }: TableRow<string>): readonly ComparedValue[] {
  const patient = cells.id!;
  const overlaps = phases.flatMap((phase) =>
    scored.flatMap((structure) =>
      ["dice", "hd95Mm"].flatMap((measure) => {
        const column = `${measure}_${structure}_${phase}`;
        const of = {
          patient,
          subject: `${structure} ${phase}`,
          truth: "",
          value: numberOf(cells[column]!, where, column),
        };
        const { shortTitle } = structures[structure];
        return [`mean ${measure}`, `${shortTitle} ${measure}`].map((quantity) => ({ ...of, quantity }));
      }),
    ),
  );
  const errors = Object.keys(comparedMeasures).map((measure) => {
    const [predicted, reference] = [`${measure}_predicted`, `${measure}_reference`] as const;
    const pair = [predicted, reference].map((column) => numberOf(cells[column]!, where, column));
    return errorValue(`${measure} absolute error`, { patient, subject: measure, truth: cells[reference]! }, pair);
  });
  return [...overlaps, ...errors];
}

function errorValue(
  quantity: string,
  of: Omit<ComparedValue, "quantity" | "value">,
  [predicted, reference]: readonly (number | undefined)[],
): ComparedValue {
  const isMeasured = predicted !== undefined && reference !== undefined;
  return { ...of, quantity, value: isMeasured ? Math.abs(predicted - reference) : undefined };
}

function errorOf(name: "target" | "measure"): TableKind["values"] {
  return ({ cells, where }) => {
    const pair = (["predicted", "reference"] as const).map((column) => numberOf(cells[column]!, where, column));
    const subject = `${cells.case} ${cells.image ?? cells.view ?? ""}`;
    const of = { patient: cells.patient!, subject, truth: cells.reference! };
    return [errorValue(`${cells[name]} absolute error`, of, pair)];
  };
}

function numberOf(text: string, where: string, column: string): number | undefined {
  if (text === "") return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new LearnError("bad-table", `${where}: ${column} is ${text}, not a number`);
}

/**
 * @param images Only those whose name begins so, such as `sax`; all of them unless told.
 * @throws {LearnError} `data-missing` without the file, `bad-table` for a table that no evaluation writes, or that has no such
 *   image.
 */
export function readComparedValues(path: string, images?: string): readonly ComparedValue[] {
  if (!existsSync(path)) throw new LearnError("data-missing", `${path} is not there; give cases.csv of an evaluation`);
  const header = readFileSync(path, "utf8").split(/\r?\n/, 1)[0]!.split(",");
  const kind = tableKinds.find(({ columns }) => columns.every((column) => header.includes(column)));
  if (!kind)
    throw new LearnError(
      "bad-table",
      `${path} has the columns ${header.join(", ")}; expected cases.csv, measures.csv or long-axis.csv of cmr evaluate finetuned, or cases.csv of cmr evaluate segmentation`,
    );
  const rows = readTable(path, kind.columns);
  if (images === undefined) return rows.flatMap(kind.values);
  const asked = rows.filter(({ cells }) => cells.image?.startsWith(images));
  if (asked.length > 0) return asked.flatMap(kind.values);
  throw new LearnError("bad-table", `${path} has no row of an image whose name begins with ${images}`);
}
