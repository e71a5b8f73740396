/** Images by their number in the catalogue, at the configured pixel size and with intensities from 0 to 1. */
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { arrayCache } from "../../loading/array-cache.ts";
import { type LoadedImage, loadImage } from "../../loading/load-image.ts";
import { type PreprocessSettings, preprocess } from "../../loading/preprocess.ts";
import type { DinoPretrainingConfig } from "./config.ts";

export interface ImageSource {
  load(id: number): Promise<LoadedImage>;
}

/** A folder of preprocessed images: bounded, and safe to delete. */
export interface ImageCacheOptions {
  readonly folder: string;
  readonly maxBytes: number;
}

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
      const loaded = await (stored ? stored.get(JSON.stringify([image.contentHash, settings]), make) : make());
      return { ...loaded, data: fromZeroToOne(loaded.data) };
    },
  };
}

/** Spreads the intensities of a whole image over 0 … 1; one of a single value becomes 0. */
function fromZeroToOne(data: Float32Array): Float32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const range = high - low;
  return data.map((value) => (range > 0 ? (value - low) / range : 0));
}
