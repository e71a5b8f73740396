/** The images of a data set that a model is asked about. Labels are not read: they need not be there. */
import { readNifti } from "@cmrkit/imaging";
import type { CaseImage, CasePixels, DataCase } from "../datasets/data-set.ts";
import { casesOfPatients } from "../datasets/patients.ts";
import { readImageFile } from "../datasets/reading/image-file.ts";
import { LearnError } from "../errors.ts";
import { centredGrid } from "../loading/preprocess.ts";
import { chosenImages } from "./chosen-images.ts";
import type { OnNote } from "./learnable-cases.ts";
import type { FinetunedModel } from "./open-finetuned.ts";
import { phasesAsChannels } from "./phase-channels.ts";
import { casesFor } from "./plan.ts";
import { type InputImage, type LabelPlace, type PredictionInput, requireChannels } from "./predict-input.ts";
import { readUnlabelled } from "./read-unlabelled.ts";
import { inSets, seenTogether } from "./view-sets.ts";

export interface DataSetSource {
  readonly kind: "data-set";
  readonly folder: string;
  /** The data set in the folder, where it is not the model's own. */
  readonly set?: string;
  /** A side of the model's own split, or everybody in the folder. */
  readonly patients: "validation" | "test" | "all";
}

/**
 * @param onNote Told in one line of views that could not be laid out.
 * @throws {LearnError} `data-missing` when no patient is left, and what listing the data set throws.
 */
export function dataSetInputs(
  opened: FinetunedModel,
  { folder, set, patients }: DataSetSource,
  onNote?: OnNote,
): PredictionInput[] {
  const config = { ...opened.config, data: { ...opened.config.data, ...(set !== undefined && { set }) } };
  const everybody = casesFor(config, folder, onNote);
  const cases = patients === "all" ? everybody : casesOfPatients(everybody, opened.split[patients]);
  if (cases.length > 0) return cases.flatMap((each) => inputsOf(each, { ...opened, config }));
  throw new LearnError(
    "data-missing",
    `${folder} has no patient of the model's ${patients} side; ask for all to predict whoever is there`,
  );
}

/** Each image by itself, or both phases together, as the model learnt. */
function inputsOf(each: DataCase, opened: FinetunedModel): PredictionInput[] {
  const images = chosenImages(each, opened.config);
  const about = (image: string) => ({ caseId: each.id, image, stem: `${each.id}_${image}` });
  if (opened.config.data.frames === "channels")
    return [{ ...about("ed and es"), read: () => readPhases(images, each.id, opened) }];
  return inSets(images, opened.model.views).flatMap((set) =>
    set.map((image, place) => ({ ...about(image.name), read: () => readAmong(set, place, each.id, opened) })),
  );
}

/** One of the images that the network sees together. */
async function readAmong(
  set: readonly CaseImage[],
  place: number,
  caseId: string,
  opened: FinetunedModel,
): Promise<InputImage> {
  const read = await Promise.all(set.map((image) => readImage(image, caseId, opened)));
  for (const [i, { prepared }] of read.entries())
    requireChannels(prepared, opened.model, `case ${caseId}, ${set[i]!.name}`);
  const { prepared, seenWith } = seenTogether(read.map((each) => ({ ...each, image: each.prepared })))[place]!;
  return { frames: [prepared], place: read[place]!.place, ...(seenWith && { seenWith }) };
}

async function readPhases(images: readonly CaseImage[], caseId: string, opened: FinetunedModel): Promise<InputImage> {
  const read = await Promise.all(images.map((image) => readImage(image, caseId, opened)));
  const phases = read.map(({ prepared }, i) => ({ image: prepared, phase: images[i]!.phase }));
  const image = phasesAsChannels(phases, `case ${caseId}`);
  requireChannels(image, opened.model, `case ${caseId}`);
  return { frames: [image], place: read[0]!.place };
}

async function readImage(image: CaseImage, caseId: string, { model: { views } }: FinetunedModel) {
  const { prepared, pixels } = await readUnlabelled(image, caseId, views);
  return { prepared, place: () => placeOf(image, pixels, `case ${caseId}, ${image.name}`) };
}

/** Of pictures whose pixel size is told, a grid about the origin. */
async function placeOf(
  { channels: [file] }: Pick<CaseImage, "channels">,
  { grid, size: [, ...size], spacingMm }: CasePixels,
  subject: string,
): Promise<LabelPlace | undefined> {
  if (spacingMm === null) return undefined;
  if (grid === undefined) return { grid: centredGrid(size, spacingMm) };
  if (file?.format !== "nifti") return { grid };
  return { grid, header: readNifti(await readImageFile(file.path, subject)).header };
}
