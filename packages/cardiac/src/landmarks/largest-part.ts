/** The one part of a mask that a rule of geometry may speak about. */
import { connectedComponents, largestComponent } from "../connected-components.ts";
import type { PlanePoint, PlaneSize } from "./plane.ts";

/** Pixels of one piece, joined by edges or corners. */
export interface MaskPart {
  readonly kind: "part";
  readonly size: PlaneSize;
  readonly isInside: (x: number, y: number) => boolean;
  /** In the order of the image. */
  readonly pixels: readonly PlanePoint[];
}

export interface NoPart {
  readonly kind: "none";
  readonly because: string;
}

/** A second part above this share of the largest is no speck: which one is the structure is then anyone's guess. */
const LARGE_SHARE = 0.1;

/**
 * The largest piece of the pixels that carry a label; specks beside it are passed over.
 * @param labels (Y, X).
 * @param structure As the reason names it, such as "left ventricular cavity".
 */
export function largestPart(labels: Uint8Array, size: PlaneSize, label: number, structure: string): MaskPart | NoPart {
  const { X, Y } = size;
  const components = connectedComponents([X, Y, 1], (index) => labels[index] === label, 26);
  const largest = largestComponent(components);
  if (largest === 0) return { kind: "none", because: `there is no ${structure}` };
  const pixelCount = components.sizes[largest - 1]!;
  const large = components.sizes.filter((count) => count > LARGE_SHARE * pixelCount).length;
  if (large > 1) return { kind: "none", because: `the ${structure} is in ${large} large parts` };
  const isInside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < X && y < Y && components.componentOf[y * X + x] === largest;
  const pixels: PlanePoint[] = [];
  components.componentOf.forEach((component, at) => {
    if (component === largest) pixels.push([at % X, Math.floor(at / X)]);
  });
  return { kind: "part", size, isInside, pixels };
}

/** Whether the part may go on beyond the image. */
export function touchesBorder({ pixels, size: { X, Y } }: MaskPart): boolean {
  return pixels.some(([x, y]) => x === 0 || y === 0 || x === X - 1 || y === Y - 1);
}

/** Half way between each pixel of the part and each of its four neighbours outside. */
export function outline({ pixels, isInside }: MaskPart): PlanePoint[] {
  const steps = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ] as const;
  return pixels.flatMap(([x, y]) =>
    steps.filter(([dx, dy]) => !isInside(x + dx, y + dy)).map(([dx, dy]): PlanePoint => [x + dx / 2, y + dy / 2]),
  );
}
