import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OutlineNumbers, outlineNumberNames } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { calibrate } from "./calibration.ts";
import { damageKinds } from "./damages.ts";
import { readTried, writeTried } from "./tried-table.ts";
import type { TriedOutlines } from "./try-judge.ts";

const random = randomStream(4);

/** Numbers about 1, one of them given. */
function outlines(patient: string, damage: TriedOutlines["damage"], wrongShare: number): TriedOutlines {
  const own = random.fork(patient).fork(damage);
  const numbers = outlineNumberNames.map((name) => [name, 1 + 0.2 * own.normal()] as const);
  return { patient, damage, numbers: { ...(Object.fromEntries(numbers) as OutlineNumbers), wrongShare } };
}

const experts = Array.from({ length: 50 }, (_, n) => outlines(`p${n}`, "none", 1 + 0.01 * n));
const damaged = experts.flatMap(({ patient }, n) =>
  damageKinds.map((kind) => outlines(patient, kind, n < 5 ? 1.25 : 9)),
);

test("one of fifty experts is beyond the limit; damage that shows is caught", () => {
  const { experts: passing, damaged: caught, kinds, gate } = calibrate([...experts, ...damaged], 1);
  expect(passing).toEqual({ passing: 49, of: 50 });
  expect(caught.of).toBe(50 * damageKinds.length);
  expect(caught.caught / caught.of).toBeGreaterThan(0.88);
  expect(caught.caught / caught.of).toBeLessThan(0.97);
  expect(kinds[damageKinds[3]!].of).toBe(50);
  // each kind shares what tells damage from none, so its weight is less than that of a gate for all kinds
  for (const { weights } of gate.damages) expect(weights.wrongShare).toBeGreaterThan(0.3);
});

test("numbers that damage leaves without a value count as odd", () => {
  const broken = damaged.map((each) => ({ ...each, numbers: { ...each.numbers, strokeVolumes: Number.NaN } }));
  expect(calibrate([...experts, ...broken], 1).damaged.caught).toBe(broken.length);
});

test("too few patients set no gate", () => {
  expect(() => calibrate(experts.slice(0, 3), 1)).toThrow(/of 3 patients set no gate/);
});

test("a table of outlines says again what was written to it", () => {
  const folder = mkdtempSync(join(tmpdir(), "cmrkit-judge-"));
  const path = join(folder, "numbers.csv");
  expect(readTried(path)).toBeUndefined();
  const tried = [outlines("p1", "none", 1.5), outlines("p1", damageKinds[1]!, Number.POSITIVE_INFINITY)];
  writeTried(path, tried);
  expect(readTried(path)).toEqual(tried);
  rmSync(folder, { recursive: true });
});
