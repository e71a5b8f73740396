/** Sunnybrook's pictures as stacks: the slices of a frame, of which their names tell the order. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodePng, fromColumns, makeGrid, type Volume } from "@cmrkit/imaging";

/** What the longer side of a picture is taken to show, as in 0025. */
const ACROSS_MM = 240;
/** Frames of every cine, which its files' numbers run over first. */
const FRAMES = 20;

interface Stack {
  readonly image: Volume;
  /** 1 in the cavity as its experts drew it. */
  readonly cavity: Uint8Array;
}

export interface Patient {
  readonly id: string;
  /** The frame with the larger cavities. */
  readonly ed: Stack;
  readonly es: Stack;
}

/** Every second patient, from the first (0) or the second (1) on. */
export function sunnybrookStacks(data: string, turn: 0 | 1): Patient[] {
  const pictures = readdirSync(join(data, "images")).map((name) => {
    const number = Number(/-(\d+)\.png$/.exec(name)![1]);
    return { name, id: /^SC-[A-Z-]+\d+/.exec(name)![0], frame: number % FRAMES, slice: Math.floor(number / FRAMES) };
  });
  const patients = [...Map.groupBy(pictures, ({ id }) => id)].filter((_, at) => at % 2 === turn);
  return patients.map(([id, own]) => {
    const frames = [...Map.groupBy(own, ({ frame }) => frame).values()];
    const stacks = frames.map((slices) => stackOf(data, slices.toSorted((a, b) => a.slice - b.slice).map(({ name }) => name)));
    if (stacks.length !== 2) throw new Error(`${id}: ${stacks.length} frames are outlined, not two`);
    const [ed, es] = stacks.toSorted((a, b) => sum(b.cavity) - sum(a.cavity));
    return { id, ed: ed!, es: es! };
  });
}

const sum = (values: Uint8Array) => values.reduce((all, one) => all + one, 0);

function stackOf(data: string, names: readonly string[]): Stack {
  const greys = (folder: string) => names.map((name) => decodePng(readFileSync(join(data, folder, name))));
  const [images, cavities] = [greys("images"), greys("lv-endo")];
  const { columns: X, rows: Y } = images[0]!;
  const mm = ACROSS_MM / Math.max(X, Y);
  const axes = { iAxis: [mm, 0, 0], jAxis: [0, mm, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const grid = makeGrid([X, Y, names.length], fromColumns("ijk", "lps", axes));
  const pixels = Float32Array.from(images.flatMap(({ values }) => [...values]));
  const cavity = Uint8Array.from(cavities.flatMap(({ values }) => [...values]), (value) => Number(value > 0));
  return { image: { grid, frameCount: 1, data: pixels }, cavity };
}
