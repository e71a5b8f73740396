/** Looking at a run: the health of the teacher's features, and what its class token attends to. */
import type { SessionOptions } from "@cmrkit/runtime";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { featuresOf, joinedRows } from "../../linear/features.ts";
import { type FeatureHealth, measureHealth } from "../health/feature-health.ts";
import { patchPlan, rowsOfPatches } from "../health/patch-plan.ts";
import type { Probe } from "../health/probe-set.ts";
import { type RetrievalScore, studyRetrieval } from "../health/study-retrieval.ts";
import { type AttendedImage, attentionPicture, type GreyPicture } from "./attention-picture.ts";
import { backboneOf, type DinoPretrainingConfig } from "./config.ts";
import { drawCrops } from "./crops.ts";
import { type Encoder, type Encoding, openEncoder } from "./encoder.ts";
import type { ImageSource } from "./image-source.ts";
import { teacherBackbone } from "./network.ts";
import { hasSignal, seenPlane } from "./plane.ts";
import { type ProbePlane, probePlanes } from "./probe-planes.ts";

export type ImageProbe = Probe<Pick<CatalogueImage, "id" | "size" | "spacingMm">>;

export interface Looks {
  /** @param state of the training run, whose averages are the teacher. */
  health(state: NamedTensors): Promise<FeatureHealth>;
  attention(state: NamedTensors): Promise<GreyPicture>;
  dispose(): Promise<void>;
}

const PICTURED_IMAGES = 6;

export async function openLooks(
  { probes, heldOut }: Pick<Looked, "probes" | "heldOut">,
  images: ImageSource,
  config: DinoPretrainingConfig,
  options: SessionOptions = {},
): Promise<Looks> {
  const encoder = await openEncoder(config, options);
  let planes: Promise<readonly ProbePlane[]> | undefined; // the same at every look
  return {
    health: async (state) => {
      planes ??= planesOf(probes, images, config);
      return featureHealth(encoder, teacherBackbone(state), { planes: await planes, heldOut, images, config });
    },
    attention: async (state) => {
      const shown = await attendedImages(encoder, teacherBackbone(state), { probes, images, config });
      return attentionPicture(shown, backboneOf(config).heads, config.crops.global.size);
    },
    dispose: () => encoder.dispose(),
  };
}

interface Looked {
  readonly probes: readonly ImageProbe[];
  /** Images whose middle slices are to be told apart by their crops. */
  readonly heldOut: readonly ImageProbe[];
  readonly images: ImageSource;
  readonly config: DinoPretrainingConfig;
}

async function planesOf(
  probes: readonly ImageProbe[],
  images: ImageSource,
  config: DinoPretrainingConfig,
): Promise<readonly ProbePlane[]> {
  const planes: ProbePlane[] = [];
  for (const probe of probes) planes.push(...(await probePlanes(probe, images, config)));
  return planes;
}

async function featureHealth(
  encoder: Encoder,
  weights: NamedTensors,
  { planes, heldOut, images, config }: Omit<Looked, "probes"> & { readonly planes: readonly ProbePlane[] },
): Promise<FeatureHealth> {
  const encodings = await encoder.encode(
    weights,
    planes.map(({ crop }) => crop),
  );
  const { embedDim } = backboneOf(config);
  const rows = encodings.map(({ features }) => features);
  const subjects = planes.map(({ subject }) => subject);
  const patches = patchTokens(planes, encodings, config);
  return measureHealth(featuresOf(joinedRows(rows), embedDim), subjects, {
    ...(patches && { patches: { patches } }),
    crops: await cropRetrieval(encoder, weights, { images, config, heldOut }),
  });
}

/** Two global crops of each slice, drawn as in training: whether a crop's nearest is the other of its slice. */
async function cropRetrieval(
  encoder: Encoder,
  weights: NamedTensors,
  { heldOut, images, config }: Pick<Looked, "heldOut" | "images" | "config">,
): Promise<RetrievalScore> {
  const random = randomStream(config.seed).fork("crop retrieval");
  const crops: Float32Array[] = [];
  for (const [i, { image }] of heldOut.entries()) {
    const frame = await images.loadFrame(image.id, 0);
    const plane = seenPlane(frame, frame.size[1] >> 1, config);
    if (hasSignal(plane)) crops.push(...drawCrops(plane, config, random.fork(i)).global);
  }
  const encodings = await encoder.encode(weights, crops);
  const features = featuresOf(joinedRows(encodings.map((each) => each.features)), backboneOf(config).embedDim);
  return studyRetrieval(
    features,
    crops.map((_, i) => String(i >> 1)),
  );
}

/** Tokens whose structure is known, or nothing when no probe names a mask. */
function patchTokens(planes: readonly ProbePlane[], encodings: readonly Encoding[], config: DinoPretrainingConfig) {
  const labelled = planes.map(({ subject, patchLabels }) => ({ patient: subject.patient, labels: patchLabels }));
  const plan = patchPlan(labelled, randomStream(config.seed).fork("patches"));
  if (!plan) return undefined;
  const { embedDim } = backboneOf(config);
  const rows = encodings.map(({ tokens }, i) => rowsOfPatches(tokens, plan.chosen[i]!, embedDim));
  return { features: featuresOf(joinedRows(rows), embedDim), labels: plan.labels };
}

/** The middle slices of images spread evenly over the probes, and so over their labels. */
async function attendedImages(
  encoder: Encoder,
  weights: NamedTensors,
  { probes, images, config }: Omit<Looked, "heldOut">,
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
