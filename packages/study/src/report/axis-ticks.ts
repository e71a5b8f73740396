/** Round numbers along an axis. */

/** Steps that a reader counts by, times a power of ten. */
const STEPS = [1, 2, 5, 10];

/** Multiples of a round step from at most `from` to at least `to`, about `count` of them. */
export function axisTicks(from: number, to: number, count: number): readonly number[] {
  const rough = Math.max(to - from, 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((s) => s * power >= rough) ?? 10);
  const start = Math.floor(from / step);
  const end = Math.ceil(to / step);
  return Array.from({ length: end - start + 1 }, (_, n) => (start + n) * step);
}
