/** The record of a run: enough to repeat it, and a line for every look at how it goes. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import { saving } from "./saving.ts";

const runRecordSchema = z.object({
  schema: z.literal("cmrkit.run/1"),
  command: z.string(),
  commit: z.string(),
  startedAt: z.string(),
  hardware: z.string(),
  versions: z.record(z.string(), z.string()),
  config: z.unknown(),
  split: z.unknown(),
  /** Updates made so far. */
  step: z.int().min(0),
  seconds: z.number().min(0),
});

/** Contents of `run.json`. */
export type RunRecord = Readonly<z.infer<typeof runRecordSchema>>;

export function writeRunRecord(runFolder: string, record: RunRecord): void {
  writeFileAtomically(join(runFolder, "run.json"), `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws {LearnError} `data-missing` when the folder has no record of a run that can be read. */
export function readRunRecord(runFolder: string): RunRecord {
  const path = join(runFolder, "run.json");
  if (!existsSync(path)) throw new LearnError("data-missing", `${path} is not there; give the folder of a run`);
  const { data, error } = runRecordSchema.safeParse(jsonIn(path));
  if (data) return data;
  const issues = error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new LearnError("data-missing", `${path} is no record of a run: ${issues.join("; ")}`);
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new LearnError("data-missing", `${path} is no record of a run: ${String(error)}`);
  }
}

/** Appends one line to `metrics.jsonl`. @throws {LearnError} `not-saved` saying why it cannot. */
export function appendMetrics(runFolder: string, line: Readonly<Record<string, number | string>>): void {
  const path = join(runFolder, "metrics.jsonl");
  saving(path, () => appendFileSync(path, `${JSON.stringify(line)}\n`));
}

/** The numbers of each line of `metrics.jsonl` by name; a line that a crash cut short is passed over. */
export function readMetrics(runFolder: string): readonly Readonly<Record<string, number>>[] {
  const path = join(runFolder, "metrics.jsonl");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return lines.map(numbersIn).filter((metrics) => Object.keys(metrics).length > 0);
}

function numbersIn(line: string): Readonly<Record<string, number>> {
  try {
    const parsed: unknown = JSON.parse(line);
    const entries = typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
  } catch {
    return {};
  }
}
