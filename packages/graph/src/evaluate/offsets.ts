/** Where the elements of a view lie in the array it looks at: strides, stated once for every primitive that moves data. */
import { elementCount, rowMajorStrides, type Shape } from "@cmrkit/tensor";

/** Flat offsets of a view's elements, in the view's row-major order. */
export function viewOffsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  let offsets = Int32Array.of(start);
  for (const [axis, extent] of shape.entries()) {
    const next = new Int32Array(offsets.length * extent);
    for (const [i, offset] of offsets.entries()) {
      for (let step = 0; step < extent; step++) next[i * extent + step] = offset + step * strides[axis]!;
    }
    offsets = next;
  }
  return offsets;
}

/** For each element of `to`, the flat offset of the element of `from` that broadcasting puts there. */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array {
  const lead = to.length - from.length;
  const strides = rowMajorStrides(from);
  const stretched = to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead]!));
  return viewOffsets(to, stretched);
}

/** The elements at the offsets. */
export function readAt(data: Float64Array, offsets: Int32Array): Float64Array {
  return Float64Array.from(offsets, (offset) => data[offset]!);
}

/** A shape seen from one axis: extents before it, of it, and after it. */
export function around(shape: Shape, axis: number): readonly [before: number, extent: number, after: number] {
  return [elementCount(shape.slice(0, axis)), shape[axis]!, elementCount(shape.slice(axis + 1))];
}
