/** Makes the batches of DINO pre-training: the module that loading workers run. */
import { dinoInputs } from "@cmrkit/nn";
import { float32, type HostTensor, type RandomStream, randomStream } from "@cmrkit/tensor";
import { openCatalogue } from "../../catalogue/catalogue.ts";
import { LearnError } from "../../errors.ts";
import type { BatchSource, Warn } from "../../loading/batch-source.ts";
import type { Batch } from "../../training/trainer.ts";
import type { ImageCacheOptions } from "../prepared-images.ts";
import { backboneOf, type DinoPretrainingConfig } from "./config.ts";
import { type Crops, drawCrops } from "./crops.ts";
import { type ImageSource, openImageSource } from "./image-source.ts";
import { DINO_KIND } from "./network.ts";
import { hasSignal, seenPlane } from "./plane.ts";
import { drawSlice, type SliceIndex, type SlicePlace, sliceOrder } from "./slices.ts";

/** What a worker needs to know; plain data, copied into it, except for the index, which is shared. */
export interface DinoBatchInit {
  readonly cataloguePath: string;
  readonly cache?: ImageCacheOptions;
  readonly config: DinoPretrainingConfig;
  readonly index: SliceIndex;
  /** Which of the processes that train together this is, from 0. */
  readonly rank: number;
  readonly processes: number;
}

/**
 * A sample depends on the seed, the step and its place in the update alone: place b of part p of process r of n, with B
 * images in a part, is sample (p·n + r)·B + b of all. Every slice comes before any comes again, as the original's loader shuffles.
 */
export async function createBatchSource(init: DinoBatchInit, warn: Warn): Promise<BatchSource> {
  const { config, rank, processes } = init;
  const catalogue = openCatalogue(init.cataloguePath);
  const images = openImageSource(catalogue, config, { cache: init.cache, warn });
  const random = randomStream(config.seed).fork("batches");
  const sliceOf = sliceOrder(init.index, random.fork("slices"));
  const { batch, parts } = config.optimiser;
  const B = batch / parts;
  return {
    batches: (step) =>
      Promise.all(
        Array.from({ length: parts }, async (_, part) => {
          const first = (part * processes + rank) * B;
          const samples: DinoSample[] = [];
          for (let place = first; place < first + B; place++) {
            const slice = sliceOf((step - 1) * batch * processes + place);
            const ofSample = random.fork("step").fork(step).fork(place);
            samples.push(await drawSample(images, init.index, config, ofSample, slice));
          }
          return batchOf(samples, config);
        }),
      ),
    dispose: () => catalogue.dispose(),
  };
}

export interface DinoSample {
  readonly imageId: number;
  readonly crops: Crops;
  /** Numbers in [0, 1) that decide which paths drop: 2·depth of them for each crop. */
  readonly dropPath: { readonly global: readonly number[][]; readonly local: readonly number[][] };
}

const TRIES = 50;

/**
 * Draws a slice at any of its frames, and its crops. Slices without signal are passed over for any other.
 * @param slice That is wanted; any unless told.
 * @throws {LearnError} `bad-image` when 50 slices in a row hold nothing.
 */
export async function drawSample(
  images: ImageSource,
  index: SliceIndex,
  config: DinoPretrainingConfig,
  random: RandomStream,
  slice?: SlicePlace,
): Promise<DinoSample> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { imageId, sliceIndex } = (attempt === 0 && slice) || drawSlice(index, random);
    const frame = await images.loadFrame(imageId, random.integer(images.frameCount(imageId)));
    const plane = seenPlane(frame, sliceIndex, config);
    if (!hasSignal(plane)) continue;
    const crops = drawCrops(plane, config, random);
    const { depth } = backboneOf(config);
    const dropPath = (kind: "global" | "local") =>
      crops[kind].map((_, i) => uniforms(2 * depth, random.fork("drop path").fork(kind).fork(i)));
    return { imageId, crops, dropPath: { global: dropPath("global"), local: dropPath("local") } };
  }
  throw new LearnError(
    "bad-image",
    `${TRIES} slices in a row are of one value each; the catalogue holds hardly an image`,
  );
}

function uniforms(count: number, random: RandomStream): number[] {
  return Array.from({ length: count }, () => random.uniform());
}

/** Samples as the inputs of the training graph. */
export function batchOf(samples: readonly DinoSample[], config: DinoPretrainingConfig): Batch {
  const { crops, model } = config;
  const hasLocal = crops.local.count > 0;
  const feeds = new Map<string, HostTensor>([
    [dinoInputs.globalCrops, stackOf(samples, "global", crops.global.size)],
    ...(hasLocal ? [[dinoInputs.localCrops, stackOf(samples, "local", crops.local.size)] as const] : []),
  ]);
  if (model.dropPathRate > 0) {
    feeds.set(dinoInputs.globalDropPath, dropPathOf(samples, "global"));
    if (hasLocal) feeds.set(dinoInputs.localDropPath, dropPathOf(samples, "local"));
  }
  return { kind: DINO_KIND, feeds, origin: `images ${samples.map(({ imageId }) => imageId).join(" ")}` };
}

/** (B, n, 1, size, size). */
function stackOf(samples: readonly DinoSample[], kind: keyof Crops, size: number) {
  const all = samples.flatMap(({ crops }) => crops[kind]);
  const data = new Float32Array(all.length * size * size);
  all.forEach((crop, i) => {
    data.set(crop, i * crop.length);
  });
  return float32([samples.length, all.length / samples.length, 1, size, size], data);
}

/** (B·n, 2·depth): a row for each crop. */
function dropPathOf(samples: readonly DinoSample[], kind: keyof Crops) {
  const rows = samples.flatMap(({ dropPath }) => dropPath[kind]);
  return float32([rows.length, rows[0]!.length], rows.flat());
}
