/** What a trained network says of a whole image: windows that overlap by half, their answers averaged. */
import type { Session } from "@cmrkit/runtime";
import type { HostTensor, NamedTensors } from "@cmrkit/tensor";
import type { NetworkView, NetworkViews } from "./networks/network-views.ts";
import { type PlaneTurn, turnedBack, turnedImage, upright } from "./test-time-augmentation.ts";
import { cutIntensities, type ImageVoxels, uprightPlace, type WindowPlace } from "./window.ts";
import { depthOf, type WindowGrid, windowExtents } from "./window-grid.ts";

/** A prediction graph that is open, and the windows that it takes at once. */
export interface Predictor {
  readonly session: Session;
  readonly weights: NamedTensors;
  readonly batch: number;
  /** Of the images that are asked about. */
  readonly view: Pick<NetworkView, "window" | "image" | "prediction">;
  /** Windows of other views that the network sees with each batch, by their inputs. */
  readonly beside?: NamedTensors;
  /** How images are turned for test-time augmentation; upright alone where it is absent. */
  readonly turns?: readonly PlaneTurn[];
}

/** Slices come by the dozen, stacks mostly one an image: a batch that is not full is computed in vain. */
export function batchFor(views: NetworkViews): number {
  return views.every(({ window }) => window.slices === null) ? 4 : 1;
}

/** Probabilities of every class (K, Z, Y, X) on the prepared image's voxels; their mean over all turns. */
export async function predictVoxels(predictor: Predictor, image: ImageVoxels, K: number): Promise<Float32Array> {
  const [, Z, Y, X] = image.size;
  const { turns = [upright] } = predictor;
  const sum = new Float32Array(K * Z * Y * X);
  for (const turn of turns) {
    const answer = turnedBack(await voxelsOf(predictor, turnedImage(image, turn), K), turn, [Y, X]);
    answer.forEach((value, at) => {
      sum[at]! += value / turns.length;
    });
  }
  return sum;
}

async function voxelsOf(predictor: Predictor, image: ImageVoxels, K: number): Promise<Float32Array> {
  const [, Z, Y, X] = image.size;
  const sums = new Float32Array(K * Z * Y * X);
  const weights = new Float32Array(Z * Y * X);
  const places = placesCovering(image, predictor.view.window);
  for (let first = 0; first < places.length; first += predictor.batch) {
    const some = places.slice(first, first + predictor.batch);
    const answers = await answersOf(predictor, image, some);
    for (const [b, place] of some.entries()) addWindow({ sums, weights, K, size: [Z, Y, X] }, answers, b, place);
  }
  return sums.map((sum, at) => sum / weights[at % weights.length]!);
}

/**
 * The network's answer (K) for an image, from the window about its middle; where it takes slices one by one, the mean over
 * all of them. Their mean over all turns.
 */
export async function predictImage(predictor: Predictor, image: ImageVoxels): Promise<number[]> {
  const rows: number[][] = [];
  for (const turn of predictor.turns ?? [upright])
    rows.push(...(await middleAnswers(predictor, turnedImage(image, turn))));
  return rows[0]!.map((_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length);
}

/** Of the window about the middle, or of each slice. */
async function middleAnswers(predictor: Predictor, image: ImageVoxels): Promise<number[][]> {
  const { window } = predictor.view;
  const middle = middlePlace(image, window);
  const everySlice = Array.from({ length: image.size[1] }, (_, z) => ({ ...middle, firstSlice: z }));
  const places = window.slices === null ? everySlice : [middle];
  const rows: number[][] = [];
  for (let first = 0; first < places.length; first += predictor.batch) {
    const some = places.slice(first, first + predictor.batch);
    const { data, shape } = await answersOf(predictor, image, some);
    const K = shape[1]!;
    for (const b of some.keys()) rows.push(Array.from(data.subarray(b * K, (b + 1) * K), Number));
  }
  return rows;
}

/** The window about the middle of an image. */
export function middlePlace({ size: [, Z, Y, X] }: ImageVoxels, grid: WindowGrid): WindowPlace {
  const slices = depthOf(grid);
  const firstSlice = Math.floor(Math.max(0, Z - slices) / 2);
  return uprightPlace((X - 1) / 2, (Y - 1) / 2, firstSlice, slices, grid.size);
}

/** Answers to windows; a batch that is not full is filled up with air. */
async function answersOf(
  { session, weights, batch, view, beside = new Map() }: Predictor,
  image: ImageVoxels,
  places: readonly WindowPlace[],
): Promise<HostTensor> {
  const C = image.size[0];
  const extents = windowExtents(view.window);
  const length = C * extents.reduce((product, extent) => product * extent, 1);
  const data = new Float32Array(batch * length);
  places.forEach((place, b) => {
    data.set(cutIntensities(image, place), b * length);
  });
  const feed: HostTensor = { dtype: "float32", shape: [batch, C, ...extents], data };
  const outputs = await session.run(new Map([...weights, ...beside, [view.image, feed]]));
  return outputs.get(view.prediction)!;
}

/**
 * Windows that cover every voxel, each half over the next. A stack of fewer slices than a window is filled up at its end, as
 * in training; a smaller plane lies in the window's middle.
 */
export function placesCovering({ size: [, Z, Y, X] }: ImageVoxels, grid: WindowGrid): WindowPlace[] {
  const slices = depthOf(grid);
  const half = (grid.size - 1) / 2;
  const firstSlices = Z <= slices ? [0] : startsCovering(Z, slices);
  return firstSlices.flatMap((z) =>
    startsCovering(Y, grid.size).flatMap((y) =>
      startsCovering(X, grid.size).map((x) => uprightPlace(x + half, y + half, z, slices, grid.size)),
    ),
  );
}

/** First voxels of windows along one axis; what is smaller than a window lies in its middle. */
function startsCovering(extent: number, window: number): number[] {
  if (extent <= window) return [Math.ceil((extent - window) / 2)];
  const steps = Math.ceil((extent - window) / Math.max(1, Math.floor(window / 2)));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (extent - window)) / steps));
}

interface Canvas {
  readonly sums: Float32Array;
  readonly weights: Float32Array;
  readonly K: number;
  readonly size: readonly [Z: number, Y: number, X: number];
}

/** A voxel weighs more the farther it lies from the window's border, where the network sees less around it. */
function addWindow(canvas: Canvas, { data }: HostTensor, b: number, place: WindowPlace): void {
  const { sums, weights, K, size } = canvas;
  const [Z, Y, X] = size;
  const { size: S, slices, transform, firstSlice } = place;
  const [left, top] = [transform.centreI - (S - 1) / 2, transform.centreJ - (S - 1) / 2];
  const voxels = slices * S * S;
  for (let at = 0; at < voxels; at++) {
    const [u, v, w] = [at % S, Math.floor(at / S) % S, Math.floor(at / (S * S))];
    const [x, y, z] = [left + u, top + v, firstSlice + w];
    if (x < 0 || y < 0 || z < 0 || x >= X || y >= Y || z >= Z) continue;
    const weight = borderDistance(u, S) * borderDistance(v, S);
    const to = (z * Y + y) * X + x;
    weights[to]! += weight;
    for (let k = 0; k < K; k++) sums[k * weights.length + to]! += weight * Number(data[(b * K + k) * voxels + at]);
  }
}

function borderDistance(position: number, extent: number): number {
  return Math.min(position + 1, extent - position) / extent;
}
