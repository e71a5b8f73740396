/** What a network is told of landmarks: heat maps or coordinates, on the pixels of a window. */

import { isWithin, type PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { HostTensor } from "@cmrkit/tensor";
import type { ImageView } from "../../catalogue/image.ts";
import type { Phase } from "../../datasets/data-set.ts";
import { gaussianHeatMaps } from "../../landmarks/heat-maps.ts";
import { pointInWindow } from "../../landmarks/window-points.ts";
import type { WindowPlace } from "../window.ts";

/** The landmarks of an image, in the order of the network's outputs. */
export interface LandmarkTarget {
  readonly kind: "landmarks";
  /** (x, y) in pixels of the prepared image. */
  readonly points: readonly PlanePoint[];
  /** (x, y) in the image's own pixels. */
  readonly native: readonly PlanePoint[];
  readonly learntAs: { readonly kind: "coordinates" } | { readonly kind: "heat maps"; readonly sigmaPixels: number };
  readonly view: ImageView;
  readonly phase?: Phase;
  /** Of the image's own pixels; null where nobody knows it. */
  readonly spacingMm: PlaneSpacing;
}

export type PlaneSpacing = readonly [x: number, y: number] | null;

/** A window's target, and where the window was cut. */
export interface PlacedLandmarks {
  readonly target: LandmarkTarget;
  readonly place: WindowPlace;
}

/** Heat maps (B, L, Y, X), or (B, L, 3): x, y and whether the landmark lies in the window, 1 or 0. */
export function landmarkTensor(placed: readonly PlacedLandmarks[]): HostTensor {
  const [first] = placed;
  const { points, learntAs } = first!.target;
  const { size } = first!.place;
  const [B, L] = [placed.length, points.length];
  if (learntAs.kind === "coordinates")
    return { dtype: "float32", shape: [B, L, 3], data: Float32Array.from(placed.flatMap(coordinates)) };
  const data = new Float32Array(B * L * size * size);
  placed.forEach((each, b) => {
    const { maps } = gaussianHeatMaps(pointsInWindow(each), { X: size, Y: size }, learntAs.sigmaPixels);
    data.set(maps, b * maps.length);
  });
  return { dtype: "float32", shape: [B, L, size, size], data };
}

function pointsInWindow({ target: { points }, place: { transform, size } }: PlacedLandmarks): PlanePoint[] {
  return points.map((point) => pointInWindow(transform, size, point));
}

function coordinates(placed: PlacedLandmarks): number[] {
  const { size } = placed.place;
  return pointsInWindow(placed).flatMap(([x, y]) => [x, y, Number(isWithin([x, y], { X: size, Y: size }))]);
}
