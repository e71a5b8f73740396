/** The crops of one image that DINO compares: two global ones, and local ones that see a part. */
import type { RandomStream } from "@cmrkit/tensor";
import type { DinoPretrainingConfig } from "./config.ts";
import { drawCropFrame } from "./crop-frame.ts";
import { changeIntensities } from "./crop-intensity.ts";
import { type CropFrame, type Plane, sampleCrop } from "./plane.ts";

/** Each of `size` × `size` pixels of the configured mean and deviation, x fastest. */
export interface Crops {
  readonly global: readonly Float32Array[];
  readonly local: readonly Float32Array[];
}

const GLOBAL_CROPS = 2;

type CropConfig = Pick<DinoPretrainingConfig, "crops" | "augmentation" | "data">;

/**
 * Draws all crops of a plane. The two global ones differ in how often they are blurred, as in DINO.
 * @param random one stream for each crop is forked from it.
 */
export function drawCrops(plane: Plane, config: CropConfig, random: RandomStream): Crops {
  const { crops, augmentation } = config;
  const [ofFirst, ofSecond, ofLocal] = augmentation.blur.probability;
  const draw = (kind: "global" | "local", blurProbability: number, crop: number) => {
    const ofCrop = random.fork(kind).fork(crop);
    const { size, area } = crops[kind];
    const pixels = sampleCrop(plane, drawCropFrame(plane, area, augmentation, ofCrop), size);
    changeIntensities(pixels, size, augmentation, blurProbability, ofCrop);
    return standardise(pixels, config);
  };
  return {
    global: Array.from({ length: GLOBAL_CROPS }, (_, i) => draw("global", i === 0 ? ofFirst : ofSecond, i)),
    local: Array.from({ length: crops.local.count }, (_, i) => draw("local", ofLocal, i)),
  };
}

/** A part of a plane as the network sees it when nothing is drawn. */
export function plainCrop(plane: Plane, frame: CropFrame, config: Pick<CropConfig, "crops" | "data">): Float32Array {
  return standardise(sampleCrop(plane, frame, config.crops.global.size), config);
}

function standardise(crop: Float32Array, { data }: Pick<CropConfig, "data">): Float32Array {
  const { mean, deviation } = data.intensity;
  for (let i = 0; i < crop.length; i++) crop[i] = (crop[i]! - mean) / deviation;
  return crop;
}
