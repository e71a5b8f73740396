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
    const i = Math.floor(x / cellMm);
    const j = Math.floor(y / cellMm);
    const k = Math.floor(z / cellMm);
    const cell = mix(mix(mix(seed, i), j), k);
    if (fraction(cell) > share) return false;
    const radius = smallestMm + (largestMm - smallestMm) * fraction(mix(cell, 1)) ** 3;
    const centre = (index: number, salt: number) =>
      index * cellMm + radius + (cellMm - 2 * radius) * fraction(mix(cell, salt));
    const dx = x - centre(i, 2);
    const dy = y - centre(j, 3);
    const dz = z - centre(k, 4);
    return dx * dx + dy * dy + dz * dz < radius * radius;
  };
}

/** A smooth field of mean 0 and values within ±1: the mean of three waves in random directions. */
export function smoothField(seed: number, waveLengthMm: number): (x: number, y: number, z: number) => number {
  const waves = Float64Array.from([1, 2, 3].flatMap((wave) => randomWave(mix(seed, wave), waveLengthMm)));
  return (x, y, z) => {
    let sum = 0;
    for (let w = 0; w < waves.length; w += 4) {
      sum += Math.sin(waves[w]! * x + waves[w + 1]! * y + waves[w + 2]! * z + waves[w + 3]!);
    }
    return sum / 3;
  };
}

/** Wave vector in rad/mm, evenly spread over all directions, and a phase. */
function randomWave(hash: number, waveLengthMm: number): readonly number[] {
  const up = 2 * fraction(mix(hash, 1)) - 1;
  const turn = 2 * Math.PI * fraction(mix(hash, 2));
  const [across, k] = [Math.sqrt(1 - up * up), (2 * Math.PI) / waveLengthMm];
  return [k * across * Math.cos(turn), k * across * Math.sin(turn), k * up, 2 * Math.PI * fraction(mix(hash, 3))];
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
