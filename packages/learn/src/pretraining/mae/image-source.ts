/** Images by their id in the catalogue, brought to the pixels of the view that wants them. */
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { LoadedImage } from "../../loading/load-image.ts";
import type { PreprocessSettings } from "../../loading/preprocess.ts";
import { type PreparedImagesOptions, preparedImages } from "../prepared-images.ts";
import type { MaeConfig } from "./config.ts";
import type { ViewGrid } from "./views.ts";

export interface ImageSource {
  /** The whole cine on the pixels of the view. */
  load(id: number, grid: ViewGrid): Promise<LoadedImage>;
}

export function openImageSource(catalogue: Catalogue, config: MaeConfig, options: PreparedImagesOptions): ImageSource {
  const images = preparedImages(catalogue, options);
  return { load: (id, grid) => images.load(id, preprocessSettings(grid, config)) };
}

function preprocessSettings(
  { pixelMm, sliceMm, longSideWithoutSpacing }: ViewGrid,
  { data }: MaeConfig,
): PreprocessSettings {
  return {
    spacingMm: { z: sliceMm, yx: pixelMm },
    longSideWithoutSpacing: longSideWithoutSpacing ?? 1, // images without a spacing were left out
    clipPercentiles: data.clipPercentiles,
  };
}
