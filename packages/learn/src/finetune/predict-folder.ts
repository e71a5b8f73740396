/**
 * A folder of predictions, which belongs to one model and one list of images: `predictions.json` says which before the first is
 * made, `predictions.jsonl` grows by a line for each image, and `predictions.csv` is made of them. Nothing that is there is
 * written again, so the same command goes on where it stopped, and a corrected label file stays corrected.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import type { TaskConfig } from "./config.ts";
import { type Prediction, type PredictionAnswer, predictionSchema, predictionsCsv } from "./predict-answer.ts";
import type { PredictionInput } from "./predict-input.ts";
import type { LabelFileContent } from "./predict-labels.ts";
import type { TestTimeAugmentation } from "./test-time-augmentation.ts";

const RECORD = "predictions.json";
const LINES = "predictions.jsonl";

/** What predictions of one folder have in common. */
export interface PredictionRecord {
  /** Of weights and facts of the model. */
  readonly modelSha256: string;
  readonly network: string;
  readonly task: TaskConfig;
  readonly testTimeAugmentation: TestTimeAugmentation;
  /** Where the images come from. */
  readonly source: Readonly<Record<string, unknown>>;
}

export interface PredictionFolder {
  readonly isDone: (input: PredictionInput) => boolean;
  /** Writes labels, under the image's stem. @returns their names. */
  readonly writeLabels: (input: PredictionInput, files: readonly LabelFileContent[]) => readonly string[];
  readonly add: (input: PredictionInput, answer: PredictionAnswer) => void;
  /** Writes the table. @returns what is in it, in the order of the images. */
  readonly finish: () => readonly Prediction[];
}

/**
 * Makes the folder, or goes on with one of the same model, images and augmentation.
 * @throws {LearnError} `run-exists` when it holds anything else.
 */
export function openPredictionFolder(
  folder: string,
  record: PredictionRecord,
  inputs: readonly PredictionInput[],
): PredictionFolder {
  begin(folder, record, inputs);
  const done = new Map(readLines(folder).map((line) => [keyOf(line.case, line.image), line]));
  for (const [key, { answer }] of done)
    if ("files" in answer && !answer.files.every((file) => existsSync(join(folder, file)))) done.delete(key);
  const stems = uniqueStems(inputs);
  return {
    isDone: ({ caseId, image }) => done.has(keyOf(caseId, image)),
    writeLabels: (input, files) =>
      files.map(({ ending, content }) => {
        const name = `${stems.get(input)}${ending}`;
        if (!existsSync(join(folder, name))) writeFileAtomically(join(folder, name), content);
        return name;
      }),
    add: ({ caseId, image }, answer) => {
      const line: Prediction = { case: caseId, image, answer };
      appendFileSync(join(folder, LINES), `${JSON.stringify(line)}\n`);
      done.set(keyOf(caseId, image), line);
    },
    finish: () => {
      const predictions = inputs.flatMap(({ caseId, image }) => done.get(keyOf(caseId, image)) ?? []);
      writeFileAtomically(join(folder, "predictions.csv"), predictionsCsv(predictions, record.task));
      return predictions;
    },
  };
}

function keyOf(caseId: string, image: string): string {
  return JSON.stringify([caseId, image]);
}

const identitySchema = z.object({ modelSha256: z.string(), testTimeAugmentation: z.string(), images: z.string() });

function begin(folder: string, record: PredictionRecord, inputs: readonly PredictionInput[]): void {
  const names = inputs.map(({ caseId, image }) => [caseId, image]);
  const facts = {
    schema: "cmrkit.predictions/1",
    notice: "Research use only. Not a medical device.",
    ...record,
    images: createHash("sha256")
      .update(JSON.stringify([record.source, names]))
      .digest("hex"),
  };
  if (!existsSync(folder) || readdirSync(folder).length === 0) {
    mkdirSync(folder, { recursive: true });
    if (record.task.kind === "segmentation") writeJson(join(folder, "labels.json"), labelNames(record.task));
    writeJson(join(folder, RECORD), facts);
    return;
  }
  const before = readIdentity(folder);
  const differing = (["modelSha256", "images", "testTimeAugmentation"] as const).filter(
    (name) => before?.[name] !== facts[name],
  );
  if (differing.length === 0) return;
  const what = before === undefined ? "other files" : `predictions that differ by ${differing.map(said).join(" and ")}`;
  throw new LearnError("run-exists", `${folder} holds ${what}; nothing was written: give another folder`);
}

function said(name: "modelSha256" | "images" | "testTimeAugmentation"): string {
  return { modelSha256: "their model", images: "their images", testTimeAugmentation: "test-time augmentation" }[name];
}

/** Numbers of labels and what they mean; 0 is background. As `labels.json` of a folder of one's own. */
function labelNames({ classes }: TaskConfig & { readonly kind: "segmentation" }): Record<number, string> {
  return Object.fromEntries(Object.keys(classes).map((name, k) => [k + 1, name]));
}

function readIdentity(folder: string) {
  try {
    return identitySchema.parse(JSON.parse(readFileSync(join(folder, RECORD), "utf8")));
  } catch {
    return undefined;
  }
}

/** A line that a crash cut short is closed and passed over: its image is predicted again. */
function readLines(folder: string): Prediction[] {
  const path = join(folder, LINES);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (text !== "" && !text.endsWith("\n")) appendFileSync(path, "\n");
  return text.split("\n").flatMap((line) => {
    try {
      return [predictionSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** Names that every file system takes; what would be the same is numbered. */
function uniqueStems(inputs: readonly PredictionInput[]): ReadonlyMap<PredictionInput, string> {
  const taken = new Set<string>();
  const free = (plain: string, count = 1): string => {
    const name = count === 1 ? plain : `${plain}-${count}`;
    if (taken.has(name.toLowerCase())) return free(plain, count + 1);
    taken.add(name.toLowerCase());
    return name;
  };
  return new Map(inputs.map((input) => [input, free(input.stem.replaceAll(/[^A-Za-z0-9._-]+/g, "-"))]));
}

function writeJson(path: string, value: unknown): void {
  writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}
