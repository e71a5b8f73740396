/** A fine-tuned model of the three structures of a short-axis cine as the segmenter of an analysis. */
import { type LabelName, type StructureName, structureNames, structures } from "@cmrkit/cardiac";
import { spacingMm, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import type { PredictedLabels, Segmenter } from "@cmrkit/study";
import { LearnError } from "../errors.ts";
import { predictedClasses, type SegmentedBy } from "./native-labels.ts";
import { requireOneView } from "./networks/network-views.ts";
import { openFinetuned, readFinetunedFacts, weightsSha256 } from "./open-finetuned.ts";
import { batchFor, type Predictor } from "./predict.ts";
import { type PreparedImage, prepareImage } from "./prepared-image.ts";
import { predictionModel } from "./program.ts";

/**
 * Opens a fine-tuned segmentation. Each frame is answered by itself, as `cmr predict` answers it; how sure the model is of its
 * contours is not told.
 * @throws {LearnError} as `openFinetuned`; `bad-input` when the model does not draw each of the three structures as a class
 *   of its own, or takes several channels.
 */
export async function openFinetunedSegmenter(folder: string, options: SessionOptions = {}): Promise<Segmenter> {
  const facts = readFinetunedFacts(folder);
  const { model, weights, config } = openFinetuned(folder);
  const { task } = config;
  if (task.kind !== "segmentation" || model.channels !== 1) throw unfit(folder, `it is a ${task.kind}`);
  requireOneView(model.views, `the model of ${folder}`);
  const labelOf = labelsOfClasses(task, folder);
  const batch = batchFor(model.views);
  const session = await openSession(predictionModel(model, batch), options);
  const predictor = { session, weights, batch, view: model.views[0] };
  const sha256 = weightsSha256(folder);
  return {
    model: { name: `${facts.network}, fine-tuned on ${facts.data.title}`, sha256, licence: facts.data.licence },
    segment: (volume, onProgress = () => {}) => segmentFrames(volume, { task, predictor, labelOf, onProgress }),
    dispose: () => session.dispose(),
  };
}

interface Asked {
  readonly task: SegmentedBy;
  readonly predictor: Predictor;
  /** cmrkit's label of each class, background first. */
  readonly labelOf: readonly number[];
  readonly onProgress: (done: number, total: number) => void;
}

async function segmentFrames(
  volume: Volume,
  { task, predictor, labelOf, onProgress }: Asked,
): Promise<PredictedLabels> {
  const { grid, frameCount } = volume;
  const Z = grid.size[2];
  const perFrame = voxelsPerFrame(grid);
  const labels = new Uint8Array(frameCount * perFrame);
  for (let t = 0; t < frameCount; t++) {
    const classes = await predictedClasses(preparedFrame(volume, t, predictor), task, predictor);
    labels.set(
      classes.map((k) => labelOf[k]!),
      t * perFrame,
    );
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

/** @throws {LearnError} `bad-input` when two structures share a class, or one has none. */
function labelsOfClasses({ classes }: SegmentedBy, folder: string): readonly number[] {
  const drawn = Object.entries(classes).map(([name, meant]) => {
    const known = meant.filter(isStructure);
    if (known.length !== 1) throw unfit(folder, `its class ${name} stands for ${meant.join(" and ")}`);
    return known[0]!;
  });
  const missing = structureNames.find((name) => !drawn.includes(name));
  if (missing) throw unfit(folder, `it draws no ${structures[missing].title}`);
  return [0, ...drawn.map((name) => structures[name].label)];
}

const isStructure = (name: LabelName): name is StructureName => name in structures;

function unfit(folder: string, why: string): LearnError {
  const needed = structureNames.map((name) => structures[name].title).join(", ");
  return new LearnError(
    "bad-input",
    `the model of ${folder} cannot segment a study: ${why}; a segmentation of images of one channel with a class each for ${needed} can`,
  );
}
