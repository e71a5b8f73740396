/** Outlines that went wrong in the ways that networks and people go wrong; each changes end-diastole or end-systole. */
import type { RandomStream } from "@cmrkit/tensor";

const [RIGHT, WALL, CAVITY] = [1, 2, 3] as const;

/** Labels (Z, Y, X) of two phases on one grid. */
export interface Pair {
  readonly ed: Uint8Array;
  readonly es: Uint8Array;
  readonly size: readonly [X: number, Y: number, Z: number];
  readonly pixelMm: number;
}

type Slice = readonly [k: number, slice: Uint8Array];
type Corruption = (pair: Pair, random: RandomStream, other: Pair) => Pair;

export const corruptions: Readonly<Record<string, Corruption>> = {
  "a slice without labels": (pair, random) => inOnePhase(pair, random, (l) => erase(middle(l, pair, random, 1), all)),
  "a sector of wall lost": (pair, random) =>
    inOnePhase(pair, random, (l) => loseSector(middle(l, pair, random, 2), pair, random)),
  "a slice shifted": (pair, random) =>
    inOnePhase(pair, random, (l) => shift(middle(l, pair, random, 1), pair, mm(random, 12, 20), random)),
  "end-systole shifted": (pair, random) => ({
    ...pair,
    es: edited(pair.es, (l) => shift(slicesOf(l, pair), pair, mm(random, 15, 25), random)),
  }),
  "phases exchanged": (pair) => ({ ...pair, ed: pair.es, es: pair.ed }),
  "base lost at end-systole": (pair) => ({ ...pair, es: edited(pair.es, (l) => erase(basal(l, pair, 3), all)) }),
  "right cavity lost in slices": (pair, random) =>
    inOnePhase(pair, random, (l) => erase(middle(l, pair, random, 3), (label) => label === RIGHT)),
  "cavity spilt through the wall": (pair, random) =>
    inOnePhase(pair, random, (l) => grow(middle(l, pair, random, 2), pair, CAVITY, 6, all)),
  "wall too thick at end-diastole": (pair) => ({
    ...pair,
    ed: edited(pair.ed, (l) => grow(slicesOf(l, pair), pair, WALL, 4, (label) => label === 0 || label === RIGHT)),
  }),
  "cavity too small at end-diastole": (pair) => ({
    ...pair,
    ed: edited(pair.ed, (l) => grow(slicesOf(l, pair), pair, WALL, 4, (label) => label === CAVITY)),
  }),
  "a piece far away": (pair, random) => inOnePhase(pair, random, (l) => stray(middle(l, pair, random, 2), pair, random)),
  "end-systole of another patient": (pair, _, other) => ({ ...pair, es: pasted(other, pair) }),
  "a slice mirrored": (pair, random) => inOnePhase(pair, random, (l) => mirror(middle(l, pair, random, 1), pair)),
  "cavities exchanged in slices": (pair, random) =>
    inOnePhase(pair, random, (l) => {
      for (const [, s] of middle(l, pair, random, 2))
        s.forEach((label, at) => {
          s[at] = label === RIGHT ? CAVITY : label === CAVITY ? RIGHT : label;
        });
    }),
  "patches of noise": (pair, random) => inOnePhase(pair, random, (l) => patches(slicesOf(l, pair), pair, random)),
  "right cavity spilt": (pair, random) =>
    inOnePhase(pair, random, (l) => grow(middle(l, pair, random, 2), pair, RIGHT, 10, (label) => label === 0)),
};

const all = () => true;

function mm(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function edited(labels: Uint8Array, edit: (labels: Uint8Array) => void): Uint8Array {
  const copy = labels.slice();
  edit(copy);
  return copy;
}

function inOnePhase(pair: Pair, random: RandomStream, edit: (labels: Uint8Array) => void): Pair {
  const isEd = random.uniform() < 0.5;
  return isEd ? { ...pair, ed: edited(pair.ed, edit) } : { ...pair, es: edited(pair.es, edit) };
}

/** Slices that show the left cavity. */
function slicesOf(labels: Uint8Array, { size: [X, Y, Z] }: Pair): Slice[] {
  const slices = Array.from({ length: Z }, (_, k): Slice => [k, labels.subarray(k * X * Y, (k + 1) * X * Y)]);
  return slices.filter(([, slice]) => slice.includes(CAVITY));
}

/** Neighbouring slices that are neither the first nor the last. */
function middle(labels: Uint8Array, pair: Pair, random: RandomStream, count: number): Slice[] {
  const inner = slicesOf(labels, pair).slice(1, -1);
  const first = random.integer(Math.max(1, inner.length - count + 1));
  return inner.slice(first, first + count);
}

function basal(labels: Uint8Array, pair: Pair, count: number): Slice[] {
  const slices = slicesOf(labels, pair);
  const area = ([, slice]: Slice) => slice.reduce((n, label) => n + Number(label === CAVITY), 0);
  return area(slices[0]!) > area(slices.at(-1)!) ? slices.slice(0, count) : slices.slice(-count);
}

function erase(slices: readonly Slice[], which: (label: number) => boolean): void {
  for (const [, slice] of slices)
    slice.forEach((label, at) => {
      if (which(label)) slice[at] = 0;
    });
}

function loseSector(slices: readonly Slice[], { size: [X] }: Pair, random: RandomStream): void {
  const from = 2 * Math.PI * random.uniform();
  for (const [, slice] of slices) {
    const [cx, cy] = centre(slice, X);
    slice.forEach((label, at) => {
      const angle = Math.atan2(Math.floor(at / X) - cy, (at % X) - cx) - from;
      const turn = angle - 2 * Math.PI * Math.floor(angle / (2 * Math.PI));
      if (label === WALL && turn < Math.PI / 2) slice[at] = 0;
    });
  }
}

function centre(slice: Uint8Array, X: number): readonly [number, number] {
  let [n, x, y] = [0, 0, 0];
  slice.forEach((label, at) => {
    if (label !== CAVITY) return;
    n += 1;
    x += at % X;
    y += Math.floor(at / X);
  });
  return [x / n, y / n];
}

function shift(slices: readonly Slice[], { size: [X, Y], pixelMm }: Pair, byMm: number, random: RandomStream): void {
  const angle = 2 * Math.PI * random.uniform();
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)].map((part) => Math.round((part * byMm) / pixelMm));
  for (const [, slice] of slices) {
    const before = slice.slice();
    slice.forEach((_, at) => {
      const [i, j] = [(at % X) - dx!, Math.floor(at / X) - dy!];
      slice[at] = i < 0 || j < 0 || i >= X || j >= Y ? 0 : before[j * X + i]!;
    });
  }
}

