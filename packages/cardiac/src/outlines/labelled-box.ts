/** The part of a stack that is labelled in any of some frames: most of a stack is not, and need not be looked at. */
import { assertSameGrid, frameOf, type LabelVolume, spacingMm, type Vector3, type Volume } from "@cmrkit/imaging";
import { frameLabels } from "../label-frames.ts";

export interface LabelledBox {
  /** The box about all labels in the plane, and every slice. */
  readonly size: Vector3;
  readonly spacingMm: Vector3;
  /** Labels (Z, Y, X) of each frame, and intensities. */
  readonly frames: readonly LabelledFrame[];
}

export interface LabelledFrame {
  readonly labels: Uint8Array;
  readonly intensities: Float32Array;
}

/** @throws {GridError} as `frameLabels`; `grids-differ` for a picture on another grid. */
export function labelledBox(labels: LabelVolume, picture: Volume, frameIndices: readonly number[]): LabelledBox {
  assertSameGrid(labels.grid, picture.grid, "labels and picture");
  const frames = frameIndices.map((frame) => frameLabels(labels, frame));
  const box = boxOf(frames, labels.grid.size);
  const cut = frames.map((frame, t) => ({
    labels: cutOut(frame, labels.grid.size, box, new Uint8Array(voxelsOf(box, labels.grid.size))),
    intensities: cutOut(
      frameOf(picture, frameIndices[t]!).data,
      labels.grid.size,
      box,
      new Float32Array(voxelsOf(box, labels.grid.size)),
    ),
  }));
  return { size: sizeOf(box, labels.grid.size), spacingMm: spacingMm(labels.grid.ijkToLps), frames: cut };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function sizeOf({ left, right, top, bottom }: Box, [, , Z]: Vector3): Vector3 {
  return [right - left + 1, bottom - top + 1, Z];
}

function voxelsOf(box: Box, size: Vector3): number {
  const [X, Y, Z] = sizeOf(box, size);
  return X * Y * Z;
}

/** Fills `out` with the box of every slice. */
function cutOut<T extends Uint8Array | Float32Array>(from: T, size: Vector3, box: Box, out: T): T {
  const [X, Y, Z] = sizeOf(box, size);
  for (let k = 0; k < Z; k++)
    for (let j = 0; j < Y; j++) {
      const start = (k * size[1] + box.top + j) * size[0] + box.left;
      out.set(from.subarray(start, start + X), (k * Y + j) * X);
    }
  return out;
}

/** One pixel where nothing is labelled. */
function boxOf(frames: readonly Uint8Array[], [X, Y]: Vector3): Box {
  const box = { left: X - 1, right: 0, top: Y - 1, bottom: 0 };
  for (const frame of frames)
    frame.forEach((label, at) => {
      if (label === 0) return;
      const [i, j] = [at % X, Math.floor(at / X) % Y];
      box.left = Math.min(box.left, i);
      box.right = Math.max(box.right, i);
      box.top = Math.min(box.top, j);
      box.bottom = Math.max(box.bottom, j);
    });
  return box.right < box.left || box.bottom < box.top ? { left: 0, right: 0, top: 0, bottom: 0 } : box;
}
