/** Images by their number in the catalogue, preprocessed as a recipe wants them, and kept where there is a cache. */
import type { Catalogue } from "../catalogue/catalogue.ts";
import { arrayCache } from "../loading/array-cache.ts";
import type { Warn } from "../loading/batch-source.ts";
import { frameOf, type LoadedImage, loadImage } from "../loading/load-image.ts";
import { type PreprocessSettings, preprocess } from "../loading/preprocess.ts";

/** A folder of preprocessed images: bounded, and safe to delete. */
export interface ImageCacheOptions {
  readonly folder: string;
  readonly maxBytes: number;
}

export interface PreparedImagesOptions {
  readonly cache: ImageCacheOptions | undefined;
  /** Told when the cache can keep no more, as on a full disk. */
  readonly warn: Warn;
}

export interface PreparedImages {
  frameCount(id: number): number;
  /** One frame, as an image of its own. */
  loadFrame(id: number, frameIndex: number, settings: PreprocessSettings): Promise<LoadedImage>;
}

export function preparedImages(catalogue: Catalogue, { cache, warn }: PreparedImagesOptions): PreparedImages {
  const kept = cache && arrayCache(cache.folder, cache.maxBytes, warn);
  return {
    frameCount: (id) => catalogue.image(id).size[0],
    loadFrame: async (id, frameIndex, settings) => {
      const image = catalogue.image(id);
      const make = async () => preprocess(await loadImage(image), settings);
      if (!kept) return frameOf(await make(), frameIndex);
      return kept.frame(JSON.stringify([image.contentHash, settings]), frameIndex, make);
    },
  };
}
