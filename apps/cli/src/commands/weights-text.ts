/** A weight file described for people: a heading, then aligned facts, then what is wrong. */
import type { ModelReport, WeightReport } from "@cmrkit/learn";
import { textTable } from "../text-table.ts";

const MOST_LISTED = 8;
const MOST_PARTS = 40;

export function reportText(report: WeightReport): string {
  const rows = [...fileRows(report), ...modelRows(report), ...verdictRows(report)];
  return `${headline(report)}\n${indented(textTable(rows, ["left", "left"]))}${partsText(report)}`;
}

function headline({ networks }: WeightReport): string {
  const first = networks[0];
  return first?.title === undefined ? "No model that cmrkit knows." : nameOf(first);
}

function nameOf({ title, variant }: ModelReport): string {
  return variant === undefined ? `${title}` : `${title}, ${variant}`;
}

function fileRows(report: WeightReport): string[][] {
  const [first, ...others] = report.networks;
  const types = Object.entries(report.elementTypes).map(([type, count]) => `${count} ${type}`);
  return [
    ["file", report.path],
    ["format", `${report.format}, ${sizeText(report.bytes)}`],
    ["tensors", `${first?.tensors} (${types.join(", ")})${first?.prefix ? ` behind ${first.prefix}` : ""}`],
    ["parameters", countText(first?.parameters ?? 0)],
    ...(report.licence === undefined ? [] : [["licence", report.licence]]),
    ...others.map((other) => ["beside it", `${other.prefix || "no prefix"}: ${otherText(other)}`]),
    ...(report.otherTensors > 0 ? [["beside it", `${report.otherTensors} tensors of an optimiser or the like`]] : []),
  ];
}

function otherText(other: ModelReport): string {
  return other.title === undefined
    ? `${other.tensors} ${other.tensors === 1 ? "tensor" : "tensors"} of no known model`
    : nameOf(other);
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function countText(count: number): string {
  return count < 1e6 ? String(count) : `${(count / 1e6).toFixed(2)} million`;
}

function modelRows({ facts, task, describedBy, warnings, undetermined }: WeightReport): string[][] {
  return [
    ...facts.map((fact) => [...fact]),
    ...(task === undefined ? [] : [["task", task]]),
    ...(describedBy === undefined ? [] : [["config", describedBy]]),
    ...(undetermined.length > 0 ? [["unknown", `${undetermined.join(", ")}: not to be told from weights`]] : []),
    ...warnings.map((warning) => ["warning", warning]),
  ];
}

function verdictRows({ comparison, configProblems, nonFinite, wholeNumbers }: WeightReport): string[][] {
  const values = nonFinite.map(({ name, nan, infinite }) => `${name}: ${nan} NaN, ${infinite} infinite`);
  return [
    ...(comparison ? keyRows(comparison) : []),
    ...listRows("✗ whole numbers", wholeNumbers),
    ...configProblems.map((problem) => ["✗ config", problem]),
    ...(values.length === 0 ? [["values", "all finite"]] : listRows("✗ values", values)),
  ];
}

function keyRows({ missing, unexpected, misshapen }: NonNullable<WeightReport["comparison"]>): string[][] {
  const shapes = misshapen.map(
    ({ name, found, expected }) => `${name}: (${found.join(", ")}), not (${expected.join(", ")})`,
  );
  const rows = [
    ...listRows("✗ missing", missing),
    ...listRows("✗ unexpected", unexpected),
    ...listRows("✗ shape", shapes),
  ];
  return rows.length > 0 ? rows : [["keys", "every one is there and fits, none is too many"]];
}

/** The first few, a line each, and how many more there are. */
function listRows(label: string, items: readonly string[]): string[][] {
  const rest = items.length - MOST_LISTED;
  const shown = items.slice(0, MOST_LISTED).map((item) => [label, item]);
  return rest > 0 ? [...shown, [label, `and ${rest} more`]] : shown;
}

function partsText({ parts }: WeightReport): string {
  if (parts.length === 0) return "";
  const shown = parts.slice(0, MOST_PARTS);
  const rows = shown.map(({ prefix, tensors, example, shape }) => [
    prefix,
    String(tensors),
    example,
    `(${shape.join(", ")})`,
  ]);
  const table = textTable([["part", "tensors", "such as", "shape"], ...rows], ["left", "right", "left", "left"]);
  const rest = parts.length - shown.length;
  return `\n${indented(table)}${rest > 0 ? `  and ${rest} more parts\n` : ""}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
