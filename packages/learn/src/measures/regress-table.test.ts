import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { featureTable } from "./feature-table.ts";
import { regressedCsv, regressTable } from "./regress-table.ts";

const header = ["patient", "ef", "noise", "size"];
const columns = { patient: "patient", label: "ef" };
const options = { folds: 5, random: randomStream(1) };

function lines(): string[][] {
  const random = randomStream(4);
  return Array.from({ length: 30 }, (_, i) => {
    const size = random.normal();
    return [`p${i}`, String(50 + 10 * size + 0.5 * random.normal()), String(random.normal()), String(size)];
  });
}

test("a number is predicted by patients that no model saw, and beside it stands what the mean would do", () => {
  const result = regressTable(featureTable([header, ...lines()], columns, "t.csv"), undefined, options);
  expect(result.metrics.meanAbsoluteError!.estimate).toBeLessThan(1);
  expect(result.metrics.rSquared!.estimate).toBeGreaterThan(0.95);
  expect(result.ofMean.meanAbsoluteError!.estimate).toBeGreaterThan(5);
  expect(regressedCsv(result).split("\n").slice(0, 2)).toEqual([
    "patient,predicted,reference",
    expect.stringMatching(/^p0,-?\d+\.\d{4},\d+\.\d+$/),
  ]);
});

test("another table's patients are judged by a model of the first", () => {
  const table = featureTable([header, ...lines()], columns, "t.csv");
  const asked = featureTable([header, ["q", "70", "0", "2"]], { ...columns, features: table.names }, "q.csv");
  const { rows } = regressTable(table, asked, options);
  expect(rows).toEqual([{ patient: "q", predicted: expect.closeTo(70, 0), reference: 70 }]);
});

test("a patient of both tables is refused: nobody is judged by a model that learnt from them", () => {
  const table = featureTable([header, ...lines()], columns, "t.csv");
  const asked = featureTable([header, ["p3", "70", "0", "2"]], { ...columns, features: table.names }, "q.csv");
  expect(() => regressTable(table, asked, options)).toThrow(/q\.csv and t\.csv share 1 patients, such as p3; leave/);
});

test("a label that is no number, and fewer patients than folds, are refused by name", () => {
  const worded = featureTable([header, ...lines(), ["z", "low", "1", "1"]], columns, "t.csv");
  expect(() => regressTable(worded, undefined, options)).toThrow(/patient z: "low" is no number/);
  const few = featureTable([header, ...lines().slice(0, 3)], columns, "t.csv");
  expect(() => regressTable(few, undefined, options)).toThrow(/3 patients; 5 are needed/);
});
