/** Images by their id in the catalogue, brought to the pixels of the view that wants them. */
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { LoadedImage } from "../../loading/load-image.ts";
import type { PreprocessSettings } from "../../loading/preprocess.ts";
import { type PreparedImagesOptions, preparedImages } from "../prepared-images.ts";
import type { MaeConfig } from "./config.ts";
import type { StudyImage } from "./studies.ts";
import type { ViewGrid } from "./views.ts";
import type { Frame } from "./window.ts";

export interface ImageSource {
  frameCount(image: StudyImage): number;
  /** One frame of a cine on the pixels of the view. Slices that came apart keep their own range of intensities. */
  loadFrame(image: StudyImage, frameIndex: number, grid: ViewGrid): Promise<Frame>;
}

export function openImageSource(catalogue: Catalogue, config: MaeConfig, options: PreparedImagesOptions): ImageSource {
  const images = preparedImages(catalogue, options);
  return {
    frameCount: ([first]) => images.frameCount(first!),
    loadFrame: async (image, frameIndex, grid) => {
      const settings = preprocessSettings(grid, config);
      return joined(await Promise.all(image.map((id) => images.loadFrame(id, frameIndex, settings))));
    },
  };
}

/** Images one behind the other. */
function joined(images: readonly LoadedImage[]): Frame {
  const { size, data } = images[0]!;
  const [, Z, Y, X] = size;
  if (images.length === 1) return { data, size: [Z, Y, X] };
  const stack = new Float32Array(images.length * data.length);
  for (const [k, slice] of images.entries()) stack.set(slice.data, k * data.length);
  return { data: stack, size: [images.length * Z, Y, X] };
}

export function preprocessSettings(
  { pixelMm, sliceMm, longSideWithoutSpacing }: ViewGrid,
  { data }: MaeConfig,
): PreprocessSettings {
  return {
    spacingMm: { z: sliceMm, yx: pixelMm },
    longSideWithoutSpacing: longSideWithoutSpacing ?? 1, // images without a spacing were left out
    clipPercentiles: data.clipPercentiles,
  };
}
