/** The slices that health checks and pictures look at: a few of each chosen image, the same every time. */
import type { CatalogueImage } from "../../catalogue/image.ts";
import type { LoadedImage } from "../../loading/load-image.ts";
import type { ProbeSubject } from "../health/feature-health.ts";
import { maskCoverage } from "../health/mask-coverage.ts";
import { patchLabels } from "../health/patch-labels.ts";
import type { Probe } from "../health/probe-set.ts";
import type { DinoPretrainingConfig } from "./config.ts";
import { plainCrop } from "./crops.ts";
import { type ImageSource, preprocessSettings } from "./image-source.ts";
import { hasSignal, middleSquare, sampleCrop, seenPlane } from "./plane.ts";

/** A slice as the network sees it when nothing is drawn. */
export interface ProbePlane {
  /** Of the size of a global crop. */
  readonly crop: Float32Array;
  readonly subject: ProbeSubject;
  /** Of each patch, x fastest, where the probe names a mask; else none. */
  readonly patchLabels: readonly number[];
}

type ProbedConfig = Pick<DinoPretrainingConfig, "crops" | "data" | "model">;
type ProbedImage = Pick<CatalogueImage, "id" | "size" | "spacingMm">;

/** Where along a stack: near its ends little of the heart is to be seen. */
const HEIGHTS = [0.25, 0.5, 0.75];

/** The slice of the first frame that a probe means, or else up to three; slices without signal are left out. */
export async function probePlanes(
  { image, subject, height, mask }: Probe<ProbedImage>,
  images: ImageSource,
  config: ProbedConfig,
): Promise<readonly ProbePlane[]> {
  const loaded = await images.loadFrame(image.id, 0);
  const heights = height === undefined ? HEIGHTS : [height];
  const slices = new Set(heights.map((share) => Math.round(share * (loaded.size[1] - 1))));
  const coverage = mask === undefined ? undefined : await maskCoverage(mask, image, preprocessSettings(config.data));
  return [...slices].flatMap((sliceIndex) => {
    const plane = seenPlane(loaded, sliceIndex, config);
    if (!hasSignal(plane)) return [];
    const crop = plainCrop(plane, middleSquare(plane), config);
    return [{ crop, subject, patchLabels: coverage ? labelsOfSlice(coverage, sliceIndex, config) : [] }];
  });
}

function labelsOfSlice(
  coverage: ReadonlyMap<number, LoadedImage>,
  sliceIndex: number,
  config: ProbedConfig,
): readonly number[] {
  const { size } = config.crops.global;
  const crops = [...coverage].map(([label, image]) => {
    const plane = seenPlane(image, sliceIndex, config);
    return [label, sampleCrop(plane, middleSquare(plane), size)] as const;
  });
  const { patchSize } = config.model;
  return patchLabels(new Map(crops), [size, size], [patchSize, patchSize]);
}
