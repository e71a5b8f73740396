/** Images by their number in the catalogue, at the configured pixel size and with intensities from 0 to 1. */
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { LoadedImage } from "../../loading/load-image.ts";
import type { PreprocessSettings } from "../../loading/preprocess.ts";
import { type PreparedImagesOptions, preparedImages } from "../prepared-images.ts";
import type { DinoPretrainingConfig } from "./config.ts";

export interface ImageSource {
  frameCount(id: number): number;
  /** One frame, as an image of its own. */
  loadFrame(id: number, frameIndex: number): Promise<LoadedImage>;
}

/** Slices stay where they are: each is seen by itself. */
export function openImageSource(
  catalogue: Catalogue,
  { data }: Pick<DinoPretrainingConfig, "data">,
  options: PreparedImagesOptions,
): ImageSource {
  const settings = preprocessSettings(data);
  const images = preparedImages(catalogue, options);
  return {
    frameCount: images.frameCount,
    loadFrame: (id, frameIndex) => images.loadFrame(id, frameIndex, settings),
  };
}

export function preprocessSettings({
  pixelMm,
  longSideWithoutSpacing,
  clipPercentiles,
}: DinoPretrainingConfig["data"]): PreprocessSettings {
  return { spacingMm: { z: null, yx: pixelMm }, longSideWithoutSpacing, clipPercentiles };
}
