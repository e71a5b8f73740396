/**
 * Endless sequences in which everything comes once an epoch, in another order each time, as data loaders shuffle. Any place of
 * a sequence is told without those before it, so that a resumed run, more threads or more processes take the same.
 */
import type { RandomStream } from "@cmrkit/tensor";

/**
 * Which of `count` things comes at a place of the sequence, from 0.
 *
 * The order of an epoch is a Feistel cipher of four rounds, walked until it falls below `count`: orders of a hundred million
 * slices take no memory. Source: Luby & Rackoff 1988, doi:10.1137/0217022; Black & Rogaway 2002, doi:10.1007/3-540-45760-7_9.
 * @param count at least 1 and at most 2³². @param random of the sequence.
 */
export function epochOrder(count: number, random: RandomStream): (place: number) => number {
  const halfBits = Math.max(MIN_HALF_BITS, Math.ceil(Math.log2(count) / 2));
  const keysOf = (epoch: number) => {
    const ofEpoch = random.fork(epoch);
    return Array.from({ length: ROUNDS }, () => ofEpoch.integer(2 ** 32));
  };
  return (place) => {
    const keys = keysOf(Math.floor(place / count));
    let at = place % count;
    do at = enciphered(at, keys, halfBits);
    while (at >= count);
    return at;
  };
}

const ROUNDS = 4;
/** Orders of few things are drawn from many: 2⁸ of them. */
const MIN_HALF_BITS = 4;

function enciphered(value: number, keys: readonly number[], halfBits: number): number {
  const half = 2 ** halfBits;
  let [left, right] = [Math.floor(value / half), value % half];
  for (const key of keys) [left, right] = [right, (left ^ mixed(right ^ key)) & (half - 1)];
  return left * half + right;
}

/** The finaliser of MurmurHash3: every bit of the input moves about half of the output's. */
function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
