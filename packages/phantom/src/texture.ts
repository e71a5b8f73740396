/** Random detail that depends on place alone: vessels in lung and liver, without a list of them. */

/** Finds whether a point lies in one of the small balls strewn through space. */
export type Speckle = (x: number, y: number, z: number) => boolean;

/**
 * At most one ball in every cube of `cellMm`, wholly inside it.
 * @param share of cubes that have a ball.
 * @param radiiMm smallest and largest radius; small ones are commoner.
 */
export function speckle(
  seed: number,
  cellMm: number,
  share: number,
  [smallestMm, largestMm]: readonly [number, number],
): Speckle {
  return (x, y, z) => {
    const [i, j, k] = [Math.floor(x / cellMm), Math.floor(y / cellMm), Math.floor(z / cellMm)];
    const cell = mix(mix(mix(seed, i), j), k);
    if (fraction(cell) > share) return false;
    const radius = smallestMm + (largestMm - smallestMm) * fraction(mix(cell, 1)) ** 3;
    const centre = (index: number, salt: number) =>
      index * cellMm + radius + (cellMm - 2 * radius) * fraction(mix(cell, salt));
    const [dx, dy, dz] = [x - centre(i, 2), y - centre(j, 3), z - centre(k, 4)];
    return dx * dx + dy * dy + dz * dz < radius * radius;
  };
}

/** A smooth field of mean 0 and values within ±1: three waves in random directions. */
export function smoothField(seed: number, waveLengthMm: number): (x: number, y: number, z: number) => number {
  const waves = [1, 2, 3].map((wave) => {
    const [a, b, c, phase] = [1, 2, 3, 4].map((salt) => fraction(mix(mix(seed, wave), salt))) as [
      number,
      number,
      number,
      number,
    ];
    const scale = (2 * Math.PI) / waveLengthMm / Math.hypot(a - 0.5, b - 0.5, c - 0.5, 0.1);
    return [(a - 0.5) * scale, (b - 0.5) * scale, (c - 0.5) * scale, phase * 2 * Math.PI] as const;
  });
  return (x, y, z) => waves.reduce((sum, [a, b, c, phase]) => sum + Math.sin(a * x + b * y + c * z + phase), 0) / 3;
}

/** Mixes a whole number into a 32-bit hash; constants of MurmurHash3's finaliser. */
export function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ Math.imul(value | 0, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash as a number in [0, 1). */
export function fraction(hash: number): number {
  return (hash >>> 0) / 2 ** 32;
}
