/** The record of a run: enough to repeat it, and a line for every look at how it goes. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "./atomic-file.ts";

/** Contents of `run.json`. */
export interface RunRecord {
  readonly schema: "cmrkit.run/1";
  readonly command: string;
  readonly commit: string;
  readonly startedAt: string;
  readonly hardware: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly config: unknown;
  readonly split: unknown;
  /** Updates made so far. */
  readonly step: number;
  readonly seconds: number;
}

export function writeRunRecord(runFolder: string, record: RunRecord): void {
  writeFileAtomically(join(runFolder, "run.json"), `${JSON.stringify(record, null, 2)}\n`);
}

/** Appends one line to `metrics.jsonl`. */
export function appendMetrics(runFolder: string, line: Readonly<Record<string, number | string>>): void {
  appendFileSync(join(runFolder, "metrics.jsonl"), `${JSON.stringify(line)}\n`);
}
