/** The options that every command with a model shares. */
import { fileURLToPath } from "node:url";
import type { Device, SessionOptions } from "@cmrkit/runtime";
import type { Segmenter } from "@cmrkit/study";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CliIo } from "./io.ts";

/** The model that comes with cmrkit. */
export const shippedModelFolder = fileURLToPath(new URL("../../../models/cine-sax", import.meta.url));

const DEVICES: readonly Device[] = ["cpu", "webgpu", "cuda"];

export interface DeviceFlags {
  readonly device: Device;
  readonly threads?: number;
}

export interface ModelFlags extends DeviceFlags {
  readonly model: string;
}

export function addModelOptions(command: Command): Command {
  const shipped = new Option("--model <dir>", "folder of the model").default(shippedModelFolder, "the shipped model");
  return addDeviceOptions(command.addOption(shipped));
}

export function addDeviceOptions(command: Command): Command {
  return command
    .addOption(new Option("--device <device>", "where the model runs").choices(DEVICES).default("cpu"))
    .option("--threads <n>", "threads of the model, by default one a core", positiveInteger);
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

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("expected a whole number of at least 1.");
}
