import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { refusalOf } from "../datasets/testing/refusal.ts";
import { classifiedCsv, classifyTable } from "./classify-table.ts";
import { featureTable } from "./feature-table.ts";

const header = ["patient", "group", "noise", "size"];

/** Three groups of eight patients, whose size tells them apart and whose noise does not. */
function lines(): string[][] {
  const random = randomStream(4);
  return Array.from({ length: 24 }, (_, i) => {
    const size = 100 * (i % 3) + 10 * random.normal();
    return [`p${i}`, ["NOR", "DCM", "HCM"][i % 3]!, String(random.normal()), String(size)];
  });
}

const columns = { patient: "patient", label: "group" };
const options = { folds: 4, random: randomStream(1) };

test("groups are told apart by patients that no model saw, and the weights name what told them", () => {
  const result = classifyTable(featureTable([header, ...lines()], columns, "t.csv"), undefined, options);
  expect(result.classes).toEqual(["DCM", "HCM", "NOR"]);
  expect(result.metrics.accuracy!.estimate).toBe(1);
  expect(result.confusion.counts).toEqual([
    [8, 0, 0],
    [0, 8, 0],
    [0, 0, 8],
  ]);
  const [noise, size] = result.weights.map(({ ofClass }) => Math.max(...ofClass.map(Math.abs)));
  expect(size).toBeGreaterThan(5 * noise!);
  expect(classifiedCsv(result).split("\n").slice(0, 2)).toEqual([
    "patient,truth,answer,p_DCM,p_HCM,p_NOR",
    expect.stringMatching(/^p0,NOR,NOR,0\.0\d+,0\.0\d+,0\.9\d+$/),
  ]);
});

test("another table's patients are judged by a model of the first", () => {
  const table = featureTable([header, ...lines()], columns, "t.csv");
  const asked = featureTable([header, ["q", "HCM", "0", "210"]], { ...columns, features: table.names }, "q.csv");
  const { rows, metrics } = classifyTable(table, asked, { ...options, folds: 10 }); // the folds are not this table's
  expect(rows.map(({ patient, truth }) => [patient, truth])).toEqual([["q", "HCM"]]);
  expect(metrics.accuracy!.estimate).toBe(1);
});

test("the group that is named as positive has its own sensitivity, and one that the table has not is refused", () => {
  const table = featureTable([header, ...lines().filter(([, group]) => group !== "HCM")], columns, "t.csv");
  const sensitivityOf = (positive?: string) =>
    classifyTable(table, undefined, { ...options, ...(positive && { positive }) }).metrics.sensitivity!.estimate;
  expect(sensitivityOf()).toEqual({ notMeasurable: "no class is named as the positive one" });
  expect(sensitivityOf("DCM")).toBe(1);
  expect(refusalOf(() => sensitivityOf("ARV")).message).toContain('the positive class is "ARV"');
});

test("lines with an empty cell are left out and counted, columns of words are no features", () => {
  const table = featureTable(
    [
      [...header, "why"],
      ["a", "NOR", "1", "2", ""],
      ["b", "NOR", "", "2", "no mask"],
      ["c", "DCM", "3", "4", ""],
    ],
    columns,
    "t.csv",
  );
  expect(table.names).toEqual(["noise", "size"]);
  expect([table.rows.length, table.leftOut]).toEqual([2, 1]);
});

test.each([
  [
    "a column that is not there",
    () => featureTable([header], { ...columns, label: "disease" }, "t.csv"),
    "no column disease",
  ],
  [
    "words as features",
    () => featureTable([header, ["a", "NOR", "x", "1"]], { ...columns, features: ["noise"] }, "t.csv"),
    'patient a, noise is "x", not a number',
  ],
  [
    "nothing but empty lines",
    () => featureTable([header, ["a", "NOR", "", "1"], ["b", "DCM", "2", ""]], columns, "t.csv"),
    "no line of t.csv has",
  ],
  [
    "one class",
    () =>
      classifyTable(
        featureTable([header, ...lines().filter(([, group]) => group === "NOR")], columns, "t.csv"),
        undefined,
        options,
      ),
    "t.csv has one class, NOR",
  ],
  [
    "fewer patients than folds",
    () => classifyTable(featureTable([header, ...lines()], columns, "t.csv"), undefined, { ...options, folds: 9 }),
    "8 patients of DCM; 9 are needed",
  ],
  [
    "a patient whom the model learnt from",
    () => {
      const table = featureTable([header, ...lines()], columns, "t.csv");
      return classifyTable(table, { ...table, source: "q.csv" }, options);
    },
    "q.csv and t.csv share 24 patients, such as p0; leave them out of one of the two",
  ],
  [
    "a class that was not learnt",
    () =>
      classifyTable(
        featureTable([header, ...lines()], columns, "t.csv"),
        featureTable([header, ["q", "RV", "0", "1"]], columns, "q.csv"),
        options,
      ),
    "q.csv has the class RV",
  ],
])("%s is refused by name", (_, attempt, says) => {
  expect(refusalOf(attempt).message).toContain(says);
});
