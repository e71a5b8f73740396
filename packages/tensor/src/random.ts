/**
 * One seeded source of randomness for everything: weights, augmentation, masks, splits, simulated hearts.
 *
 * Counter-based (Philox 4×32, 10 rounds), so a stream is a key and a position: it can be saved, resumed and forked
 * by name, and a resumed run repeats the run that never stopped.
 *
 * Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", doi:10.1145/2063384.2063405.
 */

export interface RandomStream {
  /** In [0, 1), 32 bits. */
  uniform(): number;
  /** In {0, …, n − 1}. */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream named by a label; forking neither reads nor moves this stream. */
  fork(label: string | number): RandomStream;
  /** How many 32-bit words were drawn: give it back as `position` to continue. */
  readonly position: number;
}

/** A stream from a seed; equal seeds give equal streams on every machine. */
export function randomStream(seed: number | string, position = 0): RandomStream {
  return new PhiloxStream(hashLabel(0x9e3779b9, 0x243f6a88, seed), position);
}

type Key = readonly [number, number];

/** A class for its identity: a stream has a position that moves. */
class PhiloxStream implements RandomStream {
  position: number;
  readonly #key: Key;
  readonly #block = new Uint32Array(4);
  #blockIndex = -1;

  constructor(key: Key, position: number) {
    this.#key = key;
    this.position = position;
  }

  uniform(): number {
    return this.#word() / 2 ** 32;
  }

  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  fork(label: string | number): RandomStream {
    return new PhiloxStream(hashLabel(this.#key[0], this.#key[1], label), 0);
  }

  #word(): number {
    const index = Math.floor(this.position / 4);
    if (index !== this.#blockIndex) {
      philox(this.#block, this.#key, index);
      this.#blockIndex = index;
    }
    return this.#block[this.position++ % 4]!;
  }
}

const [M0, M1] = [0xd2511f53, 0xcd9e8d57];

/** Writes the four 32-bit words of block `index` under a key. */
function philox(out: Uint32Array, key: Key, index: number): void {
  let [c0, c1, c2, c3] = [index | 0, Math.floor(index / 2 ** 32) | 0, 0, 0];
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = highWord(M0, c0);
    const high1 = highWord(M1, c2);
    const low0 = Math.imul(M0, c0);
    c0 = high1 ^ c1 ^ k0;
    c1 = Math.imul(M1, c2);
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The upper 32 bits of a product of two words, by 16-bit halves. */
function highWord(a: number, b: number): number {
  const ah = a >>> 16;
  const al = a & 0xffff;
  const bh = b >>> 16;
  const bl = b & 0xffff;
  const middle = ah * bl + ((al * bl) >>> 16);
  const cross = al * bh + (middle & 0xffff);
  return (ah * bh + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** Mixes a label into a key; FNV-1a over its characters, finished by one Philox block so that near labels part. */
function hashLabel(k0: number, k1: number, label: number | string): Key {
  let hash = 0x811c9dc5;
  for (const character of `${typeof label}:${label}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  const block = new Uint32Array(4);
  philox(block, [k0, k1], hash >>> 0);
  return [block[0]!, block[1]!];
}

/** A Fisher–Yates permutation of 0 … n − 1. */
export function permutation(n: number, random: RandomStream): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
