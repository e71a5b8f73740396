/** Hearts of any data set: short-axis cines whose three structures are labelled at end-diastole and end-systole. */
import { type StructureName, structureNames, structures } from "@cmrkit/cardiac";
import type { LabelVolume, Volume } from "@cmrkit/imaging";
import { LearnError } from "../errors.ts";
import { type CaseImage, type CasePixels, type DataCase, phases } from "./data-set.ts";
import { dataSetNamed } from "./data-sets.ts";
import { readCaseImage } from "./read-case-image.ts";
import { requireLabels } from "./require-labels.ts";

/** Where a heart is; plain data. */
export interface HeartCase {
  readonly id: string;
  /** Cases of one patient never part. */
  readonly patient: string;
  /** Diagnosis as the data set names it; empty where it does not. */
  readonly group: string;
  readonly ed: CaseImage;
  readonly es: CaseImage;
}

export interface LabelledImage {
  readonly image: Volume;
  /** In cmrkit's numbers. */
  readonly labels: LabelVolume;
}

export interface LabelledHeart extends Pick<HeartCase, "id" | "patient" | "group"> {
  readonly ed: LabelledImage;
  readonly es: LabelledImage;
}

/**
 * The hearts below a folder, in the order of the set. Cases without any labelled short-axis cine are passed over.
 * @throws {LearnError} as the set's reader; `unlabelled` for a case that lacks one of the phases or structures, `data-missing`
 *   when there is no heart.
 */
export function listHearts(folder: string, set: string): HeartCase[] {
  const hearts = heartsOf(dataSetNamed(set).list(folder));
  if (hearts.length > 0) return hearts;
  const wanted = "short-axis cine labelled at end-diastole and end-systole";
  throw new LearnError("data-missing", `${folder} holds no ${wanted}; give one of the set ${set} that does`);
}

/** As `listHearts`, of cases that were listed. */
export function heartsOf(cases: readonly DataCase[]): HeartCase[] {
  return cases.flatMap((each) => {
    const own = each.images.filter(({ view, sequence, phase }) => view === "sax" && sequence === "cine" && phase);
    return own.some(({ labels }) => labels) ? [heartOf(each, own)] : [];
  });
}

function heartOf({ id, patient, facts }: DataCase, images: readonly CaseImage[]): HeartCase {
  const [ed, es] = phases.map((phase) => {
    const image = images.find((each) => each.phase === phase);
    if (!image) throw new LearnError("unlabelled", `case ${id} has no short-axis cine at ${phase}; leave it out`);
    return image;
  });
  requireLabels([{ id, patient, facts, images: [ed!, es!] }], structureNames);
  return { id, patient, group: facts.group ?? "", ed: ed!, es: es! };
}

/** @throws {LearnError} as `readCaseImage`; `bad-image` for several channels, `bad-spacing` for pictures without geometry. */
export async function readHeart({ id, patient, group, ed, es }: HeartCase): Promise<LabelledHeart> {
  const [first, second] = await Promise.all([ed, es].map((image) => readLabelled(image, id)));
  return { id, patient, group, ed: first!, es: second! };
}

async function readLabelled(image: CaseImage, id: string): Promise<LabelledImage> {
  const { data, grid, size, labels, labelNames } = await readCaseImage(image, id);
  const subject = `case ${id}, ${image.name}`;
  if (size[0] !== 1) throw new LearnError("bad-image", `${subject} has ${size[0]} channels; a cine has one`);
  if (!grid) throw new LearnError("bad-spacing", `${subject} does not say how large its voxels are`);
  const numberOf = numbersOf(labelNames, subject);
  const own = { grid, frameCount: 1, labels: labels!.map(numberOf) };
  return { image: { grid, frameCount: 1, data }, labels: own };
}

/** @throws {LearnError} `bad-label` for a structure that the network does not draw. */
function numbersOf(names: CasePixels["labelNames"], subject: string): (label: number) => number {
  const known = [0, ...names.map((name) => structures[name as StructureName]?.label)];
  return (label) => {
    const number = known[label];
    if (number !== undefined) return number;
    throw new LearnError(
      "bad-label",
      `${subject}: ${names[label - 1]} is labelled, which is none of the three structures`,
    );
  };
}
