/** Mirroring square planes: the four flips of test-time augmentation. Each flip is its own inverse. */

export interface Flip {
  readonly x: boolean;
  readonly y: boolean;
}

export const identityFlip: Flip = { x: false, y: false };

export const allFlips: readonly Flip[] = [
  identityFlip,
  { x: true, y: false },
  { x: false, y: true },
  { x: true, y: true },
];

/** Copies planes (…, size, size) mirrored. */
export function flipPlanes(source: Float32Array, target: Float32Array, size: number, { x, y }: Flip): void {
  for (let start = 0; start < source.length; start += size * size) {
    for (let v = 0; v < size; v++) {
      const from = start + (y ? size - 1 - v : v) * size;
      const to = start + v * size;
      if (!x) target.set(source.subarray(from, from + size), to);
      else for (let u = 0; u < size; u++) target[to + u] = source[from + size - 1 - u]!;
    }
  }
}
