/** The option of commands that hold measures against reference ranges. */
import type { MeasuringOptions } from "@cmrkit/study";
import type { Command } from "commander";
import { readReferenceTable } from "./reference-table.ts";

export interface ReferenceFlags {
  readonly referenceRanges?: string;
}

export function addReferenceOptions(command: Command): Command {
  return command.option(
    "--reference-ranges <file>",
    "CSV of ranges by sex and age; where a row fits, it goes before the built-in range",
  );
}

/** @throws {LearnError} as `readReferenceTable`. */
export function referenceOptionsOf({ referenceRanges }: ReferenceFlags): Pick<MeasuringOptions, "referenceTable"> {
  return referenceRanges === undefined ? {} : { referenceTable: readReferenceTable(referenceRanges) };
}
