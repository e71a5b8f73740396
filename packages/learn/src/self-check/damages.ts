/**
 * Outlines that went wrong in the ways that networks and people go wrong; each kind changes end-diastole or end-systole.
 * The judge of outlines learns from them, and is tried on them.
 */
import type { RandomStream } from "@cmrkit/tensor";

const [RIGHT, WALL, CAVITY] = [1, 2, 3] as const;

/** Labels (Z, Y, X) of two phases on one grid: 1 right cavity, 2 wall, 3 left cavity. */
export interface OutlinePair {
  readonly ed: Uint8Array;
  readonly es: Uint8Array;
  readonly size: readonly [X: number, Y: number, Z: number];
  readonly pixelMm: number;
}

type Range = readonly [low: number, high: number];

/** How bad a damage is: lengths in mm, numbers of slices. */
export interface Severity {
  readonly sliceShiftMm: Range;
  readonly phaseShiftMm: Range;
  readonly spillMm: Range;
  readonly wallMm: Range;
  readonly rightSpillMm: Range;
  readonly lostSlices: Range;
  readonly basalSlices: Range;
}

/** What the judge is tried on. */
export const testedSeverity: Severity = {
  sliceShiftMm: [12, 20],
  phaseShiftMm: [15, 25],
  spillMm: [6, 6],
  wallMm: [4, 4],
  rightSpillMm: [10, 10],
  lostSlices: [3, 3],
  basalSlices: [3, 3],
};

/** What it learns from: milder and worse. */
export const learntSeverity: Severity = {
  sliceShiftMm: [6, 25],
  phaseShiftMm: [8, 30],
  spillMm: [4, 12],
  wallMm: [3, 7],
  rightSpillMm: [6, 16],
  lostSlices: [1, 4],
  basalSlices: [1, 4],
};

interface Damaging {
  readonly pair: OutlinePair;
  readonly random: RandomStream;
  readonly severity: Severity;
  /** Of another patient. */
  readonly other: OutlinePair;
}

type Slice = readonly [k: number, slice: Uint8Array];

const kinds = {
  "a slice without labels": (d) => inOnePhase(d, (l) => erase(middle(l, d, 1), anyLabel)),
  "a sector of wall lost": (d) => inOnePhase(d, (l) => loseSector(middle(l, d, 2), d)),
  "a slice shifted": (d) => inOnePhase(d, (l) => shift(middle(l, d, 1), d, drawn(d, "sliceShiftMm"))),
  "end-systole shifted": (d) => ({
    ...d.pair,
    es: edited(d.pair.es, (l) => shift(slicesOf(l, d.pair), d, drawn(d, "phaseShiftMm"))),
  }),
  "phases exchanged": ({ pair }) => ({ ...pair, ed: pair.es, es: pair.ed }),
  "base lost at end-systole": (d) => ({
    ...d.pair,
    es: edited(d.pair.es, (l) => erase(basal(l, d.pair, drawnCount(d, "basalSlices")), anyLabel)),
  }),
  "right cavity lost in slices": (d) =>
    inOnePhase(d, (l) => erase(middle(l, d, drawnCount(d, "lostSlices")), (label) => label === RIGHT)),
  "cavity spilt through the wall": (d) =>
    inOnePhase(d, (l) => grow(middle(l, d, 2), d.pair, { label: CAVITY, byMm: drawn(d, "spillMm"), takes: anyLabel })),
  "wall too thick at end-diastole": (d) => ({
    ...d.pair,
    ed: edited(d.pair.ed, (l) =>
      grow(slicesOf(l, d.pair), d.pair, {
        label: WALL,
        byMm: drawn(d, "wallMm"),
        takes: (label) => label === 0 || label === RIGHT,
      }),
    ),
  }),
  "cavity too small at end-diastole": (d) => ({
    ...d.pair,
    ed: edited(d.pair.ed, (l) =>
      grow(slicesOf(l, d.pair), d.pair, { label: WALL, byMm: drawn(d, "wallMm"), takes: (label) => label === CAVITY }),
    ),
  }),
  "a piece far away": (d) => inOnePhase(d, (l) => stray(middle(l, d, 2), d)),
  "end-systole of another patient": ({ pair, other }) => ({ ...pair, es: pasted(other, pair) }),
  "a slice mirrored": (d) => inOnePhase(d, (l) => mirror(middle(l, d, 1), d.pair)),
  "cavities exchanged in slices": (d) => inOnePhase(d, (l) => exchangeCavities(middle(l, d, 2))),
  "patches of noise": (d) => inOnePhase(d, (l) => patches(slicesOf(l, d.pair), d)),
  "right cavity spilt": (d) =>
    inOnePhase(d, (l) =>
      grow(middle(l, d, 2), d.pair, {
        label: RIGHT,
        byMm: drawn(d, "rightSpillMm"),
        takes: (label) => label === 0,
      }),
    ),
} as const satisfies Record<string, (damaging: Damaging) => OutlinePair>;

