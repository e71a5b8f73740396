/** The options of commands that learn from a table of numbers, and the tables that they read. */
import { type FeatureTable, featureTable, readCells } from "@cmrkit/learn";
import type { Command } from "commander";
import { addForceOption, type ForceFlags } from "../force-option.ts";
import { wholeNumber } from "../whole-number.ts";

export interface TableFlags extends ForceFlags {
  readonly label: string;
  readonly patient: string;
  readonly features?: readonly string[];
  readonly folds: number;
  readonly test?: string;
  readonly out: string;
  readonly seed: number;
  readonly json?: true;
}

export function addTableOptions(command: Command, label: string): Command {
  return addForceOption(command)
    .argument("<table>", "CSV with a header: patient, label, and numbers")
    .requiredOption("--label <column>", label)
    .option("--patient <column>", "the column that names the patient", "patient")
    .option("--features <columns>", "columns to use, separated by commas; all of numbers without", (text) =>
      text.split(",").map((name) => name.trim()),
    )
    .option("--folds <n>", "folds of the cross-validation", wholeNumber(2), 10)
    .option("--test <table>", "learn from the first table, and judge the patients of this one")
    .option("--seed <n>", "seed of the resamples", wholeNumber(0), 0)
    .requiredOption("--out <dir>", "where the results go")
    .option("--json", "print the summary as JSON");
}

export interface GivenTables {
  readonly learntFrom: FeatureTable;
  /** That of --test, of the same columns. */
  readonly asked: FeatureTable | undefined;
}

/** @throws {LearnError} as `readCells` and `featureTable`. */
export function tablesOf(path: string, { patient, label, features, test }: TableFlags): GivenTables {
  const columns = { patient, label, ...(features && { features }) };
  const learntFrom = featureTable(readCells(path), columns, path);
  if (test === undefined) return { learntFrom, asked: undefined };
  return { learntFrom, asked: featureTable(readCells(test), { ...columns, features: learntFrom.names }, test) };
}

/** For the head of what is printed. */
export function leftOutText(lines: number): string {
  return lines > 0 ? `, ${lines} left out for empty cells` : "";
}
