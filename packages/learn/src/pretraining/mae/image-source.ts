/** Images by their id in the catalogue, brought to the pixels of the view that wants them. */
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { arrayCache } from "../../loading/array-cache.ts";
import type { Warn } from "../../loading/batch-source.ts";
import { type LoadedImage, loadImage } from "../../loading/load-image.ts";
import { type PreprocessSettings, preprocess } from "../../loading/preprocess.ts";
import type { MaeConfig } from "./config.ts";
import type { ViewGrid } from "./views.ts";

export interface ImageSource {
  /** The whole cine on the pixels of the view. */
  load(id: number, grid: ViewGrid): Promise<LoadedImage>;
}

/** A folder of preprocessed images: bounded, and safe to delete. */
export interface ImageCacheOptions {
  readonly folder: string;
  readonly maxBytes: number;
}

/** @param warn told once when the cache can no longer be written. */
export function openImageSource(
  catalogue: Catalogue,
  config: MaeConfig,
  { cache, warn }: { readonly cache?: ImageCacheOptions | undefined; readonly warn: Warn },
): ImageSource {
  const stored = cache && arrayCache(cache.folder, cache.maxBytes, warn);
  return {
    load: async (id, grid) => {
      const image = catalogue.image(id);
      const settings = preprocessSettings(grid, config);
      const make = async () => preprocess(await loadImage(image), settings);
      return stored ? stored.get(JSON.stringify([image.contentHash, settings]), make) : make();
    },
  };
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
