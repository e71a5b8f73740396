/** Round numbers along an axis. */

/** Steps that a reader counts by, times a power of ten. */
const STEPS = [1, 2, 5, 10];

/** Digits of a tick: 3 · 0.1 is 0.3. */
const PRECISION = 12;

/** Multiples of a round step from at most `from` to at least `to`, about `count` of them; of one value, steps for a range of 1. */
export function axisTicks(from: number, to: number, count: number): readonly number[] {
  const rough = (to > from ? to - from : 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((s) => s * power >= rough) ?? 10);
  const start = Math.floor(from / step);
  const end = Math.ceil(to / step);
  return Array.from({ length: end - start + 1 }, (_, n) => Number(((start + n) * step).toPrecision(PRECISION)));
}