function mirror(slices: readonly Slice[], { size: [X] }: Pair): void {
  for (const [, slice] of slices) {
    const [cx] = centre(slice, X);
    const before = slice.slice();
    slice.forEach((_, at) => {
      const i = Math.round(2 * cx) - (at % X);
      slice[at] = i < 0 || i >= X ? 0 : before[at - (at % X) + i]!;
    });
  }
}

/** A structure takes what lies within so many mm of it, of labels that it may take. */
function grow(
  slices: readonly Slice[],
  { size: [X, Y], pixelMm }: Pair,
  label: number,
  byMm: number,
  takes: (label: number) => boolean,
): void {
  const reach = Math.max(1, Math.round(byMm / pixelMm));
  for (const [, slice] of slices) {
    const before = slice.slice();
    before.forEach((own, at) => {
      if (own !== label) return;
      const [i, j] = [at % X, Math.floor(at / X)];
      for (let b = Math.max(0, j - reach); b <= Math.min(Y - 1, j + reach); b++)
        for (let a = Math.max(0, i - reach); a <= Math.min(X - 1, i + reach); a++)
          if ((a - i) ** 2 + (b - j) ** 2 <= reach ** 2 && takes(before[b * X + a]!)) slice[b * X + a] = label;
    });
  }
}

function stray(slices: readonly Slice[], { size: [X, Y], pixelMm }: Pair, random: RandomStream): void {
  const label = 1 + random.integer(3);
  const [radius, distance, angle] = [12 / pixelMm, mm(random, 55, 70) / pixelMm, 2 * Math.PI * random.uniform()];
  for (const [, slice] of slices) {
    const [cx, cy] = centre(slice, X);
    const inside = (value: number, extent: number) => Math.min(extent - 1 - radius, Math.max(radius, value));
    const [x, y] = [inside(cx + distance * Math.cos(angle), X), inside(cy + distance * Math.sin(angle), Y)];
    slice.forEach((own, at) => {
      if (own === 0 && Math.hypot((at % X) - x, Math.floor(at / X) - y) < radius) slice[at] = label;
    });
  }
}

function patches(slices: readonly Slice[], { size: [X], pixelMm }: Pair, random: RandomStream): void {
  const radius = 4 / pixelMm;
  for (const [, slice] of slices)
    for (let n = 0; n < 6; n++) {
      const [cx, cy] = centre(slice, X);
      const [angle, distance] = [2 * Math.PI * random.uniform(), mm(random, 5, 45) / pixelMm];
      const [x, y] = [cx + distance * Math.cos(angle), cy + distance * Math.sin(angle)];
      const label = random.integer(4);
      slice.forEach((_, at) => {
        if (Math.hypot((at % X) - x, Math.floor(at / X) - y) < radius) slice[at] = label;
      });
    }
}

/** End-systole of another patient, moved so that the middles of both stacks and of both cavities lie over each other. */
function pasted(other: Pair, pair: Pair): Uint8Array {
  const [X, Y, Z] = pair.size;
  const [OX, OY, OZ] = other.size;
  const out = new Uint8Array(X * Y * Z);
  const own = slicesOf(pair.es, pair);
  const theirs = slicesOf(other.es, other);
  const [cx, cy] = centre(own[Math.floor(own.length / 2)]![1], X);
  const [ox, oy] = centre(theirs[Math.floor(theirs.length / 2)]![1], OX);
  const scale = pair.pixelMm / other.pixelMm;
  const firstSlice = theirs[Math.floor(theirs.length / 2)]![0] - own[Math.floor(own.length / 2)]![0];
  out.forEach((_, at) => {
    const [i, j, k] = [at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y)) + firstSlice];
    const [a, b] = [Math.round((i - cx) * scale + ox), Math.round((j - cy) * scale + oy)];
    if (a >= 0 && b >= 0 && k >= 0 && a < OX && b < OY && k < OZ) out[at] = other.es[(k * OY + b) * OX + a]!;
  });
  return out;
}
