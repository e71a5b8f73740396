/** Label volumes seen frame by frame. */
import { assertSameGrid, assertWholeVolume, type LabelVolume, labelFrameOf } from "@cmrkit/imaging";
import { CardiacError } from "./errors.ts";

/**
 * The labels of one frame, (Z, Y, X): a view, not a copy.
 * @throws {GridError} `data-size` when the labels do not fill the grid; `bad-window` when there is no such frame.
 */
export function frameLabels(labels: LabelVolume, frameIndex: number): Uint8Array {
  assertWholeVolume(labels);
  return labelFrameOf(labels, frameIndex).labels;
}

/**
 * Several label volumes on one grid, one after the other in time.
 * @throws {CardiacError} `frame` when there is none.
 * @throws {GridError} `grids-differ`, `data-size`.
 */
export function joinFrames(parts: readonly LabelVolume[]): LabelVolume {
  const [first] = parts;
  if (first === undefined) throw new CardiacError("frame", "expected at least one label volume to join, got none");
  for (const part of parts) {
    assertWholeVolume(part);
    assertSameGrid(first.grid, part.grid, "the label volumes to join");
  }
  const labels = new Uint8Array(parts.reduce((total, part) => total + part.labels.length, 0));
  let offset = 0;
  for (const part of parts) {
    labels.set(part.labels, offset);
    offset += part.labels.length;
  }
  return { grid: first.grid, frameCount: parts.reduce((total, part) => total + part.frameCount, 0), labels };
}

/**
 * @throws {GridError} `grids-differ`, `data-size`.
 * @throws {CardiacError} `frame` when one has more frames than the other.
 */
export function assertComparable(predicted: LabelVolume, reference: LabelVolume): void {
  assertWholeVolume(predicted);
  assertWholeVolume(reference);
  if (predicted.frameCount !== reference.frameCount) {
    throw new CardiacError("frame", `${predicted.frameCount} predicted frames against ${reference.frameCount}`);
  }
  assertSameGrid(predicted.grid, reference.grid, "predicted and reference labels");
}
