/**
 * The Dice that networks expect of their own labels beside the true one, for patients that they never saw.
 *   npx -c 'node experiments/0027-expected-dice/expected.ts ACDC OUT.csv FOLD-MODEL…'
 */
import { writeFileSync } from "node:fs";
import { acdcHearts, readTrainingFacts } from "@cmrkit/learn";
import { correctLabels, expectedDice, openSegmenter, StudyError } from "@cmrkit/study";

const STRUCTURES = { right: 1, wall: 2, cavity: 3 } as const;
const PHASES = ["ed", "es"] as const;

const [data, out, ...folds] = process.argv.slice(2);
if (data === undefined || out === undefined || folds.length === 0) throw new Error("give ACDC, a table and fold models");

function dice(a: Uint8Array, b: Uint8Array, label: number): number {
  let [both, sum] = [0, 0];
  a.forEach((own, at) => {
    both += Number(own === label && b[at] === label);
    sum += Number(own === label) + Number(b[at] === label);
  });
  return sum === 0 ? Number.NaN : (2 * both) / sum;
}

const hearts = await acdcHearts(data);
const rows = ["fold,patient,phase,structure,expected,worstSlice,dice"];
for (const [fold, model] of folds.entries()) {
  const heldOut = new Set(readTrainingFacts(model).split.validation);
  const segmenter = await openSegmenter(model, { threads: 1 });
  for (const { id, volume, outlines } of hearts.filter((heart) => heldOut.has(heart.id))) {
    try {
      const predicted = await segmenter.segment(volume);
      const { labels } = correctLabels(predicted).labels;
      const perFrame = labels.length / 2;
      for (const [t, phase] of PHASES.entries())
        for (const [structure, label] of Object.entries(STRUCTURES)) {
          const slices = predicted.confidence![t]!;
          const expected = expectedDice(slices, label) ?? 0;
          const large = slices.filter((each) => each[label]!.labelled > 50);
          const worst = Math.min(1, ...large.map((slice) => expectedDice([slice], label)!));
          const own = labels.subarray(t * perFrame, (t + 1) * perFrame);
          const numbers = [expected, worst, dice(own, outlines[phase], label)].map((number) => number.toFixed(4));
          rows.push([fold + 1, id, phase, structure, ...numbers].join(","));
        }
    } catch (error) {
      if (!(error instanceof StudyError) || error.kind !== "no-heart") throw error;
      process.stderr.write(`${id}: ${error.message}\n`);
    }
    writeFileSync(out, `${rows.join("\n")}\n`);
  }
  await segmenter.dispose();
}
