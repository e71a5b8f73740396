/** Looking at a run: the health of the teacher's features, and what its class token attends to. */
import type { SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { type FeatureHealth, measureHealth, type ProbeSubject } from "../health/feature-health.ts";
import { featuresOf } from "../health/features.ts";
import type { Probe } from "../health/probe-set.ts";
import { type AttendedImage, attentionPicture, type GreyPicture } from "./attention-picture.ts";
import { backboneOf, type DinoPretrainingConfig } from "./config.ts";
import { type Encoder, openEncoder } from "./encoder.ts";
import type { ImageSource } from "./image-source.ts";
import { teacherBackbone } from "./network.ts";
import { probePlanes } from "./probe-planes.ts";

export type ImageProbe = Probe<Pick<CatalogueImage, "id" | "size">>;

export interface Looks {
  /** @param state of the training run, whose averages are the teacher. */
  health(state: NamedTensors): Promise<FeatureHealth>;
  attention(state: NamedTensors): Promise<GreyPicture>;
  dispose(): Promise<void>;
}

const PICTURED_IMAGES = 6;

export async function openLooks(
  probes: readonly ImageProbe[],
  images: ImageSource,
  config: DinoPretrainingConfig,
  options: SessionOptions = {},
): Promise<Looks> {
  const encoder = await openEncoder(config, options);
  return {
    health: (state) => featureHealth(encoder, teacherBackbone(state), { probes, images, config }),
    attention: async (state) => {
      const shown = await attendedImages(encoder, teacherBackbone(state), { probes, images, config });
      return attentionPicture(shown, backboneOf(config).heads, config.crops.global.size);
    },
    dispose: () => encoder.dispose(),
  };
}

interface Looked {
  readonly probes: readonly ImageProbe[];
  readonly images: ImageSource;
  readonly config: DinoPretrainingConfig;
}

async function featureHealth(
  encoder: Encoder,
  weights: NamedTensors,
  { probes, images, config }: Looked,
): Promise<FeatureHealth> {
  const rows: Float32Array[] = [];
  const subjects: ProbeSubject[] = [];
  for (const probe of probes) {
    const planes = await probePlanes(probe, images, config);
    const encodings = await encoder.encode(
      weights,
      planes.map(({ crop }) => crop),
    );
    rows.push(...encodings.map(({ features }) => features));
    subjects.push(...planes.map(({ subject }) => subject));
  }
  return measureHealth(joined(rows, backboneOf(config).embedDim), subjects);
}

function joined(rows: readonly Float32Array[], width: number) {
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    data.set(row, i * width);
  });
  return featuresOf(data, width);
}

/** The middle slices of images spread evenly over the probes, and so over their labels. */
async function attendedImages(
  encoder: Encoder,
  weights: NamedTensors,
  { probes, images, config }: Looked,
): Promise<AttendedImage[]> {
  const count = Math.min(PICTURED_IMAGES, probes.length);
  const crops: Float32Array[] = [];
  for (let i = 0; i < count; i++) {
    const planes = await probePlanes(probes[Math.floor(((i + 0.5) * probes.length) / count)]!, images, config);
    crops.push(
      ...planes
        .slice(planes.length >> 1)
        .slice(0, 1)
        .map(({ crop }) => crop),
    );
  }
  const encodings = await encoder.encode(weights, crops);
  return encodings.map(({ attention }, i) => ({ crop: crops[i]!, attention }));
}