export type DamageKind = keyof typeof kinds;

export const damageKinds = Object.keys(kinds) as readonly DamageKind[];

/** A damaged copy; every phase keeps at least one slice of left cavity unless it had none. */
export function damaged(kind: DamageKind, damaging: Damaging): OutlinePair {
  return kinds[kind](damaging);
}

const anyLabel = () => true;

function drawn({ random, severity }: Damaging, length: keyof Severity): number {
  const [low, high] = severity[length];
  return low + (high - low) * random.uniform();
}

function drawnCount({ random, severity }: Damaging, count: "lostSlices" | "basalSlices"): number {
  const [low, high] = severity[count];
  return low + random.integer(high - low + 1);
}

function edited(labels: Uint8Array, edit: (labels: Uint8Array) => void): Uint8Array {
  const copy = labels.slice();
  edit(copy);
  return copy;
}

function inOnePhase({ pair, random }: Damaging, edit: (labels: Uint8Array) => void): OutlinePair {
  const isEd = random.uniform() < 0.5;
  return isEd ? { ...pair, ed: edited(pair.ed, edit) } : { ...pair, es: edited(pair.es, edit) };
}

/** Slices that show the left cavity. */
function slicesOf(labels: Uint8Array, { size: [X, Y, Z] }: OutlinePair): Slice[] {
  const slices = Array.from({ length: Z }, (_, k): Slice => [k, labels.subarray(k * X * Y, (k + 1) * X * Y)]);
  return slices.filter(([, slice]) => slice.includes(CAVITY));
}

/** Neighbouring slices that are neither the first nor the last. */
function middle(labels: Uint8Array, { pair, random }: Damaging, count: number): Slice[] {
  const inner = slicesOf(labels, pair).slice(1, -1);
  const first = random.integer(Math.max(1, inner.length - count + 1));
  return inner.slice(first, first + count);
}

/** The slices from the end where the cavity is wider. */
function basal(labels: Uint8Array, pair: OutlinePair, count: number): Slice[] {
  const slices = slicesOf(labels, pair);
  const most = Math.min(count, slices.length - 1);
  const area = ([, slice]: Slice) => slice.reduce((n, label) => n + Number(label === CAVITY), 0);
  if (most <= 0) return [];
  return area(slices[0]!) > area(slices.at(-1)!) ? slices.slice(0, most) : slices.slice(-most);
}

function erase(slices: readonly Slice[], which: (label: number) => boolean): void {
  for (const [, slice] of slices)
    slice.forEach((label, at) => {
      if (which(label)) slice[at] = 0;
    });
}

function exchangeCavities(slices: readonly Slice[]): void {
  for (const [, slice] of slices)
    slice.forEach((label, at) => {
      slice[at] = label === RIGHT ? CAVITY : label === CAVITY ? RIGHT : label;
    });
}

