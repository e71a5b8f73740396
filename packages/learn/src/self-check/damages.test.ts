import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { damaged, damageKinds, learntSeverity, type OutlinePair, testedSeverity } from "./damages.ts";

const [X, Y, Z] = [60, 60, 7];

/** A left ventricle in its wall with a right one beside it, wider at the base, in all slices but the first and last. */
function heart(radius: number): OutlinePair {
  const phase = (factor: number) =>
    Uint8Array.from({ length: X * Y * Z }, (_, at) => {
      const [i, j, k] = [at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y))];
      if (k === 0 || k === Z - 1) return 0;
      const own = factor * radius - k / 2;
      const left = Math.hypot(i - 36, j - 30);
      if (left < own) return 3;
      if (left < own + 4) return 2;
      return Math.hypot(i - 20, j - 30) < own ? 1 : 0;
    });
  return { ed: phase(1), es: phase(0.7), size: [X, Y, Z], pixelMm: 2 };
}

const pair = heart(11);
const other = heart(7);

test.each(damageKinds)("%s: changes a copy, the same one from the same seed", (kind) => {
  const before = { ed: pair.ed.slice(), es: pair.es.slice() };
  for (const severity of [testedSeverity, learntSeverity]) {
    const draw = (seed: number) => damaged(kind, { pair, other, severity, random: randomStream(seed) });
    const one = draw(1);
    expect(differing(one, pair)).toBeGreaterThan(10);
    expect(differing(draw(1), one)).toBe(0);
  }
  expect({ ed: pair.ed, es: pair.es }).toEqual(before);
});

test("a heart of very few slices is damaged without failing", () => {
  const labels = (from: OutlinePair, k: number) => from.ed.subarray(k * X * Y, (k + 1) * X * Y);
  const flat: OutlinePair = { ed: labels(pair, 2), es: labels(pair, 3), size: [X, Y, 1], pixelMm: 2 };
  for (const kind of damageKinds)
    expect(() => damaged(kind, { pair: flat, other, severity: learntSeverity, random: randomStream(3) })).not.toThrow();
});

function differing(a: OutlinePair, b: OutlinePair): number {
  const count = (x: Uint8Array, y: Uint8Array) => x.reduce((n, label, at) => n + Number(label !== y[at]), 0);
  return count(a.ed, b.ed) + count(a.es, b.es);
}
