/** One frame of a NIfTI file of three or four dimensions. */
import { frameOf, type Grid, readNifti, spacingMm } from "@cmrkit/imaging";
import { LearnError } from "../../errors.ts";
import { decoded, readImageFile } from "./image-file.ts";
import type { Stack } from "./stack.ts";

interface FrameFile {
  readonly path: string;
  /** From 0. */
  readonly frameIndex: number;
}

/**
 * Intensities or numbers of labels, which may be larger than a byte.
 * @throws {LearnError} `data-missing`, `bad-spacing` or `bad-image`.
 */
export async function readNiftiFrame({ path, frameIndex }: FrameFile, subject: string): Promise<Stack<Float32Array>> {
  const bytes = await readImageFile(path, subject);
  const { volume } = decoded(path, subject, () => readNifti(bytes));
  requireFrame(volume.frameCount, { path, frameIndex }, subject);
  return stackOn(volume.grid, path, frameOf(volume, frameIndex).data);
}

function requireFrame(frameCount: number, { path, frameIndex }: FrameFile, subject: string): void {
  if (Number.isInteger(frameIndex) && frameIndex >= 0 && frameIndex < frameCount) return;
  const message = `${subject}: ${path} has ${frameCount} frames, and frame ${frameIndex + 1} is asked for`;
  throw new LearnError("bad-image", `${message}; correct the table that names the frame`);
}

function stackOn<Values>(grid: Grid, path: string, values: Values): Stack<Values> {
  const [X, Y, Z] = grid.size;
  const [x, y, z] = spacingMm(grid.ijkToLps);
  return { path, values, size: [Z, Y, X], spacingMm: [z, y, x], grid };
}
