/** NIfTI files as the input of an analysis: a cine in one file, or end-diastole and end-systole in two. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  assertSameGrid,
  fileProblem,
  MIN_STACK_SLICES,
  NiftiError,
  type NiftiVolume,
  readNifti,
  type Volume,
} from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { distinctWarnings } from "../warning.ts";
import { plausibleTimes } from "./frame-interval.ts";
import { shapeFacts } from "./shape-facts.ts";
import type { StudyInput } from "./study-input.ts";

export interface NiftiFile extends NiftiVolume {
  readonly sha256: string;
}

/**
 * Reads a cine from a 4D file. Frame times that are those of no heart beat are left out, with a warning.
 * @throws {StudyError} `input` when the file cannot be read, or holds a single frame or fewer than three slices.
 * @throws {NiftiError} as `readNifti`, the path put before its message.
 */
export async function readNiftiCine(path: string): Promise<StudyInput> {
  const { volume, header, warnings, sha256 } = await readNiftiFile(path);
  requireStack(volume, path);
  if (volume.frameCount === 1) {
    const todo = "a cine needs several; give end-diastole and end-systole as --ed and --es";
    throw new StudyError("input", `${path} holds one frame: ${todo}`, { path });
  }
  const facts = Object.freeze({ format: "nifti" as const, ...shapeFacts(volume), filesSha256: [sha256] });
  const { warnings: doubts, ...timed } = plausibleTimes(volume, "the frame interval in the header");
  return Object.freeze({
    kind: "cine" as const,
    ...timed,
    facts,
    subject: {},
    warnings: [...warnings, ...doubts],
    niftiHeaders: [header],
  });
}

/**
 * Reads end-diastole and end-systole from two 3D files on one grid.
 * @throws {StudyError} `input` when a file cannot be read, or holds several frames or fewer than three slices.
 * @throws {NiftiError} as `readNifti`, the path put before its message.
 * @throws {GridError} `grids-differ`.
 */
export async function readNiftiPair(endDiastolePath: string, endSystolePath: string): Promise<StudyInput> {
  const endDiastole = await readStill(endDiastolePath);
  const endSystole = await readStill(endSystolePath);
  requireStack(endDiastole.volume, endDiastolePath);
  assertSameGrid(endDiastole.volume.grid, endSystole.volume.grid, "end-diastole and end-systole");
  const volume = joined(endDiastole.volume, endSystole.volume);
  const both = [endDiastole, endSystole];
  return Object.freeze({
    kind: "pair" as const,
    volume,
    facts: Object.freeze({
      format: "nifti-pair" as const,
      ...shapeFacts(volume),
      filesSha256: both.map(({ sha256 }) => sha256),
    }),
    subject: {},
    warnings: distinctWarnings(both.flatMap(({ warnings }) => warnings)),
    niftiHeaders: both.map(({ header }) => header),
  });
}

/**
 * Reads one NIfTI file and its checksum.
 * @throws {StudyError} `input` when the file cannot be read.
 * @throws {NiftiError} as `readNifti`, the path put before its message.
 */
export async function readNiftiFile(path: string): Promise<NiftiFile> {
  const bytes = await readBytes(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { ...namingTheFile(path, () => readNifti(bytes)), sha256 };
}

async function readStill(path: string): Promise<NiftiFile> {
  const file = await readNiftiFile(path);
  const { frameCount } = file.volume;
  if (frameCount === 1) return file;
  throw new StudyError("input", `${path} holds ${frameCount} frames, expected one; give a cine as INPUT`, { path });
}

/** As of DICOM: fewer slices are a long axis, or no whole heart. */
function requireStack({ grid }: Volume, path: string): void {
  const sliceCount = grid.size[2];
  if (sliceCount >= MIN_STACK_SLICES) return;
  const needed = `a short-axis cine needs at least ${MIN_STACK_SLICES} parallel slices`;
  throw new StudyError("input", `${needed}; found ${sliceCount} in ${path}`, { path, sliceCount });
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new StudyError("input", `${path} ${fileProblem(error)}; check the path`, { path });
  }
}

/** Of two files, a refusal must say which. */
function namingTheFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof NiftiError) throw new NiftiError(error.kind, `${path}: ${error.message}`, error.details);
    throw error;
  }
}

function joined(first: Volume, second: Volume): Volume {
  const data = new Float32Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return Object.freeze({ grid: first.grid, frameCount: 2, data });
}
