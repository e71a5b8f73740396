/** How much of each voxel of an encoder's image the structures of a mask cover. */
import { readFile } from "node:fs/promises";
import { ImagingError } from "@cmrkit/imaging";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { readVoxels } from "../../catalogue/read-voxels.ts";
import { LearnError } from "../../errors.ts";
import type { LoadedImage } from "../../loading/load-image.ts";
import { type PreprocessSettings, preprocess } from "../../loading/preprocess.ts";

/**
 * For each label but 0 of the mask's first frame the share 0 … 1 of every voxel that it covers. A mask goes the way of its
 * image: the same voxels, with the settings that the image had.
 * @param image What the mask is of.
 * @throws {LearnError} `bad-image` when it cannot be read, or is not on the grid of its image.
 */
export async function maskCoverage(
  path: string,
  image: Pick<CatalogueImage, "size" | "spacingMm">,
  settings: PreprocessSettings,
): Promise<ReadonlyMap<number, LoadedImage>> {
  const { data, size } = await readMask(path);
  const [Z, Y, X] = image.size.slice(1) as [number, number, number];
  if (String(size.slice(1)) !== String([Z, Y, X]))
    throw new LearnError("bad-image", `${path} is ${size.slice(1).join(" × ")}, its image ${Z} × ${Y} × ${X}`);
  const frame = data.subarray(0, Z * Y * X);
  const coverageOf = (label: number) =>
    preprocess(
      { data: frame.map((value) => Number(value === label)), size: [1, Z, Y, X], spacingMm: image.spacingMm },
      { ...settings, clipPercentiles: [0, 100] },
    );
  return new Map(labelsOf(frame).map((label) => [label, coverageOf(label)]));
}

async function readMask(path: string) {
  try {
    return readVoxels(await readFile(path), "nifti");
  } catch (error) {
    if (error instanceof ImagingError || (error instanceof Error && "code" in error))
      throw new LearnError("bad-image", `the mask ${path} cannot be read as NIfTI: ${error.message}`);
    throw error;
  }
}

function labelsOf(frame: Float32Array): number[] {
  return [...new Set(frame)].filter((label) => label !== 0).sort((a, b) => a - b);
}
