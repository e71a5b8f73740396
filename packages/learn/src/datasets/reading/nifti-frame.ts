/** One frame of a NIfTI file of three or four dimensions. */
import { frameOf, type Grid, readNifti, spacingMm } from "@cmrkit/imaging";
import { LearnError } from "../../errors.ts";
import { decoded, readImageFile } from "./image-file.ts";
import type { Stack } from "./stack.ts";

interface FrameFile {
  readonly path: string;
  /** From 0; the only one unless told. */
  readonly frameIndex?: number;
}

/**
 * Intensities or numbers of labels, which may be larger than a byte.
 * @throws {LearnError} `data-missing`, `bad-spacing` or `bad-image`.
 */
export async function readNiftiFrame(file: FrameFile, subject: string): Promise<Stack<Float32Array>> {
  const { path } = file;
  const bytes = await readImageFile(path, subject);
  const { volume } = decoded(path, subject, () => readNifti(bytes));
  return stackOn(volume.grid, path, frameOf(volume, frameIndexIn(volume.frameCount, file, subject)).data);
}

/** Of several frames the first is as good as any other: whose table names none has not said which it means. */
function frameIndexIn(frameCount: number, { path, frameIndex }: FrameFile, subject: string): number {
  if (frameIndex === undefined && frameCount === 1) return 0;
  if (frameIndex === undefined)
    throw new LearnError(
      "bad-image",
      `${subject}: ${path} has ${frameCount} frames, and the table names none; fill in its column frame, from 1`,
    );
  if (Number.isInteger(frameIndex) && frameIndex >= 0 && frameIndex < frameCount) return frameIndex;
  const message = `${subject}: ${path} has ${frameCount} frames, and frame ${frameIndex + 1} is asked for`;
  throw new LearnError("bad-image", `${message}; correct the table that names the frame`);
}

function stackOn<Values>(grid: Grid, path: string, values: Values): Stack<Values> {
  const [X, Y, Z] = grid.size;
  const [x, y, z] = spacingMm(grid.ijkToLps);
  return { path, values, size: [Z, Y, X], spacingMm: [z, y, x], grid };
}
