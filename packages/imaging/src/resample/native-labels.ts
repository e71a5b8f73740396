/** From what a model says on its own grid to labels on the grid of the patient's images, where volumes are measured. */
import { GridError } from "../errors.ts";
import { type Grid, type LabelVolume, voxelsPerFrame } from "../volume.ts";
import { resampleVoxels } from "./resample.ts";

/** One score for each class and voxel: probabilities, or any scores of which the highest wins. */
export interface ClassScores {
  readonly grid: Grid;
  readonly frameCount: number;
  /** Class 0 is background. */
  readonly classCount: number;
  /** (T, K, Z, Y, X), x fastest. For the slices of a model that takes one at a time, a grid of one slice each. */
  readonly data: Float32Array;
}

/** Labels are bytes. */
const MAX_CLASSES = 256;

/**
 * Labels (T, Z, Y, X) on `grid`: scores are interpolated linearly, then the highest wins, so that borders run between
 * voxels where the model put them; resampling finished labels would give them the model grid's steps.
 * Equal scores give the lower class, voxels outside the scored field of view background.
 * @throws {GridError} `data-size` when scores and grid do not match; `bad-value` when a score is not finite, or there are
 *   not 1 to 256 classes.
 */
export function labelsFromScores(scores: ClassScores, grid: Grid): LabelVolume {
  assertWholeScores(scores);
  const { frameCount, classCount, data } = scores;
  const perFrame = classCount * voxelsPerFrame(scores.grid);
  const voxels = voxelsPerFrame(grid);
  const labels = new Uint8Array(frameCount * voxels);
  const allocate = (length: number) => new Float32Array(length);
  for (let t = 0; t < frameCount; t++) {
    const frame = data.subarray(t * perFrame, (t + 1) * perFrame);
    const shape = { from: scores.grid, to: grid, frameCount: classCount };
    const onGrid = resampleVoxels(frame, shape, { method: "linear", outside: 0, allocate });
    markHighest(onGrid, labels.subarray(t * voxels, (t + 1) * voxels));
  }
  return Object.freeze({ grid, frameCount, labels });
}

/** The class of the highest score of each voxel; `scores` is (K, voxels). */
function markHighest(scores: Float32Array, labels: Uint8Array): void {
  const highest = scores.slice(0, labels.length);
  for (let first = labels.length, label = 1; first < scores.length; first += labels.length, label++) {
    for (let i = 0; i < labels.length; i++) {
      const score = scores[first + i]!;
      if (score > highest[i]!) {
        highest[i] = score;
        labels[i] = label;
      }
    }
  }
}

function assertWholeScores({ grid, frameCount, classCount, data }: ClassScores): void {
  if (!Number.isInteger(classCount) || classCount < 1 || classCount > MAX_CLASSES) {
    throw new GridError("bad-value", `labels are made from 1 to ${MAX_CLASSES} classes, got ${classCount}`);
  }
  const expected = frameCount * classCount * voxelsPerFrame(grid);
  if (data.length !== expected) {
    const shape = `${frameCount} frames × ${classCount} classes on ${grid.size.join(" × ")} voxels`;
    throw new GridError("data-size", `${shape} need ${expected} scores, got ${data.length}`);
  }
  const bad = data.findIndex((score) => !Number.isFinite(score));
  if (bad !== -1) {
    throw new GridError("bad-value", `score ${bad} is ${data[bad]}; did the model overflow?`, { scoreIndex: bad });
  }
}
