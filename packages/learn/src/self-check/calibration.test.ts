import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { calibrate } from "./calibration.ts";
import { damageKinds } from "./damages.ts";
import { readTried, writeTried } from "./tried-table.ts";
import type { TriedOutlines } from "./try-judge.ts";

/** Outlines of one slice of 1,000 pixels of which so many are wrong. */
function outlines(patient: string, damage: TriedOutlines["damage"], wrongPixels: number): TriedOutlines {
  return { patient, damage, slices: [{ phase: "ed", k: 3, wrongPixels, surelyWrongPixels: 0, labelledPixels: 1000 }] };
}

test("the limit is that of 98 in 100 experts; what lies above is caught", () => {
  const experts = Array.from({ length: 100 }, (_, n) => outlines(`p${n}`, "none", n));
  const damage = damageKinds.map((kind, n) => outlines("p0", kind, n === 0 ? 97 : 98));
  const { limit, experts: passing, damaged, kinds } = calibrate([[...experts, ...damage]]);
  expect(passing).toEqual({ passing: 98, of: 100 });
  expect(damaged).toEqual({ caught: damageKinds.length - 1, of: damageKinds.length });
  expect(kinds[damageKinds[0]!]).toEqual({ caught: 0, of: 1 });
  expect(limit).toBeGreaterThan(0);
});

test("a fold whose experts all look odd does not pass by the others' limit", () => {
  const usual = Array.from({ length: 50 }, (_, n) => outlines(`a${n}`, "none", n / 10));
  const odd = Array.from({ length: 10 }, (_, n) => outlines(`b${n}`, "none", 500));
  expect(calibrate([usual, odd]).expertsByOthersLimit).toEqual({ passing: 50, of: 60 });
});

test("without experts there is no limit", () => {
  expect(() => calibrate([[outlines("p", damageKinds[0]!, 3)]])).toThrow(/no experts' outlines/);
});

test("a table of outlines says again what was written to it", () => {
  const folder = mkdtempSync(join(tmpdir(), "cmrkit-judge-"));
  const path = join(folder, "slices.csv");
  expect(readTried(path)).toBeUndefined();
  const tried = [outlines("p1", "none", 1.5), outlines("p1", damageKinds[1]!, 20)];
  writeTried(path, tried);
  expect(readTried(path)).toEqual(tried);
  rmSync(folder, { recursive: true });
});
