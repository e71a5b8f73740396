/** Images by their number in the catalogue, at the configured pixel size and with intensities from 0 to 1. */
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { arrayCache } from "../../loading/array-cache.ts";
import { type LoadedImage, loadImage } from "../../loading/load-image.ts";
import { type PreprocessSettings, preprocess } from "../../loading/preprocess.ts";
import type { ImageCacheOptions } from "../mae/image-source.ts";
import type { DinoPretrainingConfig } from "./config.ts";

export interface ImageSource {
  load(id: number): Promise<LoadedImage>;
}

/** Slices stay where they are: each is seen by itself. */
export function openImageSource(
  catalogue: Catalogue,
  { data }: Pick<DinoPretrainingConfig, "data">,
  cache?: ImageCacheOptions,
): ImageSource {
  const settings: PreprocessSettings = {
    spacingMm: { z: null, yx: data.pixelMm },
    longSideWithoutSpacing: data.longSideWithoutSpacing,
    clipPercentiles: data.clipPercentiles,
  };
  const stored = cache && arrayCache(cache.folder, cache.maxBytes);
  return {
    load: async (id) => {
      const image = catalogue.image(id);
      const make = async () => preprocess(await loadImage(image), settings);
      return stored ? stored.get(JSON.stringify([image.contentHash, settings]), make) : make();
    },
  };
}
