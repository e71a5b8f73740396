/** Reads the pixels and labels of one image of a case, whatever their format, and refuses what nothing can be learnt from. */
import { LearnError } from "../errors.ts";
import type { CaseImage, CasePixels, LabelFile, PixelFile } from "./data-set.ts";
import { readContours } from "./reading/contours.ts";
import { readDicomStack } from "./reading/dicom-stack.ts";
import { requireLabelOrder } from "./reading/label-order.ts";
import { labelNamesOf, namedLabels } from "./reading/named-labels.ts";
import { readNiftiFrame } from "./reading/nifti-frame.ts";
import { readPictures } from "./reading/pictures.ts";
import { requireContrast, requireSameGrid, requireSpacing, type Stack } from "./reading/stack.ts";

/**
 * The image in its own pixels and intensities, with its labels by name.
 *
 * Labels carry 1 + the place of their name in `labelNames`, which lists the structures of the image's own table in the order
 * of `labelNameOrder`: tables of the same structures are numbered equally whatever the owners' numbers are, and images whose
 * tables differ are compared by name.
 * @throws {LearnError} naming case, image and file: `data-missing`; `bad-image` when a file cannot be read or shows nothing; `bad-spacing` for
 *   one that is zero, negative or not finite; `grids-differ` when channels, or image and labels, do not share their voxels;
 *   `bad-label` for a number that is not in the table, or labels that are all background; `label-order` for a short axis
 *   whose wall and cavity are numbered otherwise than the table says.
 */
export async function readCaseImage(image: CaseImage, caseId: string): Promise<CasePixels> {
  const subject = `case ${caseId}, ${image.name}`;
  const channels = await Promise.all(image.channels.map((file) => readIntensities(file, subject)));
  const first = requireOneGrid(channels, subject);
  const pixels: CasePixels = {
    data: joined(channels),
    size: [channels.length, ...first.size],
    spacingMm: first.spacingMm,
    ...(first.grid !== undefined && { grid: first.grid }),
    labelNames: image.labels === undefined ? [] : labelNamesOf(image.labels.meaning),
  };
  if (image.labels === undefined) return Object.freeze(pixels);
  const stack = await readNumbers(image.labels.file, first, subject);
  requireSameGrid(first, stack, subject);
  return Object.freeze({ ...pixels, labels: labelsOf(stack, image, image.labels.meaning, subject) });
}

function labelsOf(stack: Stack, { view }: CaseImage, meaning: LabelFile["meaning"], subject: string): Uint8Array {
  const labels = namedLabels(stack, meaning, subject);
  const { path, size } = stack;
  if (view === "sax") requireLabelOrder({ path, labels, size, labelNames: labelNamesOf(meaning), meaning }, subject);
  return labels;
}

function readIntensities(file: PixelFile, subject: string): Promise<Stack> {
  switch (file.format) {
    case "nifti":
      return readNiftiFrame(file, subject);
    case "pictures":
      return readPictures(file, subject);
    case "dicom":
      return readDicomStack(file.paths, subject);
  }
}

function readNumbers(file: LabelFile["file"], image: Stack, subject: string): Promise<Stack> {
  return file.format === "contours" ? readContours(file, image, subject) : readIntensities(file, subject);
}

/** The first channel, on whose grid all the others lie. */
function requireOneGrid(channels: readonly Stack[], subject: string): Stack {
  const [first, ...others] = channels;
  if (first === undefined) throw new LearnError("bad-image", `${subject} names no file of pixels; an image needs one`);
  for (const channel of channels) {
    requireSpacing(channel, subject);
    requireContrast(channel, subject);
  }
  for (const other of others) requireSameGrid(first, other, subject);
  return first;
}

/** (C, Z, Y, X). */
function joined(channels: readonly Stack[]): Float32Array {
  const data = new Float32Array(channels.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of channels) {
    data.set(values, at);
    at += values.length;
  }
  return data;
}
