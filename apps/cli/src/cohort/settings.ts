/** What a cohort's results were made with, noted beside them, so that no table mixes two ways of measuring. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReferenceTable } from "@cmrkit/cardiac";
import { fileProblem } from "@cmrkit/imaging";
import { modelFiles, StudyError, writeOneFile } from "@cmrkit/study";
import { Misuse } from "../failure.ts";

export interface CohortSettings {
  readonly schema: "cmrkit.cohort/2";
  readonly software: string;
  /** SHA-256 of its weights: another model may lie in the same folder later, and the same one elsewhere. */
  readonly model: string;
  readonly papillary: string;
  readonly subjects: Readonly<Record<string, readonly string[]>>;
  /** Of --reference-ranges, where it is given. */
  readonly referenceTable?: ReferenceTable;
  /** Folders, or true for the shipped models, where they are asked for. */
  readonly judge?: string | true;
  readonly checkImages?: string | true;
}

/** @throws {StudyError} `bad-model` when the folder holds no weights. */
export async function weightsSha256(model: string): Promise<string> {
  const path = join(model, modelFiles.weights);
  try {
    return createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  } catch (error) {
    throw new StudyError("bad-model", `${path} ${fileProblem(error)}; give the folder of a model`);
  }
}

/** @throws {Misuse} when the folder's results were made otherwise. */
export async function claim(out: string, settings: CohortSettings): Promise<void> {
  const path = join(out, "cohort.json");
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  const there = await readFile(path, "utf8").catch(() => undefined);
  if (there === text) return;
  if (there !== undefined)
    throw new Misuse(
      `${path} tells that these results were made with another ${differences(there, settings)}; give another --out, or the settings as they were`,
    );
  await mkdir(join(out, "studies"), { recursive: true });
  await writeOneFile(path, text, false);
}

const names: Readonly<Record<keyof CohortSettings, string>> = {
  schema: "version of cmrkit",
  software: "version of cmrkit",
  model: "--model",
  papillary: "--papillary",
  subjects: "--subjects",
  referenceTable: "--reference-ranges",
  judge: "--judge",
  checkImages: "--check-images",
};

function differences(there: string, settings: CohortSettings): string {
  const before = parsed(there);
  const keys = Object.keys(names) as (keyof CohortSettings)[];
  const differing = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(settings[key]));
  return [...new Set(differing.map((key) => names[key]))].join(", ");
}

/** Nothing of a file that is damaged. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
