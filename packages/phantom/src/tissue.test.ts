import { expect, test } from "vitest";
import { bssfpSignal, signalTable, tissue } from "./tissue.ts";

test("at 90° the signal is ρ / (1 + T1 / T2)", () => {
  expect(bssfpSignal({ t1Ms: 900, t2Ms: 100, protonDensity: 0.8 }, 90)).toBeCloseTo(0.08, 12);
});

test("with equal relaxation times the signal is ½ ρ sin α, at any flip angle", () => {
  for (const alpha of [20, 60, 110]) {
    const signal = bssfpSignal({ t1Ms: 300, t2Ms: 300, protonDensity: 1 }, alpha);
    expect(signal).toBeCloseTo(Math.sin((alpha * Math.PI) / 180) / 2, 12);
  }
});

test("blood and fat are bright, myocardium dark, lung darker: the contrast of a cine", () => {
  const signals = signalTable(60);
  expect(signals[tissue.blood]! / signals[tissue.myocardium]!).toBeGreaterThan(3);
  expect(signals[tissue.fat]!).toBeGreaterThan(2 * signals[tissue.myocardium]!);
  expect(signals[tissue.lung]!).toBeLessThan(signals[tissue.myocardium]! / 5);
  expect(signals[tissue.air]).toBe(0);
});
