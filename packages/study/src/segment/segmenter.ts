/** Segmenting a cine: one scale for the study, one region for the heart, then every slice of every frame. */
import { type LabelVolume, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import type { Session } from "@cmrkit/runtime";
import { addWindow, blankCanvas, type Canvas, writeLabels } from "./canvas.ts";
import { type LabelConfidence, type StructureConfidence, sliceConfidence } from "./confidence.ts";
import { allFlips, identityFlip } from "./flips.ts";
import { type IntensityScale, intensityScale } from "./intensities.ts";
import { locateHeart } from "./locate.ts";
import type { SegmentationPlan } from "./plan.ts";
import { predictWindows, type WindowTask } from "./predictor.ts";
import { type Region, windowsCovering } from "./region.ts";
import { fillWindow, neighbourSlices } from "./window.ts";

/** Which model a result comes from. */
export interface SegmentationModel {
  readonly name: string;
  /** Of the weight file. */
  readonly sha256: string;
  readonly licence: string;
}

export interface PredictedLabels extends LabelVolume {
  /** Where the segmenter knows. */
  readonly confidence?: LabelConfidence;
}

export interface Segmenter {
  readonly model: SegmentationModel;
  /**
   * Labels on the volume's own grid. All its frames share one intensity scale, and one place of the heart.
   * @param onProgress Told how many slices are done, of how many.
   * @throws {StudyError} `no-heart`.
   */
  segment(volume: Volume, onProgress?: (done: number, total: number) => void): Promise<PredictedLabels>;
  dispose(): Promise<void>;
}

/** A segmenter on an opened network. */
export function segmenterOf(session: Session, plan: SegmentationPlan, model: SegmentationModel): Segmenter {
  return {
    model,
    segment: (volume, onProgress = () => {}) => segmentVolume(session, plan, volume, onProgress),
    dispose: () => session.dispose(),
  };
}

async function segmentVolume(
  session: Session,
  plan: SegmentationPlan,
  volume: Volume,
  onProgress: (done: number, total: number) => void,
): Promise<PredictedLabels> {
  const { grid, frameCount } = volume;
  const [X, Y, Z] = grid.size;
  const scale = intensityScale([volume.data], plan.clipPercentiles);
  const region = await locateHeart(session, plan, volume, { frameIndex: 0, scale });
  const labels = new Uint8Array(frameCount * voxelsPerFrame(grid));
  const confidence: (readonly StructureConfidence[])[][] = Array.from({ length: frameCount }, () => []);
  const total = frameCount * Z;
  const tasks = function* (): Generator<WindowTask> {
    for (let at = 0; at < total; at++) {
      const slice = labels.subarray(at * X * Y, (at + 1) * X * Y);
      const [frameIndex, k] = [Math.floor(at / Z), at % Z];
      const done = (canvas: Canvas) => {
        writeLabels(canvas, slice, X);
        confidence[frameIndex]![k] = sliceConfidence(canvas, slice, X);
        onProgress(at + 1, total);
      };
      yield* sliceTasks(plan, volume, { frameIndex, k, region, scale, done });
    }
  };
  await predictWindows(session, plan, tasks());
  return { grid, frameCount, labels, confidence };
}

interface SliceTarget {
  readonly frameIndex: number;
  readonly k: number;
  readonly region: Region;
  readonly scale: IntensityScale;
  /** Told the slice's probabilities. */
  readonly done: (canvas: Canvas) => void;
}

/** The windows of one slice; the last to be received completes it. */
function* sliceTasks(plan: SegmentationPlan, volume: Volume, target: SliceTarget): Generator<WindowTask> {
  const { frameIndex, k, region, scale, done } = target;
  const size = plan.windowSize;
  const slices = neighbourSlices(volume, plan, k);
  const canvas = blankCanvas(region, plan.classes);
  const windows = windowsCovering(volume, plan, region);
  const flips = plan.testTimeFlips ? allFlips : [identityFlip];
  let missing = windows.length * flips.length;
  for (const transform of windows) {
    for (const flip of flips) {
      const fill = (input: Float32Array) => fillWindow(input, volume, frameIndex, slices, { transform, scale, size });
      const receive = (probabilities: Float32Array) => {
        addWindow(canvas, probabilities, size, transform);
        missing -= 1;
        if (missing === 0) done(canvas);
      };
      yield { flip, fill, receive };
    }
  }
}
