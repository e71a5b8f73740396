import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { featuresOf } from "./features.ts";
import { crossRidge, fitRidge } from "./ridge.ts";
import { solvePositive } from "./solve-positive.ts";

const COUNT = 60;

/** Rows of `width` numbers, and 2·first − 3·second + 5 of each, in other units. */
function drawn(width: number, noise: number) {
  const random = randomStream(7);
  const rows = Array.from({ length: COUNT }, () => Array.from({ length: width }, () => random.normal()));
  const value = rows.map(([a, b]) => 2 * a! - 3 * b! + 5 + noise * random.normal());
  const scaled = rows.map((row) => row.map((x, e) => (e === 1 ? 1000 * x + 40 : x)));
  const patient = rows.map((_, i) => `p${Math.floor(i / 2)}`);
  return { features: featuresOf(Float32Array.from(scaled.flat()), width), values: { value, patient } };
}

test("a plane is found again, whatever the units of its axes", () => {
  const { features, values } = drawn(2, 0);
  const { predict } = fitRidge(features, values, { innerFolds: 5, penalties: [1e-6] });
  predict(features).forEach((value, i) => {
    expect(value).toBeCloseTo(values.value[i]!, 3);
  });
});

test("the fit is the minimum: no weight that is moved a little makes error and penalty smaller", () => {
  const { features, values } = drawn(3, 1);
  const penalty = 0.1;
  const { predict } = fitRidge(features, values, { innerFolds: 5, penalties: [penalty] });
  const at = (row: readonly number[]) => predict(featuresOf(Float32Array.from(row), 3))[0]!;
  const deviations = [0, 1, 2].map((e) => {
    const column = values.value.map((_, i) => features.data[3 * i + e]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / COUNT;
    return Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / COUNT);
  });
  const zero = at([0, 0, 0]);
  const weights = deviations.map((deviation, e) => at([0, 1, 2].map((k) => (k === e ? deviation : 0))) - zero);
  const fitted = predict(features);
  // Gradient of mean square error + 3·λ·‖w‖² by each weight on features of deviation 1.
  for (const e of [0, 1, 2]) {
    const mean = values.value.reduce((sum, _, i) => sum + features.data[3 * i + e]!, 0) / COUNT;
    const slope = values.value.reduce((sum, y, i) => {
      const z = (features.data[3 * i + e]! - mean) / deviations[e]!;
      return sum - (2 / COUNT) * z * (y - fitted[i]!);
    }, 0);
    expect(slope + 2 * 3 * penalty * weights[e]!).toBeCloseTo(0, 4);
  }
});

test("of more features than rows those that know are heard, and noise alone says little more than the mean", () => {
  const { features, values } = drawn(90, 0.1);
  const errorOf = (predicted: readonly number[], truth: readonly number[]) =>
    predicted.reduce((sum, value, i) => sum + Math.abs(value - truth[i]!), 0) / COUNT;
  const mean = values.value.reduce((sum, value) => sum + value, 0) / COUNT;
  const byMean = errorOf(
    values.value.map(() => mean),
    values.value,
  );
  expect(errorOf(crossRidge(features, values, 5), values.value)).toBeLessThan(0.8 * byMean);
  const shuffled = { ...values, value: values.value.map((_, i) => values.value[(i * 37 + 11) % COUNT]!) };
  expect(errorOf(crossRidge(features, shuffled, 5), shuffled.value)).toBeGreaterThan(0.9 * byMean);
});

test("a positive definite system is solved, another refused", () => {
  const x = solvePositive(Float64Array.from([4, 2, 0, 2, 5, 1, 0, 1, 3]), Float64Array.from([8, 15, 11]));
  expect([...x].map((value) => Number(value.toFixed(9)))).toEqual([1, 2, 3]);
  expect(() => solvePositive(Float64Array.from([1, 2, 2, 1]), Float64Array.from([1, 1]))).toThrow(/pivot 1/);
});
