/** Options of commands that measure from labels that a person or a model made. */
import { existsSync } from "node:fs";
import { type LabelTable, labelTables, type MarkedInsertion } from "@cmrkit/cardiac";
import type { SeenFrom } from "@cmrkit/cardiac/landmarks";
import { readLabelTable } from "@cmrkit/study";
import { type Command, InvalidArgumentError, Option } from "commander";
import { Misuse } from "./failure.ts";

export interface LabelFlags {
  readonly labelTable?: string;
}

export interface SegmentFlags {
  readonly seenFrom?: SeenFrom;
  readonly rvInsertion?: readonly MarkedInsertion[];
}

export const LABEL_NOTES = `
--label-table says what the numbers of the labels mean, by name or as a file; 0 is background:
  cmrkit      1 RV cavity, 2 LV myocardium, 3 LV cavity, 4 infarct, 5 no-reflow, 6 left atrium
  acdc        1 RV cavity, 2 LV myocardium, 3 LV cavity
  mnms, ukbb  1 LV cavity, 2 LV myocardium, 3 RV cavity
  emidec      1 LV cavity, 2 LV myocardium, 3 infarct, 4 no-reflow
  FILE.json   such as {"1": "leftVentricleBloodPool", "2": "leftVentricularMyocardium"}
`;

export function addLabelTable(command: Command, isMandatory: boolean): Command {
  return command.addOption(
    new Option("--label-table <name|file>", "what the numbers of the labels mean").makeOptionMandatory(isMandatory),
  );
}

/** Options that name segments where the files do not tell enough. */
export function addSegmentOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--seen-from <side>",
        "side the pictures are seen from, if their patient coordinates are wrong",
      ).choices(["apex", "base"]),
    )
    .addOption(
      new Option(
        "--rv-insertion <i,j,slice>",
        "anterior insertion of the right ventricle: column, row and slice from 0; may be repeated",
      ).argParser(insertion),
    );
}

/** @throws {Misuse} when there is neither such a table nor such a file; {StudyError} `input` when a file is no table. */
export async function labelTableOf(nameOrFile: string): Promise<LabelTable> {
  if (isTableName(nameOrFile)) return labelTables[nameOrFile];
  if (existsSync(nameOrFile)) return readLabelTable(nameOrFile);
  const names = Object.keys(labelTables).join(", ");
  throw new Misuse(`--label-table ${nameOrFile} is neither one of ${names} nor a file that is there`);
}

function isTableName(text: string): text is keyof typeof labelTables {
  return Object.hasOwn(labelTables, text);
}

function insertion(text: string, before: readonly MarkedInsertion[] = []): readonly MarkedInsertion[] {
  const [i, j, sliceIndex, ...others] = text.split(",").map(Number);
  const isPlace = [i, j].every((at) => at !== undefined && Number.isFinite(at) && at >= 0);
  if (!isPlace || !Number.isInteger(sliceIndex) || sliceIndex! < 0 || others.length > 0)
    throw new InvalidArgumentError("expected column,row,slice from 0, such as 84,61,3.");
  return [...before, { at: [i!, j!], sliceIndex: sliceIndex! }];
}
