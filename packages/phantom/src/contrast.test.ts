import { expect, test } from "vitest";
import { bssfpSignal, contrasts, enhancedT1Ms } from "./contrast.ts";
import { standardScan } from "./scan.ts";
import { HAEMATOCRIT, tissue, tissueProperties } from "./tissue.ts";

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
  const { values: signals } = contrasts.cine(standardScan);
  expect(signals[tissue.blood]! / signals[tissue.myocardium]!).toBeGreaterThan(3);
  expect(signals[tissue.fat]!).toBeGreaterThan(2 * signals[tissue.myocardium]!);
  expect(signals[tissue.lung]!).toBeLessThan(signals[tissue.myocardium]! / 5);
  expect(signals[tissue.air]).toBe(0);
});

test("late enhancement nulls healthy muscle and shows scar, blood and fat", () => {
  const { values } = contrasts.lge(standardScan);
  expect(values[tissue.myocardium]!).toBeCloseTo(0, 9);
  expect(values[tissue.scar]!).toBeGreaterThan(500);
  expect(values[tissue.blood]!).toBeGreaterThan(500);
  expect(values[tissue.fat]!).toBeGreaterThan(values[tissue.blood]!);
});

test("maps hold milliseconds, and both T1 maps give back the extracellular volume", () => {
  const [native, post] = [contrasts.t1_map(standardScan).values, contrasts.t1_map_post(standardScan).values];
  const deltaR1 = (code: number) => 1 / post[code]! - 1 / native[code]!;
  const share = ((1 - HAEMATOCRIT) * deltaR1(tissue.scar)) / deltaR1(tissue.blood);
  expect(share).toBeCloseTo(tissueProperties.scar.extracellular, 12);
  expect(native[tissue.myocardium]).toBe(1030);
  expect(contrasts.t2_map(standardScan).values[tissue.myocardium]).toBe(45);
  expect(enhancedT1Ms(tissueProperties.air)).toBe(tissueProperties.air.t1Ms);
});
