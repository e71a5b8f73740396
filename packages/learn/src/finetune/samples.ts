/** What a network learns from: windows of images, each with its target. */
import { type HostTensor, type NamedTensors, permutation, type RandomStream } from "@cmrkit/tensor";
import { changeIntensities, drawPlace } from "./augment.ts";
import type { FinetuneAugmentation } from "./augmentation-config.ts";
import { type LandmarkTarget, landmarkTensor } from "./landmarks/target.ts";
import type { NetworkView, NetworkViews } from "./networks/network-views.ts";
import { type NoiseCounts, noiseEntries } from "./networks/noise.ts";
import type { PreparedImage } from "./prepared-image.ts";
import { cutClasses, cutIntensities, type WindowPlace } from "./window.ts";
import { type WindowGrid, windowExtents } from "./window-grid.ts";

/** What windows are drawn from together: an image of each view of the network, or one slice of an image. */
export interface Sample {
  /** Whose it is, for messages. */
  readonly subject: string;
  /** In the network's order of views. */
  readonly images: readonly SampleImage[];
}

export interface SampleImage {
  readonly load: () => Promise<PreparedImage>;
  /** The slice, where slices are taken one by one. */
  readonly sliceIndex?: number;
  readonly target: Target;
}

export type Target =
  /** The classes of the image's own voxels. */
  | { readonly kind: "classes" }
  /** One class for the image. */
  | { readonly kind: "class"; readonly index: number }
  /** Numbers for the image, as z-scores. */
  | { readonly kind: "values"; readonly values: readonly number[] }
  | LandmarkTarget;

/** An image at hand. */
interface LoadedImage extends SampleImage {
  readonly image: PreparedImage;
}

/** Images of a sample, of Z slices: itself, or each slice where the network takes them one by one. */
export function slicesOf(whole: Omit<SampleImage, "sliceIndex">, Z: number, { slices }: WindowGrid): SampleImage[] {
  return slices === null ? Array.from({ length: Z }, (_, sliceIndex) => ({ ...whole, sliceIndex })) : [whole];
}

/** The batch of any update counted from 1, from the seed alone: a resumed run draws what the unbroken one would have. */
export interface SampleBatches {
  readonly batch: (step: number) => Promise<{ readonly feeds: NamedTensors; readonly origin: string }>;
}

export interface SampleSettings {
  readonly batch: number;
  readonly views: NetworkViews;
  readonly augmentation: FinetuneAugmentation;
  /** Numbers that each sample is fed besides. */
  readonly noise: NoiseCounts;
}

/** Every sample once in each epoch, in another order; what is left at the end of an epoch begins the next. */
export function sampleBatches(
  samples: readonly Sample[],
  settings: SampleSettings,
  random: RandomStream,
): SampleBatches {
  const { batch, views, noise } = settings;
  const orderOf = epochOrders(samples.length, random.fork("epoch"));
  const chosen = (place: number) => samples[orderOf(Math.floor(place / samples.length))[place % samples.length]!]!;
  return {
    batch: async (step) => {
      const drawn = Array.from({ length: batch }, (_, b) => chosen((step - 1) * batch + b));
      const ofStep = random.fork("step").fork(step);
      const windows = await Promise.all(views.map((_, v) => windowsOfView(drawn, v, settings, ofStep)));
      const besides = noiseEntries(noise).map(
        ([name, count]) => [name, uniformRows(batch, count, name, ofStep)] as const,
      );
      return { feeds: new Map([...windows.flat(), ...besides]), origin: drawn.map(({ subject }) => subject).join(" ") };
    },
  };
}

/** The order of any epoch; those of this one and the one before are kept. */
function epochOrders(count: number, random: RandomStream): (epoch: number) => readonly number[] {
  const orders = new Map<number, readonly number[]>();
  return (epoch) => {
    const order = orders.get(epoch) ?? [...permutation(count, random.fork(epoch))];
    orders.delete(epoch - 2);
    orders.set(epoch, order);
    return order;
  };
}

/** The inputs of one view: a window of each sample, drawn by a stream of its own where there are several views. */
async function windowsOfView(
  samples: readonly Sample[],
  v: number,
  { views, augmentation }: SampleSettings,
  ofStep: RandomStream,
): Promise<(readonly [string, HostTensor])[]> {
  const view = views[v]!;
  const images = await Promise.all(samples.map((sample) => loaded(sample.images[v]!)));
  const windows = images.map((image, b) => {
    const ofSample = ofStep.fork(b);
    return drawWindow(image, view.window, augmentation, views.length === 1 ? ofSample : ofSample.fork(view.name));
  });
  return feedsOf(images, windows, view);
}

async function loaded(image: SampleImage): Promise<LoadedImage> {
  return { ...image, image: await image.load() };
}

/** (B, count) numbers in [0, 1), of streams of their own, so that they change no window. */
function uniformRows(batch: number, count: number, name: string, ofStep: RandomStream): HostTensor {
  const data = new Float32Array(batch * count);
  for (let b = 0; b < batch; b++) {
    const random = ofStep.fork(b).fork(name);
    for (let at = b * count; at < (b + 1) * count; at++) data[at] = random.uniform();
  }
  return { dtype: "float32", shape: [batch, count], data };
}

interface Window {
  readonly intensities: Float32Array;
  readonly place: WindowPlace;
}

function drawWindow(
  { image, sliceIndex }: LoadedImage,
  window: WindowGrid,
  augmentation: FinetuneAugmentation,
  random: RandomStream,
): Window {
  const place = drawPlace(image, window, augmentation, random, sliceIndex);
  const intensities = cutIntensities(image, place);
  changeIntensities(intensities, window.size, augmentation, random);
  return { intensities, place };
}

function feedsOf(
  samples: readonly LoadedImage[],
  windows: readonly Window[],
  { image, target, window }: NetworkView,
): (readonly [string, HostTensor])[] {
  const channels = samples[0]!.image.size[0];
  const extents = windowExtents(window);
  const data = joined(windows.map(({ intensities }) => intensities));
  return [
    [image, { dtype: "float32", shape: [samples.length, channels, ...extents], data }],
    [target, targetOf(samples, windows, extents)],
  ];
}

function targetOf(samples: readonly LoadedImage[], windows: readonly Window[], extents: readonly number[]): HostTensor {
  const B = samples.length;
  const { target } = samples[0]!;
  if (target.kind === "values") {
    const rows = samples.flatMap(({ target: each }) => (each.kind === "values" ? each.values : []));
    return { dtype: "float32", shape: [B, target.values.length], data: Float32Array.from(rows) };
  }
  if (target.kind === "class") {
    const indices = samples.flatMap(({ target: each }) => (each.kind === "class" ? [BigInt(each.index)] : []));
    return { dtype: "int64", shape: [B], data: BigInt64Array.from(indices) };
  }
  if (target.kind === "landmarks") {
    const placed = samples.flatMap(({ target: each }, b) =>
      each.kind === "landmarks" ? [{ target: each, place: windows[b]!.place }] : [],
    );
    return landmarkTensor(placed);
  }
  const classes = windows.map(({ place }, b) => cutClasses(samples[b]!.image, place));
  const data = BigInt64Array.from(classes.flatMap((window) => Array.from(window, BigInt)));
  return { dtype: "int64", shape: [B, ...extents], data };
}

function joined(windows: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(windows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const window of windows) {
    data.set(window, at);
    at += window.length;
  }
  return data;
}
