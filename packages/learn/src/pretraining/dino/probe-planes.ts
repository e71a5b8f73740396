/** The slices that health checks and pictures look at: a few of each chosen image, the same every time. */
import type { CatalogueImage } from "../../catalogue/image.ts";
import type { ProbeSubject } from "../health/feature-health.ts";
import type { Probe } from "../health/probe-set.ts";
import type { DinoPretrainingConfig } from "./config.ts";
import { plainCrop } from "./crops.ts";
import type { ImageSource } from "./image-source.ts";
import { hasSignal, middleSquare, seenPlane } from "./plane.ts";

/** A slice as the network sees it when nothing is drawn. */
export interface ProbePlane {
  /** Of the size of a global crop. */
  readonly crop: Float32Array;
  readonly subject: ProbeSubject;
}

/** Where along a stack: near its ends little of the heart is to be seen. */
const HEIGHTS = [0.25, 0.5, 0.75];

/** The slice of the first frame that a probe means, or else up to three; slices without signal are left out. */
export async function probePlanes(
  { image, subject, height }: Probe<Pick<CatalogueImage, "id" | "size">>,
  images: ImageSource,
  config: Pick<DinoPretrainingConfig, "crops" | "data">,
): Promise<readonly ProbePlane[]> {
  const loaded = await images.loadFrame(image.id, 0);
  const heights = height === undefined ? HEIGHTS : [height];
  const slices = new Set(heights.map((share) => Math.round(share * (loaded.size[1] - 1))));
  const planes = [...slices].map((sliceIndex) => seenPlane(loaded, sliceIndex, config)).filter(hasSignal);
  return planes.map((plane) => ({ crop: plainCrop(plane, middleSquare(plane), config), subject }));
}
