/**
 * Sunnybrook's pictures in ACDC's layout, for training beside ACDC: the cavity as its experts drew it, right ventricle and
 * wall as a model sees them. Every second patient; the others are only tested on.
 *   npx -c 'node experiments/0034-cavities-that-close/prepare.ts SUNNYBROOK-PNG MODEL OUT'
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeGrid, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { openSegmenter } from "@cmrkit/study";
import { sunnybrookStacks } from "./sunnybrook-stacks.ts";

/**
 * Share of an expert's cavity that lies in the model's left ventricle, wall and cavity: where it is less, nothing says where the
 * wall is. How the model parts the two does not matter: the expert does.
 */
const LEAST_INSIDE = 0.9;
const LEAST_SLICES = 4;
const [CAVITY, WALL] = [3, 2];

const [data, model, out] = process.argv.slice(2);
if (data === undefined || model === undefined || out === undefined) throw new Error("give the set, a model and a folder");
mkdirSync(out, { recursive: true });

const count = (of: Uint8Array, label: number) => of.filter((one) => one === label).length;

function shareInside(cavity: Uint8Array, labels: Uint8Array): number {
  const both = cavity.filter((inside, at) => inside === 1 && labels[at]! >= WALL).length;
  return both / count(cavity, 1);
}

/** The longest run of slices that agree, [first, one past the last]. */
function longestRun(inside: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  for (let first = 0, at = 0; at < inside.length; at++) {
    if (inside[at]! < LEAST_INSIDE) first = at + 1;
    else if (at + 1 - first > best[1] - best[0]) best = [first, at + 1];
  }
  return best;
}

const segmenter = await openSegmenter(model);
const rows: string[] = [];
const patients = sunnybrookStacks(data, 1);
for (const { id, ...stacks } of patients) {
  const files = new Map<string, Uint8Array>();
  for (const phase of ["ed", "es"] as const) {
    const { image, cavity } = stacks[phase];
    const { labels } = await segmenter.segment(image);
    const [X, Y, Z] = image.grid.size;
    const area = X * Y;
    const part = (all: Uint8Array, k: number) => all.subarray(k * area, (k + 1) * area);
    const inside = Array.from({ length: Z }, (_, k) => shareInside(part(cavity, k), part(labels, k)));
    const [first, end] = longestRun(inside);
    process.stdout.write(`${id} ${phase} ${inside.map((one) => one.toFixed(2)).join(" ")}: ${end - first} kept\n`);
    if (end - first < LEAST_SLICES) continue;
    const merged = labels.map((label, at) => (cavity[at] === 1 ? CAVITY : label === CAVITY ? WALL : label));
    const grid = makeGrid([X, Y, end - first], image.grid.ijkToLps);
    const [from, to] = [first * area, end * area];
    files.set(`${id}_sax_${phase}.nii.gz`, writeNifti({ grid, frameCount: 1, data: image.data.slice(from, to) }));
    files.set(`${id}_sax_${phase}_gt.nii.gz`, writeNiftiLabels({ grid, frameCount: 1, labels: merged.slice(from, to) }));
  }
  if (files.size < 4) continue;
  for (const [name, bytes] of files) writeFileSync(join(out, name), bytes);
  rows.push(`${id},${id.slice(3).replace(/-\d+$/, "")}`);
}
await segmenter.dispose();
writeFileSync(join(out, "cases.csv"), `id,pathology\n${rows.join("\n")}\n`);
process.stdout.write(`${rows.length} of ${patients.length} patients in ${out}\n`);
