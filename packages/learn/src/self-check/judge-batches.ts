/** What the judge of outlines learns from: views of slices, some of which went wrong, and where. */
import {
  BOX_PIXEL_MM,
  boxPhases,
  boxPlaces,
  fillView,
  type HeartBox,
  judgedSlices,
  VIEW_CHANNELS,
  VIEW_SIZE,
  type ViewedSlice,
  type ViewPlace,
} from "@cmrkit/study";
import { float32, type HostTensor, type RandomStream } from "@cmrkit/tensor";
import { type DamageKind, damaged, damageKinds, learntSeverity, type OutlinePair } from "./damages.ts";

export interface JudgeBatchSettings {
  /** Hearts drawn for a batch, and slices of each. */
  readonly hearts: number;
  readonly slicesPerHeart: number;
  /** Share of hearts that are left as the expert drew them. */
  readonly soundShare: number;
  readonly kinds: readonly DamageKind[];
}

export const judgeBatchDefaults: JudgeBatchSettings = {
  hearts: 8,
  slicesPerHeart: 4,
  soundShare: 0.3,
  kinds: damageKinds,
};

/** Largest shift of a view, in pixels. */
const MOST_SHIFT = 5;

/** `view` (B, VIEW_CHANNELS, VIEW_SIZE, VIEW_SIZE) and `wrong` (B, 1, VIEW_SIZE, VIEW_SIZE): 1 where labels are damaged. */
export function judgeBatch(
  hearts: readonly HeartBox[],
  { hearts: count, slicesPerHeart, soundShare, kinds }: JudgeBatchSettings,
  random: RandomStream,
): ReadonlyMap<string, HostTensor> {
  const B = count * slicesPerHeart;
  const perPlane = VIEW_SIZE * VIEW_SIZE;
  const perView = VIEW_CHANNELS * perPlane;
  const views = new Float32Array(B * perView);
  const wrong = new Float32Array(B * perPlane);
  for (let h = 0; h < count; h++) {
    const own = random.fork(h);
    const sound = hearts[own.integer(hearts.length)]!;
    const isSound = own.uniform() < soundShare;
    const heart = isSound ? sound : drawDamage(sound, hearts, kinds, own);
    drawSlices({ heart, sound }, slicesPerHeart, own).forEach((slice, n) => {
      const b = h * slicesPerHeart + n;
      const place = drawPlace(own.fork(n));
      drawView(views.subarray(b * perView, (b + 1) * perView), heart, { slice, place }, own.fork(n).fork("view"));
      fillWrong(wrong.subarray(b * perPlane, (b + 1) * perPlane), { heart, sound }, { slice, place });
    });
  }
  return new Map<string, HostTensor>([
    ["view", float32([B, VIEW_CHANNELS, VIEW_SIZE, VIEW_SIZE], views)],
    ["wrong", float32([B, 1, VIEW_SIZE, VIEW_SIZE], wrong)],
  ]);
}

function drawDamage(
  sound: HeartBox,
  hearts: readonly HeartBox[],
  kinds: readonly DamageKind[],
  random: RandomStream,
): HeartBox {
  const kind = kinds[random.integer(kinds.length)]!;
  const other = pairOf(hearts[random.integer(hearts.length)]!);
  return withOutlines(sound, damaged(kind, { pair: pairOf(sound), other, random, severity: learntSeverity }));
}

function pairOf({ phases, size, sliceCount }: HeartBox): OutlinePair {
  return { ed: phases.ed.labels, es: phases.es.labels, size: [size, size, sliceCount], pixelMm: BOX_PIXEL_MM };
}

function withOutlines(heart: HeartBox, { ed, es }: OutlinePair): HeartBox {
  const { phases } = heart;
  return { ...heart, phases: { ed: { ...phases.ed, labels: ed }, es: { ...phases.es, labels: es } } };
}

/** A heart and the same as its expert drew it. */
interface Compared {
  readonly heart: HeartBox;
  readonly sound: HeartBox;
}

/** Half of the slices are wrong ones, where there are any. */
function drawSlices({ heart, sound }: Compared, count: number, random: RandomStream): readonly ViewedSlice[] {
  const all = judgedSlices(sound);
  const wrong = all.filter((slice) => differs({ heart, sound }, slice));
  const draw = (from: readonly ViewedSlice[]) => from[random.integer(from.length)]!;
  return Array.from({ length: count }, (_, n) => draw(wrong.length > 0 && n < count / 2 ? wrong : all));
}

function differs({ heart, sound }: Compared, slice: ViewedSlice): boolean {
  const expert = outlinesOf(sound, slice);
  return outlinesOf(heart, slice).some((label, at) => label !== expert[at]);
}

function outlinesOf({ phases, size }: HeartBox, { phase, k }: ViewedSlice): Uint8Array {
  return phases[phase].labels.subarray(k * size * size, (k + 1) * size * size);
}

interface PlacedSlice {
  readonly slice: ViewedSlice;
  readonly place: ViewPlace;
}

function fillWrong(out: Float32Array, { heart, sound }: Compared, { slice, place }: PlacedSlice): void {
  const [own, expert] = [outlinesOf(heart, slice), outlinesOf(sound, slice)];
  boxPlaces(heart.size, place).forEach((pixel, at) => {
    out[at] = pixel >= 0 && own[pixel] !== expert[pixel] ? 1 : 0;
  });
}

function drawPlace(random: RandomStream): ViewPlace {
  const shift = () => random.integer(2 * MOST_SHIFT + 1) - MOST_SHIFT;
  return { shift: [shift(), shift()], turn: random.integer(8) };
}

/** From base to apex or back, in changed contrast. */
function drawView(out: Float32Array, heart: HeartBox, { slice, place }: PlacedSlice, random: RandomStream): void {
  fillView(out, heart, slice, { place, below: random.uniform() < 0.5 ? -1 : 1 });
  const [factor, shift] = [0.8 + 0.4 * random.uniform(), 0.4 * random.uniform() - 0.2];
  const pictures = out.subarray(0, boxPhases.length * VIEW_SIZE * VIEW_SIZE);
  for (let at = 0; at < pictures.length; at++) pictures[at] = pictures[at]! * factor + shift;
}
