/**
 * Sliding windows: which source sample meets which kernel sample at which target sample. Convolution, both of its
 * adjoints and pooling visit the same meetings, so each is one sum over them.
 */
import type { Shape } from "@cmrkit/tensor";

export interface WindowGeometry {
  /** Spatial extents of the array that the window slides over, without padding. */
  readonly source: Shape;
  /** Spatial extents of the array with one sample for each position of the window. */
  readonly target: Shape;
  readonly kernel: Shape;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins then ends; only the begins matter here, the ends have settled `target`. */
  readonly pads: readonly number[];
}

/** Flat spatial positions that meet. Kernel samples over padding meet nothing. */
export interface Meeting {
  readonly source: number;
  readonly target: number;
  readonly kernel: number;
}

/** Every meeting, the kernel's row-major order within each target. */
export function meetings(geometry: WindowGeometry): readonly Meeting[] {
  let flat: Meeting[] = [{ source: 0, target: 0, kernel: 0 }];
  for (const [axis, extent] of geometry.source.entries()) {
    const alongAxis = axisMeetings(geometry, axis);
    flat = flat.flatMap(({ source, target, kernel }) =>
      alongAxis.map((step) => ({
        source: source * extent + step.source,
        target: target * geometry.target[axis]! + step.target,
        kernel: kernel * geometry.kernel[axis]! + step.kernel,
      })),
    );
  }
  return flat;
}

function axisMeetings({ source, target, kernel, strides, dilations, pads }: WindowGeometry, axis: number): Meeting[] {
  const found: Meeting[] = [];
  for (let t = 0; t < target[axis]!; t++) {
    for (let k = 0; k < kernel[axis]!; k++) {
      const s = t * strides[axis]! + k * dilations[axis]! - pads[axis]!;
      if (s >= 0 && s < source[axis]!) found.push({ source: s, target: t, kernel: k });
    }
  }
  return found;
}
