/** A fine-tuned segmentation that draws whatever structures it learnt, on any image of its kind. */
import { type LabelName, type LabelTable, type NamedLabels, structures } from "@cmrkit/cardiac";
import { spacingMm, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import type { SegmentationModel } from "@cmrkit/study";
import type { ImageSequence } from "../catalogue/image.ts";
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";
import { requireSlicesFor } from "./fitting-slices.ts";
import { predictedClasses, type SegmentedBy } from "./native-labels.ts";
import { requireOneView, type ViewName } from "./networks/network-views.ts";
import { openFinetuned, readFinetunedFacts, weightsSha256 } from "./open-finetuned.ts";
import { batchFor, type Predictor } from "./predict.ts";
import { type PreparedImage, prepareImage } from "./prepared-image.ts";
import { predictionModel } from "./program.ts";

export interface Outliner {
  readonly model: SegmentationModel;
  /** What the numbers of its labels mean. */
  readonly table: LabelTable;
  /**
   * Labels on the volume's own grid. Each frame is answered by itself, as `cmr predict` answers it; how sure the model is of its
   * contours is not told.
   * @param onProgress Told how many slices are done, of how many.
   * @throws {LearnError} `bad-image` for a stack given to a model of planes, or fewer slices than it looks at.
   */
  outline(volume: Volume, onProgress?: (done: number, total: number) => void): Promise<NamedLabels>;
  dispose(): Promise<void>;
}

/** What images are; a model that learnt from others is asked about what it never saw. */
export interface ImageKind {
  /** Any of these. */
  readonly sequences: readonly ImageSequence[];
  readonly view: ViewName;
}

/**
 * @param kind Of the images that it will be asked about, where that is known.
 * @throws {LearnError} as `openFinetuned`; `bad-input` when the model draws nothing, joins structures in one class, takes several
 *   channels or views, or learnt from other images than these.
 */
export async function openOutliner(folder: string, kind?: ImageKind, options: SessionOptions = {}): Promise<Outliner> {
  const facts = readFinetunedFacts(folder);
  const { model, weights, config } = openFinetuned(folder);
  const { task } = config;
  if (task.kind !== "segmentation") throw unfit(folder, `it is a ${task.kind}`);
  if (model.channels !== 1) throw unfit(folder, `it takes images of ${model.channels} channels`);
  requireOneView(model.views, `the model of ${folder}`);
  if (kind) requireKind(config, kind, folder);
  const table = tableOf(task, folder);
  const batch = batchFor(model.views);
  const session = await openSession(predictionModel(model, batch), options);
  const predictor = { session, weights, batch, view: model.views[0] };
  const sha256 = weightsSha256(folder);
  return {
    model: { name: `${facts.network}, fine-tuned on ${facts.data.title}`, sha256, licence: facts.data.licence },
    table,
    outline: async (volume, onProgress = () => {}) => {
      requireSlicesFor(config, volume.grid.size[2], "the image");
      return { labels: await outlineFrames(volume, { task, predictor, onProgress }), table };
    },
    dispose: () => session.dispose(),
  };
}

interface Asked {
  readonly task: SegmentedBy;
  readonly predictor: Predictor;
  readonly onProgress: (done: number, total: number) => void;
}

async function outlineFrames(volume: Volume, { task, predictor, onProgress }: Asked) {
  const { grid, frameCount } = volume;
  const Z = grid.size[2];
  const perFrame = voxelsPerFrame(grid);
  const labels = new Uint8Array(frameCount * perFrame);
  for (let t = 0; t < frameCount; t++) {
    labels.set(await predictedClasses(preparedFrame(volume, t, predictor), task, predictor), t * perFrame);
    onProgress((t + 1) * Z, frameCount * Z);
  }
  return { grid, frameCount, labels };
}

function preparedFrame({ grid, data }: Volume, frame: number, { view: { window } }: Predictor): PreparedImage {
  const [X, Y, Z] = grid.size;
  const [iMm, jMm, kMm] = spacingMm(grid.ijkToLps);
  const perFrame = voxelsPerFrame(grid);
  const pixels = {
    data: data.subarray(frame * perFrame, (frame + 1) * perFrame),
    size: [1, Z, Y, X],
    spacingMm: [kMm, jMm, iMm],
    labelNames: [],
  } as const;
  return prepareImage(pixels, window, undefined, `frame ${frame + 1}`);
}

/**
 * A class counts as the ventricular structure that it stands for, scar in it as myocardium; infarct and no-reflow together are
 * infarct, of which no-reflow is a part.
 * @throws {LearnError} `bad-input` where a class stands for several structures.
 */
function tableOf({ classes }: SegmentedBy, folder: string): LabelTable {
  const names = Object.entries(classes).map(([name, meant]): LabelName => {
    const ventricular = meant.filter((each) => each in structures);
    const told = ventricular.length > 0 ? ventricular : meant;
    const [only, ...others] = told.includes("infarct") ? told.filter((each) => each !== "noReflow") : told;
    if (only === undefined || others.length > 0)
      throw unfit(folder, `its class ${name} stands for ${meant.join(" and ")}`);
    return only;
  });
  return Object.fromEntries(names.map((name, k) => [k + 1, name]));
}

/** @throws {LearnError} `bad-input` when the model learnt from other sequences or views; what it does not say is not asked. */
function requireKind({ data }: FinetuneConfig, { sequences, view }: ImageKind, folder: string): void {
  if (data.sequences && !data.sequences.some((sequence) => sequences.includes(sequence)))
    throw unfit(folder, `it learnt from ${data.sequences.join(", ")}, not from ${sequences.join(" or ")}`);
  if (data.views && !data.views.includes(view))
    throw unfit(folder, `it learnt from ${data.views.join(", ")}, not from ${view}`);
}

function unfit(folder: string, why: string): LearnError {
  const needed = "a segmentation of images of one channel, with a class for each structure, can";
  return new LearnError("bad-input", `the model of ${folder} cannot outline these images: ${why}; ${needed}`);
}
