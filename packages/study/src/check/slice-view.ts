/**
 * What the judge of outlines sees of one slice: its picture and labels, the labels of its neighbours, and the same slice
 * in the other phase. Labels are shown as one channel each: right cavity, wall, left cavity.
 */
import { type BoxPhase, boxPhases, type HeartBox } from "./heart-box.ts";

/** Pixels of the judge's view along x and y: 128 mm. */
export const VIEW_SIZE = 64;

const STRUCTURES = [1, 2, 3] as const;

/** Channels of a view. */
export const VIEW_CHANNELS = 2 * (1 + STRUCTURES.length) + 2 * STRUCTURES.length + 1;

export interface ViewedSlice {
  readonly phase: BoxPhase;
  readonly k: number;
}

/** Where on the box a view lies: shifted by whole pixels, in one of the eight turns and mirrorings of a square. */
export interface ViewPlace {
  readonly shift: readonly [x: number, y: number];
  readonly turn: number;
}

const UPRIGHT: ViewPlace = { shift: [0, 0], turn: 0 };

/** The slices that outlines are judged on: those with labels in either phase and one beyond either end. */
export function judgedSlices(box: HeartBox): readonly ViewedSlice[] {
  const perSlice = box.size * box.size;
  const isLabelled = (k: number) =>
    boxPhases.some((phase) => box.phases[phase].labels.subarray(k * perSlice, (k + 1) * perSlice).some(Boolean));
  const labelled = Array.from({ length: box.sliceCount }, (_, k) => k).filter(isLabelled);
  if (labelled.length === 0) return [];
  const [first, last] = [Math.max(0, labelled[0]! - 1), Math.min(box.sliceCount - 1, labelled.at(-1)! + 1)];
  const slices = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  return boxPhases.flatMap((phase) => slices.map((k) => ({ phase, k })));
}

/** Fills (VIEW_CHANNELS, VIEW_SIZE, VIEW_SIZE); slices beyond the stack's ends are shown without labels. */
export function fillView(
  out: Float32Array,
  box: HeartBox,
  { phase, k }: ViewedSlice,
  { place = UPRIGHT, below = -1 }: { readonly place?: ViewPlace; readonly below?: -1 | 1 } = {},
): void {
  const other = phase === "ed" ? "es" : "ed";
  const places = boxPlaces(box.size, place);
  const channel = (c: number) => out.subarray(c * places.length, (c + 1) * places.length);
  fillPicture(channel(0), box, { phase, k }, places);
  fillPicture(channel(1), box, { phase: other, k }, places);
  const labelled: readonly ViewedSlice[] = [
    { phase, k },
    { phase: other, k },
    { phase, k: k + below },
    { phase, k: k - below },
  ];
  labelled.forEach((slice, n) => {
    STRUCTURES.forEach((structure, s) => {
      fillLabel(channel(2 + n * STRUCTURES.length + s), box, slice, { structure, places });
    });
  });
  channel(VIEW_CHANNELS - 1).fill(phase === "ed" ? 1 : 0);
}

/** The pixel of the box for each of the view, −1 outside. */
export function boxPlaces(size: number, { shift, turn }: ViewPlace): Int32Array {
  const places = new Int32Array(VIEW_SIZE * VIEW_SIZE);
  const offset = Math.floor((size - VIEW_SIZE) / 2);
  const last = VIEW_SIZE - 1;
  for (let at = 0; at < places.length; at++) {
    const [u, v] = [at % VIEW_SIZE, Math.floor(at / VIEW_SIZE)];
    const [a, b] = turn & 1 ? [v, u] : [u, v];
    const x = offset + shift[0] + (turn & 2 ? last - a : a);
    const y = offset + shift[1] + (turn & 4 ? last - b : b);
    places[at] = x < 0 || y < 0 || x >= size || y >= size ? -1 : y * size + x;
  }
  return places;
}

function fillPicture(out: Float32Array, box: HeartBox, { phase, k }: ViewedSlice, places: Int32Array): void {
  const start = k * box.size * box.size;
  const { picture } = box.phases[phase];
  places.forEach((place, at) => {
    out[at] = place < 0 ? 0 : picture[start + place]!;
  });
}

function fillLabel(
  out: Float32Array,
  box: HeartBox,
  { phase, k }: ViewedSlice,
  { structure, places }: { readonly structure: number; readonly places: Int32Array },
): void {
  if (k < 0 || k >= box.sliceCount) {
    out.fill(0);
    return;
  }
  const start = k * box.size * box.size;
  const { labels } = box.phases[phase];
  places.forEach((place, at) => {
    out[at] = place >= 0 && labels[start + place] === structure ? 1 : 0;
  });
}
