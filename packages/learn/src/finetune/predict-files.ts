/** Plain NIfTI files that a model is asked about, without any data set. */

import { readFile } from "node:fs/promises";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { fileProblem, frameOf, type NiftiVolume, readNifti, spacingMm } from "@cmrkit/imaging";
import type { CasePixels } from "../datasets/data-set.ts";
import { decoded } from "../datasets/reading/image-file.ts";
import { requireContrast, requireSameGrid, type Stack } from "../datasets/reading/stack.ts";
import { LearnError } from "../errors.ts";
import { requireSlicesFor } from "./fitting-slices.ts";
import { requireOneView } from "./networks/network-views.ts";
import type { FinetunedModel } from "./open-finetuned.ts";
import { phasesAsChannels } from "./phase-channels.ts";
import type { InputImage, PredictionInput } from "./predict-input.ts";
import { prepareImage } from "./prepared-image.ts";

export interface FileSource {
  readonly kind: "files";
  /** As many for each image as `filesNeeded` says, in its order, image after image. */
  readonly paths: readonly string[];
}

/** What a model takes, for people. */
function filesNeeded({ config, model: { channels } }: FinetunedModel): string {
  if (config.data.frames === "channels") {
    const each = channels === 2 ? "" : `, ${channels / 2} channels each`;
    return `${channels} files for each patient: end-diastole, then end-systole${each}`;
  }
  return channels === 1
    ? "one file for each image, whose frames are answered one by one"
    : `${channels} files for each image, one a channel, in the order in which it learnt`;
}

/**
 * Named by their paths below the folder that all share.
 * @throws {LearnError} `bad-input` when the files do not make up whole images, one is no NIfTI or given twice, or the model sees several views.
 */
export function fileInputs(opened: FinetunedModel, { paths }: FileSource): PredictionInput[] {
  const { channels, views } = opened.model;
  requireOneView(views, "the model");
  if (paths.length === 0 || paths.length % channels !== 0)
    throw new LearnError("bad-input", `${paths.length} files are given, but the model takes ${filesNeeded(opened)}`);
  const other = paths.find((path) => OTHER_FORMATS.test(path));
  if (other !== undefined) {
    const cure = "list pictures and DICOM slices in a cases.csv, and give its folder as data of the set folder";
    throw new LearnError("bad-input", `${other} is no NIfTI file, which plain images are; ${cure}`);
  }
  const again = paths.find((path, i) => paths.findIndex((other) => resolve(other) === resolve(path)) < i);
  if (again !== undefined) throw new LearnError("bad-input", `${again} is given twice; give each file once`);
  const names = namesBelowCommonFolder(paths);
  return Array.from({ length: paths.length / channels }, (_, n) => {
    const own = paths.slice(n * channels, (n + 1) * channels);
    const name = names[n * channels]!;
    const image = own.map((path) => basename(path)).join(" + ");
    return { caseId: name, image, stem: name, read: () => readInput(own, `image ${name}`, opened) };
  });
}

const OTHER_FORMATS = /\.(png|jpe?g|dcm)$/i;

function namesBelowCommonFolder(paths: readonly string[]): string[] {
  const whole = paths.map((path) => resolve(path));
  const [first, ...others] = whole.map((path) => dirname(path).split(sep));
  const shared = first!.filter((_, i) => others.every((other) => isSameBeginning(first!, other, i + 1)));
  const common = shared.join(sep) || sep;
  return whole.map((path) =>
    relative(common, path)
      .replace(/\.nii(\.gz)?$/i, "")
      .replaceAll(sep, "/"),
  );
}

function isSameBeginning(a: readonly string[], b: readonly string[], count: number): boolean {
  return a.slice(0, count).join(sep) === b.slice(0, count).join(sep);
}

interface OpenedFile extends NiftiVolume {
  readonly path: string;
}

async function readInput(
  paths: readonly string[],
  subject: string,
  { config, model }: FinetunedModel,
): Promise<InputImage> {
  const files = await Promise.all(paths.map((path) => readVolume(path, subject)));
  for (const file of files) requireSlicesFor(config, file.volume.grid.size[2], file.path);
  requireSameFrames(files);
  const { volume, header } = files[0]!;
  const prepared = (own: readonly OpenedFile[], t: number) =>
    prepareImage(framePixels(own, t, subject), config.window, undefined, subject);
  const place = async () => ({ grid: volume.grid, header });
  if (config.data.frames === "each") {
    const frames = Array.from({ length: volume.frameCount }, (_, t) => prepared(files, t));
    return { frames, place };
  }
  requireOneFrame(files[0]!);
  const [ed, es] = [files.slice(0, model.channels / 2), files.slice(model.channels / 2)];
  const image = phasesAsChannels(
    [
      { phase: "ed", image: prepared(ed, 0) },
      { phase: "es", image: prepared(es, 0) },
    ],
    subject,
  );
  return { frames: [image], place };
}

async function readVolume(path: string, subject: string): Promise<OpenedFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new LearnError("data-missing", `${path} ${fileProblem(error)}`);
  });
  return { path, ...decoded(path, subject, () => readNifti(bytes)) };
}

/** One frame of files that are each a channel. */
function framePixels(files: readonly OpenedFile[], t: number, subject: string): CasePixels {
  const [first, ...others] = files.map((file) => stackOf(file, t));
  for (const stack of [first!, ...others])
    requireContrast(stack, files[0]!.volume.frameCount === 1 ? subject : `${subject}, frame ${t + 1}`);
  for (const other of others) requireSameGrid(first!, other, subject);
  const { values, ...place } = first!;
  const data = new Float32Array(files.length * values.length);
  [first!, ...others].forEach((channel, c) => {
    data.set(channel.values, c * values.length);
  });
  return { ...place, data, size: [files.length, ...place.size], labelNames: [] };
}

function stackOf({ path, volume }: OpenedFile, t: number): Stack<Float32Array> {
  const [X, Y, Z] = volume.grid.size;
  const [x, y, z] = spacingMm(volume.grid.ijkToLps);
  return { path, values: frameOf(volume, t).data, size: [Z, Y, X], spacingMm: [z, y, x], grid: volume.grid };
}

/** @throws {LearnError} `bad-image` naming the file that has other frames than the first. */
function requireSameFrames([first, ...others]: readonly OpenedFile[]): void {
  const counts = (file: OpenedFile) => `${file.path} has ${file.volume.frameCount} frames`;
  const other = others.find(({ volume }) => volume.frameCount !== first!.volume.frameCount);
  if (other) throw new LearnError("bad-image", `${counts(other)}, ${counts(first!)}; give files of one image together`);
}

/** @throws {LearnError} `bad-image`. */
function requireOneFrame({ path, volume: { frameCount } }: OpenedFile): void {
  if (frameCount === 1) return;
  const message = `${path} has ${frameCount} frames; the model takes one of end-diastole and one of end-systole`;
  throw new LearnError("bad-image", `${message}, each in a file of its own`);
}
