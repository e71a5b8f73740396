/**
 * How far a network that never saw the patient agrees with experts' outlines and with damaged ones.
 *   npx -c 'node experiments/0024-second-opinion/opinion.ts ACDC OUT.csv FOLD-MODEL…'
 */
import { writeFileSync } from "node:fs";
import { acdcHearts, readTrainingFacts } from "@cmrkit/learn";
import { correctLabels, openSegmenter } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { damaged, damageKinds, type OutlinePair, testedSeverity } from "../../packages/learn/src/self-check/damages.ts";

const SEED = 20261122;
const STRUCTURES = { right: 1, wall: 2, cavity: 3 } as const;
/** Pixels of a structure in a slice, below which the slice is taken to hold none of it. */
const LEAST_PIXELS = 20;

const [data, out, ...folds] = process.argv.slice(2);
if (data === undefined || out === undefined || folds.length === 0) throw new Error("give ACDC, a table and fold models");

type Pair = Pick<OutlinePair, "ed" | "es" | "size">;

/** Numbers of one structure in one phase, by their names. */
function agreement(a: Uint8Array, b: Uint8Array, label: number, pixels: number): Record<string, number> {
  const slices = Array.from({ length: a.length / pixels }, (_, k) => {
    let [inA, inB, both] = [0, 0, 0];
    for (let at = k * pixels; at < (k + 1) * pixels; at++) {
      const [isA, isB] = [a[at] === label, b[at] === label];
      inA += Number(isA);
      inB += Number(isB);
      both += Number(isA && isB);
    }
    return { inA, inB, both };
  });
  const sum = (of: (slice: (typeof slices)[number]) => number) => slices.reduce((total, slice) => total + of(slice), 0);
  const [inA, inB, both] = [sum((s) => s.inA), sum((s) => s.inB), sum((s) => s.both)];
  const shared = slices.filter((s) => s.inA >= LEAST_PIXELS && s.inB >= LEAST_PIXELS);
  const dices = shared.map((s) => (2 * s.both) / (s.inA + s.inB)).sort((x, y) => x - y);
  const ratio = Math.log(Math.max(1, inA) / Math.max(1, inB));
  const isAlone = (x: number, y: number) => x >= LEAST_PIXELS && y < LEAST_PIXELS;
  return {
    apart: 1 - (2 * both) / Math.max(1, inA + inB),
    apartInSlice: 1 - (dices[0] ?? 0),
    apartInSecond: 1 - (dices[1] ?? dices[0] ?? 0),
    lost: slices.filter((s) => isAlone(s.inB, s.inA)).length,
    added: slices.filter((s) => isAlone(s.inA, s.inB)).length,
    larger: Math.max(0, ratio),
    smaller: Math.max(0, -ratio),
  };
}

function numbersOf(outlines: Pair, opinion: Pair): Record<string, number> {
  const [X, Y] = outlines.size;
  const named = (["ed", "es"] as const).flatMap((phase) =>
    Object.entries(STRUCTURES).flatMap(([structure, label]) =>
      Object.entries(agreement(outlines[phase], opinion[phase], label, X * Y)).map(
        ([name, value]) => [`${name}_${structure}_${phase}`, value] as const,
      ),
    ),
  );
  return Object.fromEntries(named);
}

const hearts = await acdcHearts(data);
const random = randomStream(SEED).fork("tried");
const rows: string[] = [];
for (const fold of folds) {
  const heldOut = new Set(readTrainingFacts(fold).split.validation);
  const segmenter = await openSegmenter(fold);
  for (const heart of hearts.filter(({ id }) => heldOut.has(id))) {
    const { labels } = correctLabels(await segmenter.segment(heart.volume)).labels;
    const half = labels.length / 2;
    const opinion = { ed: labels.subarray(0, half), es: labels.subarray(half), size: heart.outlines.size };
    const other = hearts[(hearts.indexOf(heart) + 1) % hearts.length]!.outlines;
    for (const damage of ["none", ...damageKinds] as const) {
      const own = random.fork(heart.id).fork(damage);
      const pair = heart.outlines;
      const outlines = damage === "none" ? pair : damaged(damage, { pair, other, random: own, severity: testedSeverity });
      const numbers = numbersOf(outlines, opinion);
      if (rows.length === 0) rows.push(["patient", "damage", ...Object.keys(numbers)].join(","));
      rows.push([heart.id, damage, ...Object.values(numbers).map((value) => value.toFixed(5))].join(","));
    }
    process.stderr.write(`${heart.id}\n`);
  }
  await segmenter.dispose();
}
writeFileSync(out, `${rows.join("\n")}\n`);
