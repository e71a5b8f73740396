/** The images of a data set as examples of a task: read, prepared, each with its target. */
import type { CaseImage, CasePixels, DataCase, Phase } from "../datasets/data-set.ts";
import { readCaseImage } from "../datasets/read-case-image.ts";
import { LearnError } from "../errors.ts";
import { chosenImages } from "./chosen-images.ts";
import { classIndex } from "./class-fact.ts";
import { type ClassTable, classTable } from "./class-table.ts";
import type { FinetuneConfig, TaskConfig } from "./config.ts";
import { isLandmarkTask, type LandmarkTask } from "./landmarks/config.ts";
import { landmarkExamples } from "./landmarks/examples.ts";
import type { LandmarkTarget } from "./landmarks/target.ts";
import { networkViews, viewOf } from "./networks/network-views.ts";
import { phasesAsChannels } from "./phase-channels.ts";
import { type PreparedImage, prepareImage } from "./prepared-image.ts";
import { type TargetName, targets } from "./targets.ts";
import type { ViewSet } from "./view-sets.ts";
import type { WindowGrid } from "./window-grid.ts";

/** An image to learn from or to predict. */
export interface Example extends NamedImage {
  readonly patient: string;
  readonly caseId: string;
  readonly truth: Truth;
  /** Where the network sees several views together. */
  readonly seenWith?: ViewSet;
}

interface NamedImage {
  /** Of the image or images, such as `sax ed`. */
  readonly name: string;
  readonly image: PreparedImage;
}

export type Truth =
  | { readonly kind: "classes" }
  | { readonly kind: "class"; readonly index: number }
  | { readonly kind: "values"; readonly values: readonly number[] }
  | LandmarkTarget;

/** The classes of a segmentation; nothing for other tasks. */
function classesOfTask(task: TaskConfig): ClassTable | undefined {
  return task.kind === "segmentation" ? classTable(task.classes, task.background) : undefined;
}

/**
 * Reads and prepares the examples of a case.
 * @param onLeftOut Told for each image without landmarks why it has none: those of other tasks must have what is learnt.
 * @throws {LearnError} `unlabelled` for an image without the labels, or a case without the fact or measure, that the task is
 *   to learn, `bad-image` where phases cannot lie beside each other or a view is no single plane; what reading throws.
 */
export async function readExamples(
  each: DataCase,
  config: FinetuneConfig,
  onLeftOut: (because: string) => void,
): Promise<Example[]> {
  const { task, window } = config;
  const images = chosenImages(each, config);
  if (isLandmarkTask(task)) return landmarkExamples(each, images, { task, window }, onLeftOut);
  const pixels = await Promise.all(images.map((image) => readCaseImage(image, each.id)));
  const truths = truthsOf(each, task, images, pixels);
  const about = { patient: each.patient, caseId: each.id };
  return preparedOf(each, images, pixels, config).map((prepared, i) => ({ ...about, ...prepared, truth: truths(i) }));
}

/**
 * The image of one example of a case again, by its place among them; nothing where there are fewer now.
 *
 * Slices with landmarks are not known by their place among images: the case is read whole for them.
 * @throws {LearnError} as reading it the first time.
 */
export async function readImageAgain(
  each: DataCase,
  place: number,
  config: FinetuneConfig,
): Promise<PreparedImage | undefined> {
  if (isLandmarkTask(config.task)) return (await readExamples(each, config, () => {}))[place]?.image;
  const images = chosenImages(each, config);
  const wanted = config.data.frames === "each" ? images.slice(place, place + 1) : images;
  const pixels = await Promise.all(wanted.map((image) => readCaseImage(image, each.id)));
  return preparedOf(each, wanted, pixels, config)[0]?.image;
}

function preparedOf(
  each: DataCase,
  images: readonly CaseImage[],
  pixels: readonly CasePixels[],
  { task, data, ...config }: FinetuneConfig,
): NamedImage[] {
  const table = classesOfTask(task);
  const views = networkViews(config);
  const prepared = pixels.map((native, i) => {
    const { name } = images[i]!;
    const { window } = viewOf(views, images[i]!);
    const subject = `case ${each.id}, ${name}`;
    if (table && !native.labels)
      throw new LearnError("unlabelled", `${subject} has no labels; leave it out of the set`);
    if (views.length > 1) requireFitting(native, window, subject);
    return { name, image: prepareImage(native, window, table, subject) };
  });
  return data.frames === "each" ? prepared : [besideEachOther(prepared, images, each.id)];
}

/** @throws {LearnError} `bad-image` for a stack of a view that the network sees as one plane: nobody can say which slice belongs to the other views. */
export function requireFitting({ size: [, Z] }: CasePixels, { slices }: WindowGrid, subject: string): void {
  if (slices !== null || Z === 1) return;
  throw new LearnError(
    "bad-image",
    `${subject} has ${Z} slices, and the network sees one plane of it beside other views; give its window.slices`,
  );
}

/**
 * Case by case, so that an error names the first bad one before anything trains.
 * @param onLeftOut As of `readExamples`.
 */
export async function examplesOf(
  cases: readonly DataCase[],
  config: FinetuneConfig,
  onLeftOut: (because: string) => void,
): Promise<Example[]> {
  const examples: Example[] = [];
  for (const each of cases) examples.push(...(await readExamples(each, config, onLeftOut)));
  requireSameChannels(examples.map(({ caseId, name, image }) => ({ caseId, name, size: image.size })));
  return examples;
}

/** @throws {LearnError} `bad-image` naming the first image of another number of channels. */
export function requireSameChannels(
  examples: readonly (Pick<Example, "caseId" | "name"> & Pick<PreparedImage, "size">)[],
): void {
  const channels = examples[0]?.size[0];
  const other = examples.find(({ size }) => size[0] !== channels);
  if (!other) return;
  throw new LearnError(
    "bad-image",
    `case ${other.caseId}, ${other.name} has ${other.size[0]} channels, the first image ${channels}; choose images by data.views and data.sequences`,
  );
}

/** End-diastole and end-systole as channels of one image. */
function besideEachOther(examples: readonly NamedImage[], images: readonly CaseImage[], caseId: string): NamedImage {
  const frames = examples.map(({ image }, i) => ({ image, phase: images[i]!.phase }));
  return { name: "ed and es", image: phasesAsChannels(frames, `case ${caseId}`) };
}

/** What is to be learnt from the i-th image. */
function truthsOf(
  each: DataCase,
  task: Exclude<TaskConfig, LandmarkTask>,
  images: readonly CaseImage[],
  pixels: readonly CasePixels[],
): (i: number) => Truth {
  if (task.kind === "segmentation") return () => ({ kind: "classes" });
  if (task.kind === "classification") return (i) => ({ kind: "class", index: classIndex(each, images[i]!, task) });
  const values = valuesOf(each, task.targets, images, pixels);
  return () => ({ kind: "values", values });
}

function valuesOf(
  each: DataCase,
  names: readonly TargetName[],
  images: readonly CaseImage[],
  pixels: readonly CasePixels[],
): readonly number[] {
  const phases: Partial<Record<Phase, CasePixels>> = {};
  images.forEach(({ phase }, i) => {
    if (phase) phases[phase] = pixels[i]!;
  });
  return names.map((name) => targetValue(each, name, phases));
}

function targetValue({ id, facts }: DataCase, name: TargetName, phases: Partial<Record<Phase, CasePixels>>): number {
  const target = targets[name]({ facts, phases });
  if (target.kind === "known") return target.value;
  throw new LearnError("unlabelled", `case ${id}: no ${name}, because ${target.why}`);
}
