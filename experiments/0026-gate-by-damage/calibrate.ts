/**
 * What passes and is caught by the numbers that the folds' judges left, with the patients parted in seven ways; the same of 0016's
 * numbers; and of the first fold alone, seen upright and in eight turns. Nothing here is chosen by what comes out.
 *   npx -c 'node experiments/0026-gate-by-damage/calibrate.ts'
 */
import { join } from "node:path";
import { type Calibration, calibrate, readTried } from "@cmrkit/learn";

/** The first is that of the shipped judge. */
const SEEDS = [20261122, 1, 2, 3, 4, 5, 6];
const before = "../0016-judge-of-outlines";

function triedOf(...names: readonly string[]) {
  return names.flatMap((name) => {
    const path = join(import.meta.dirname, name);
    const tried = readTried(path);
    if (!tried) throw new Error(`${path} is missing`);
    return tried;
  });
}

function line({ experts, expertsByOthersLimit: others, damaged }: Calibration): string {
  const share = ((100 * damaged.caught) / damaged.of).toFixed(1);
  return `experts that pass ${experts.passing} of ${experts.of} (limit by others ${others.passing}); caught ${damaged.caught} of ${damaged.of}, ${share} %`;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const folds = triedOf("numbers-1.csv", "numbers-2.csv", "numbers-3.csv");
const [shipped] = SEEDS;
const { kinds } = calibrate(folds, shipped!);
for (const [kind, { caught, of }] of Object.entries(kinds)) say(`  ${kind}: ${caught} of ${of}`);
for (const seed of SEEDS) say(`parted by ${seed}: ${line(calibrate(folds, seed))}`);
const old = triedOf(...[1, 2, 3].map((fold) => `${before}/numbers-${fold}.csv`));
for (const seed of SEEDS.slice(0, 4)) say(`0016, parted by ${seed}: ${line(calibrate(old, seed))}`);
say(`first fold, 0016: ${line(calibrate(triedOf(`${before}/numbers-1.csv`), shipped!))}`);
say(`first fold, upright: ${line(calibrate(triedOf("numbers-1-upright.csv"), shipped!))}`);
say(`first fold, eight turns: ${line(calibrate(triedOf("numbers-1.csv"), shipped!))}`);
