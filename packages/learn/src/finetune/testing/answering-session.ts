/** A session that answers windows by a rule instead of a network, and keeps what it was fed. */
import type { Session } from "@cmrkit/runtime";
import type { HostTensor } from "@cmrkit/tensor";

export interface AnsweringSession extends Session {
  /** Every window so far, air that fills up batches among them. */
  readonly windows: readonly Float32Array[];
}

/** @param answer (K, …) of a window (C, …), flat. @param isForVoxels Whether it answers each voxel, or once for the window. */
export function answeringSession(
  answer: (window: Float32Array) => ArrayLike<number>,
  isForVoxels: boolean,
): AnsweringSession {
  const windows: Float32Array[] = [];
  const run = (image: HostTensor): HostTensor => {
    const [B, , ...extents] = image.shape;
    const all = Float32Array.from(image.data, Number);
    const own = Array.from({ length: B! }, (_, b) => all.slice((b * all.length) / B!, ((b + 1) * all.length) / B!));
    windows.push(...own);
    const answers = own.map((window) => Array.from(answer(window)));
    const voxels = isForVoxels ? extents.reduce((product, extent) => product * extent, 1) : 1;
    const shape = [B!, answers[0]!.length / voxels, ...(isForVoxels ? extents : [])];
    return { dtype: "float32", shape, data: Float32Array.from(answers.flat()) };
  };
  return {
    inputNames: ["image"],
    outputNames: ["prediction"],
    windows,
    run: async (feeds) => new Map([["prediction", run(feeds.get("image")!)]]),
    dispose: async () => {},
  };
}

/** A second class as likely as the image is bright: what comes back is the image, if every window lies where it was cut. */
export function brightness(window: Float32Array): Float32Array {
  return Float32Array.from([...window.map((value) => 1 - value), ...window]);
}
