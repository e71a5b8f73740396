/**
 * Sunnybrook's pictures in ACDC's layout, for training beside ACDC: the cavity as its experts drew it, right ventricle and
 * wall as the shipped model sees them. Every second patient; the others are only tested on.
 *   npx -c 'node experiments/0034-cavities-that-close/prepare.ts SUNNYBROOK-PNG OUT'
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodePng, fromColumns, type Grid, makeGrid, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { labelPhases } from "@cmrkit/learn";
import { openSegmenter } from "@cmrkit/study";

/** What the longer side of a picture is taken to show, as in 0025. */
const ACROSS_MM = 240;
/** Frames of every cine, which its files' numbers run over first. */
const FRAMES = 20;
/** Slices where model and expert agree less do not say where the wall is. */
const LEAST_DICE = 0.6;

const [data, out] = process.argv.slice(2);
if (data === undefined || out === undefined) throw new Error("give the set and a folder");
mkdirSync(out, { recursive: true });

interface Picture {
  readonly name: string;
  readonly patient: string;
  readonly frame: number;
  readonly slice: number;
}

const pictures = readdirSync(join(data, "images")).map((name): Picture => {
  const number = Number(/-(\d+)\.png$/.exec(name)![1]);
  return { name, patient: /^SC-[A-Z-]+\d+/.exec(name)![0], frame: number % FRAMES, slice: Math.floor(number / FRAMES) };
});

const greys = (folder: string, name: string) => decodePng(readFileSync(join(data, folder, name)));

function stack(slices: readonly Picture[]) {
  const images = slices.map(({ name }) => greys("images", name));
  const cavities = slices.map(({ name }) => greys("lv-endo", name));
  const { columns: X, rows: Y } = images[0]!;
  const mm = ACROSS_MM / Math.max(X, Y);
  const axes = { iAxis: [mm, 0, 0], jAxis: [0, mm, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const grid: Grid = makeGrid([X, Y, slices.length], fromColumns("ijk", "lps", axes));
  const data = Float32Array.from(images.flatMap(({ values }) => [...values]));
  const cavity = Uint8Array.from(cavities.flatMap(({ values }) => [...values]), (value) => Number(value > 0));
  return { image: { grid, frameCount: 1, data }, cavity };
}

const both = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, one, at) => sum + Number(one > 0 && b[at] === 3), 0);
const count = (of: Uint8Array, label: number) => of.filter((one) => one === label).length;

const segmenter = await openSegmenter("models/cine-sax");
const rows: string[] = [];
const patients = [...Map.groupBy(pictures, ({ patient }) => patient)].filter((_, at) => at % 2 === 1);
for (const [patient, own] of patients) {
  const frames = [...Map.groupBy(own, ({ frame }) => frame).values()].map((slices) =>
    slices.toSorted((a, b) => a.slice - b.slice),
  );
  const stacks = frames.map(stack).toSorted((a, b) => count(b.cavity, 1) - count(a.cavity, 1));
  if (stacks.length !== 2) throw new Error(`${patient}: ${stacks.length} frames are outlined, not two`);
  const [ed, es] = [stacks[0]!, stacks[1]!];
  const seen = await labelPhases(segmenter, ed.image, es.image);
  for (const [phase, { image, cavity }, { labels }] of [
    ["ed", ed, seen.ed],
    ["es", es, seen.es],
  ] as const) {
    const [X, Y, Z] = image.grid.size;
    const merged = labels.map((label, at) => (cavity[at] ? 3 : label === 3 ? 2 : label));
    const dice = Array.from({ length: Z }, (_, k) => {
      const part = (all: Uint8Array) => all.subarray(k * X * Y, (k + 1) * X * Y);
      return (2 * both(part(cavity), part(labels))) / (count(part(cavity), 1) + count(part(labels), 3));
    });
    process.stdout.write(`${patient} ${phase} ${dice.map((one) => one.toFixed(2)).join(" ")}\n`);
    const kept = [dice.findIndex((one) => one >= LEAST_DICE), dice.findLastIndex((one) => one >= LEAST_DICE) + 1];
    if (kept[1]! - kept[0]! < 4 || dice.slice(...kept).some((one) => one < LEAST_DICE)) {
      process.stdout.write(`${patient} ${phase}: not one run of slices with a cavity that both see; patient left out\n`);
      rows.push("");
      continue;
    }
    const cut = <T extends Float32Array | Uint8Array>(all: T) => all.slice(kept[0]! * X * Y, kept[1]! * X * Y) as T;
    const grid = makeGrid([X, Y, kept[1]! - kept[0]!], image.grid.ijkToLps);
    const file = (end: string) => join(out, `${patient}_sax_${phase}${end}.nii.gz`);
    writeFileSync(file(""), writeNifti({ grid, frameCount: 1, data: cut(image.data) }));
    writeFileSync(file("_gt"), writeNiftiLabels({ grid, frameCount: 1, labels: cut(merged) }));
    rows.push(`${patient},${patient.slice(3).replace(/-\d+$/, "")}`);
  }
}
await segmenter.dispose();
const whole = [...new Set(rows)].filter((row) => row !== "" && rows.filter((one) => one === row).length === 2);
writeFileSync(join(out, "cases.csv"), `id,pathology\n${whole.join("\n")}\n`);
process.stdout.write(`${whole.length} of ${patients.length} patients in ${out}\n`);