/** A quarter of the wall becomes background. */
function loseSector(slices: readonly Slice[], { pair, random }: Damaging): void {
  const X = pair.size[0];
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

/** Of the left cavity. */
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

function shift(slices: readonly Slice[], { pair, random }: Damaging, byMm: number): void {
  const [X, Y] = pair.size;
  const angle = 2 * Math.PI * random.uniform();
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)].map((part) => Math.round((part * byMm) / pair.pixelMm));
  for (const [, slice] of slices) {
    const before = slice.slice();
    slice.forEach((_, at) => {
      const [i, j] = [(at % X) - dx!, Math.floor(at / X) - dy!];
      slice[at] = i < 0 || j < 0 || i >= X || j >= Y ? 0 : before[j * X + i]!;
    });
  }
}

function mirror(slices: readonly Slice[], { size: [X] }: OutlinePair): void {
  for (const [, slice] of slices) {
    const [cx] = centre(slice, X);
    const before = slice.slice();
    slice.forEach((_, at) => {
      const i = Math.round(2 * cx) - (at % X);
      slice[at] = i < 0 || i >= X ? 0 : before[at - (at % X) + i]!;
    });
  }
}

interface Growth {
  readonly label: number;
  readonly byMm: number;
  readonly takes: (label: number) => boolean;
}

/** A structure takes what lies within so many mm of it, of labels that it may take. */
function grow(slices: readonly Slice[], { size: [X, Y], pixelMm }: OutlinePair, { label, byMm, takes }: Growth): void {
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

/** A disc 55 to 70 mm from the cavity, within the picture. */
function stray(slices: readonly Slice[], { pair, random }: Damaging): void {
  const [X, Y] = pair.size;
  const label = 1 + random.integer(3);
  const distance = (55 + 15 * random.uniform()) / pair.pixelMm;
  const [radius, angle] = [12 / pair.pixelMm, 2 * Math.PI * random.uniform()];
  for (const [, slice] of slices) {
    const [cx, cy] = centre(slice, X);
    const inside = (value: number, extent: number) => Math.min(extent - 1 - radius, Math.max(radius, value));
    const [x, y] = [inside(cx + distance * Math.cos(angle), X), inside(cy + distance * Math.sin(angle), Y)];
    slice.forEach((own, at) => {
      if (own === 0 && Math.hypot((at % X) - x, Math.floor(at / X) - y) < radius) slice[at] = label;
    });
  }
}

/** Six discs of any label near the cavity, in every slice. */
function patches(slices: readonly Slice[], { pair, random }: Damaging): void {
  const X = pair.size[0];
  const radius = 4 / pair.pixelMm;
  for (const [, slice] of slices)
    for (let n = 0; n < 6; n++) {
      const [cx, cy] = centre(slice, X);
      const [angle, distance] = [2 * Math.PI * random.uniform(), (5 + 40 * random.uniform()) / pair.pixelMm];
      const [x, y] = [cx + distance * Math.cos(angle), cy + distance * Math.sin(angle)];
      const label = random.integer(4);
      slice.forEach((_, at) => {
        if (Math.hypot((at % X) - x, Math.floor(at / X) - y) < radius) slice[at] = label;
      });
    }
}

/** End-systole of another patient, moved so that the middles of both stacks and of both cavities lie over each other. */
function pasted(other: OutlinePair, pair: OutlinePair): Uint8Array {
  const [X, Y, Z] = pair.size;
  const [OX, OY, OZ] = other.size;
  const out = new Uint8Array(X * Y * Z);
  const [own, theirs] = [slicesOf(pair.es, pair), slicesOf(other.es, other)].map((s) => s[Math.floor(s.length / 2)]!);
  const [cx, cy] = centre(own![1], X);
  const [ox, oy] = centre(theirs![1], OX);
  const scale = pair.pixelMm / other.pixelMm;
  out.forEach((_, at) => {
    const [i, j, k] = [at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y)) + theirs![0] - own![0]];
    const [a, b] = [Math.round((i - cx) * scale + ox), Math.round((j - cy) * scale + oy)];
    if (a >= 0 && b >= 0 && k >= 0 && a < OX && b < OY && k < OZ) out[at] = other.es[(k * OY + b) * OX + a]!;
  });
  return out;
}
