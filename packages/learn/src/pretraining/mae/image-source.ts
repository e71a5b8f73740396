/** Images by their id in the catalogue, brought to the pixels of the view that wants them. */
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { PreprocessSettings } from "../../loading/preprocess.ts";
import { type PreparedImagesOptions, preparedImages } from "../prepared-images.ts";
import type { MaeConfig } from "./config.ts";
import type { ViewGrid } from "./views.ts";
import type { Frame } from "./window.ts";

export interface ImageSource {
  frameCount(id: number): number;
  /** One frame of a cine on the pixels of the view. */
  loadFrame(id: number, frameIndex: number, grid: ViewGrid): Promise<Frame>;
}

export function openImageSource(catalogue: Catalogue, config: MaeConfig, options: PreparedImagesOptions): ImageSource {
  const images = preparedImages(catalogue, options);
  return {
    frameCount: images.frameCount,
    loadFrame: async (id, frameIndex, grid) => {
      const { data, size } = await images.loadFrame(id, frameIndex, preprocessSettings(grid, config));
      return { data, size: [size[1], size[2], size[3]] };
    },
  };
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
