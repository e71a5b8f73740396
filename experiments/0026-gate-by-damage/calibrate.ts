/**
 * What the folds' judges and the shapes say together, from the numbers that they left.
 *   npx -c 'node experiments/0026-gate-by-damage/calibrate.ts'
 */
import { join } from "node:path";
import { calibrate, readTried } from "@cmrkit/learn";

const SEED = 20261122;

const tried = [1, 2, 3].flatMap((fold) => {
  const path = join(import.meta.dirname, `numbers-${fold}.csv`);
  const numbers = readTried(path);
  if (!numbers) throw new Error(`${path} is missing`);
  return numbers;
});
const { experts, expertsByOthersLimit, damaged, kinds } = calibrate(tried, SEED);
const lines = [
  `experts that pass: ${experts.passing} of ${experts.of}; by a limit that others set: ${expertsByOthersLimit.passing}`,
  `damaged that are caught: ${damaged.caught} of ${damaged.of}`,
  ...Object.entries(kinds).map(([kind, { caught, of }]) => `  ${kind}: ${caught} of ${of}`),
];
process.stdout.write(`${lines.join("\n")}\n`);
