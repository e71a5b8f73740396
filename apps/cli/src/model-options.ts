/** The options that every command with a model shares. */
import { fileURLToPath } from "node:url";
import type { Device, SessionOptions } from "@cmrkit/runtime";
import { type ImageChecker, type OutlineJudge, openImageChecker, type Segmenter } from "@cmrkit/study";
import { type Command, Option } from "commander";
import type { CliIo } from "./io.ts";
import { wholeNumber } from "./whole-number.ts";

const shipped = (name: string) => fileURLToPath(new URL(`../../../models/${name}`, import.meta.url));

/** The models that come with cmrkit: one draws contours, one judges them, one tells what a series shows, one whether images are usual. */
export const shippedModelFolder = shipped("cine-sax");
export const shippedJudgeFolder = shipped("outline-judge");
const shippedImageCheckFolder = shipped("image-check");
export const shippedClassifierFolder = shipped("image-kind");

const DEVICES: readonly Device[] = ["cpu", "webgpu", "cuda"];

export interface DeviceFlags {
  readonly device: Device;
  readonly threads?: number;
}

export interface ModelFlags extends DeviceFlags {
  readonly model: string;
}

export function addModelOptions(command: Command): Command {
  const model = new Option(
    "--model <dir>",
    "folder of the model, of cmr train segmentation or a fine-tuned segmentation",
  ).default(shippedModelFolder, "the shipped model");
  return addDeviceOptions(command.addOption(model));
}

export interface JudgeFlags extends DeviceFlags {
  /** Its folder, or the shipped one; without it nothing is judged. */
  readonly judge?: string | true;
}

export function addJudgeOptions(command: Command): Command {
  return command.option(
    "--judge [dir]",
    "let a model judge the contours: the shipped one, or one that cmr train outline-judge made; say it after the study",
  );
}

/** Opens the judge of outlines, if one is wanted, lends it to `use`, and frees it whatever happens. */
export async function withJudge<T>(
  io: CliIo,
  { judge: folder, ...flags }: JudgeFlags,
  use: (judge?: OutlineJudge) => Promise<T>,
): Promise<T> {
  if (folder === undefined) return use();
  const judge = await io.openJudge(folder === true ? shippedJudgeFolder : folder, sessionOptions(flags));
  try {
    return await use(judge);
  } finally {
    await judge.dispose();
  }
}

export interface ImageCheckFlags extends DeviceFlags {
  /** Its folder, or the shipped one; without it images are not checked. */
  readonly checkImages?: string | true;
}

export function addImageCheckOptions(command: Command): Command {
  return command.option(
    "--check-images [dir]",
    "let a model say whether the images look like those it knows: the shipped one, or one of cmr train image-check; say it after the study",
  );
}

/** Opens the check of images, if it is wanted, lends it to `use`, and frees it whatever happens. */
export async function withImageChecker<T>(
  { checkImages: folder, ...flags }: ImageCheckFlags,
  use: (checker?: ImageChecker) => Promise<T>,
): Promise<T> {
  if (folder === undefined) return use();
  const checker = await openImageChecker(folder === true ? shippedImageCheckFolder : folder, sessionOptions(flags));
  try {
    return await use(checker);
  } finally {
    await checker.dispose();
  }
}

export function addDeviceOptions(command: Command): Command {
  return command
    .addOption(new Option("--device <device>", "where the model runs").choices(DEVICES).default("cpu"))
    .option("--threads <n>", "threads of the model, by default one a core", wholeNumber(1));
}

/** The flags as the runtime takes them. */
export function sessionOptions({ device, threads }: DeviceFlags): SessionOptions {
  return { device, ...(threads !== undefined && { threads }) };
}

/** Opens the model, lends it to `use`, and frees it whatever happens. */
export async function withSegmenter<T>(
  io: CliIo,
  { model, ...flags }: ModelFlags,
  use: (segmenter: Segmenter) => Promise<T>,
): Promise<T> {
  const segmenter = await io.openSegmenter(model, sessionOptions(flags));
  try {
    return await use(segmenter);
  } finally {
    await segmenter.dispose();
  }
}
