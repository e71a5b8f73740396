import { expect, test } from "vitest";
import type { DataCase } from "./data-set.ts";
import { labelledPatients } from "./labelled-patients.ts";
import { countOf, parsePatientCount } from "./patient-count.ts";
import { patientFolds, stratifiedSplit } from "./patient-split.ts";
import { requireClasses } from "./require-classes.ts";
import { requireLabels } from "./require-labels.ts";
import { refusalOf } from "./testing/refusal.ts";

const oneCase = (id: string, group: string, patient = id): DataCase => ({ id, patient, images: [], facts: { group } });

/** 30 normal and 60 infarcted patients, and one of two cases. */
const cases = [
  ...Array.from({ length: 30 }, (_, i) => oneCase(`N${i}`, "normal")),
  ...Array.from({ length: 60 }, (_, i) => oneCase(`P${i}`, "infarcted")),
  oneCase("twin a", "normal", "N0"),
];
const normalIn = (patients: readonly string[]) => patients.filter((id) => id.startsWith("N")).length;

test("a split has every group in its share on each side, no patient twice, and none lost", () => {
  const options = { seed: 3, test: { percent: 20 }, validation: { patients: 9 } };
  const { training, validation, test: tested } = stratifiedSplit(cases, options);
  expect([training.length, validation.length, tested.length]).toEqual([63, 9, 18]);
  expect([training, validation, tested].map(normalIn)).toEqual([21, 3, 6]);
  expect(new Set([...training, ...validation, ...tested]).size).toBe(90);
});

test("a split depends on cases, counts and seed, not on the order of the cases", () => {
  const options = { seed: 3, test: { patients: 10 } };
  const split = stratifiedSplit(cases, options);
  expect(stratifiedSplit(cases.toReversed(), options)).toEqual(split);
  expect(stratifiedSplit(cases, { ...options, seed: 4 }).sha256).not.toBe(split.sha256);
});

test("every patient is tested in exactly one fold, and each fold has its share of the groups", () => {
  const folds = patientFolds(cases, { seed: 1, folds: 5, validation: { percent: 10 } });
  expect(folds.flatMap((fold) => fold.test).sort()).toEqual([...new Set(cases.map(({ patient }) => patient))].sort());
  for (const { training, validation, test: tested } of folds) {
    expect([tested.length, normalIn(tested)]).toEqual([18, 6]);
    expect([training.length, validation.length]).toEqual([65, 7]);
    expect(training.filter((id) => tested.includes(id) || validation.includes(id))).toEqual([]);
  }
});

test("folds stay even when their number is that of the groups", () => {
  const folds = patientFolds(cases, { seed: 1, folds: 3 });
  expect(folds.map((fold) => normalIn(fold.test))).toEqual([10, 10, 10]);
});

test("a draw of labelled patients contains the smaller ones, and a draw of three has both groups", () => {
  const draw = (text: string) => labelledPatients(cases, parsePatientCount(text), 11);
  const sizes = ["3", "8", "16", "50%", "all"].map(draw);
  expect(sizes.map(({ length }) => length)).toEqual([3, 8, 16, 45, 90]);
  for (const [n, smaller] of sizes.slice(0, -1).entries()) {
    expect(smaller.filter((id) => !sizes[n + 1]!.includes(id))).toEqual([]);
  }
  expect(sizes.map(normalIn)).toEqual([1, 3, 5, 15, 30]);
  expect(labelledPatients(cases, { patients: 8 }, 12)).not.toEqual(sizes[1]);
});

test("a number of patients is 8, 5% or all; a share is rounded and never nobody", () => {
  expect(countOf(parsePatientCount("5%"), 72, "training")).toBe(4);
  expect(countOf(parsePatientCount("0.5%"), 72, "training")).toBe(1);
  for (const text of ["", "0", "2.5", "-4", "120%", "some"]) {
    const refusal = refusalOf(() => parsePatientCount(text));
    expect(refusal.kind).toBe("bad-split");
    expect(refusal.message).toContain(`"${text}" is no number of patients`);
  }
});

test.each([
  [
    "fewer patients than folds",
    () => patientFolds(cases.slice(0, 4), { seed: 1, folds: 5 }),
    "4 patients cannot fill 5",
  ],
  ["a single fold", () => patientFolds(cases, { seed: 1, folds: 1 }), "at least 2 folds, got 1"],
  [
    "more labels than patients",
    () => labelledPatients(cases, { patients: 91 }, 1),
    "91 patients are asked for training",
  ],
  ["nobody to train on", () => stratifiedSplit(cases, { seed: 1, test: "all" }), "leave none of 90 to train on"],
  ["no cases", () => stratifiedSplit([], { seed: 1 }), "there is no case to split"],
])("refuses %s", (_, act, message) => {
  const refusal = refusalOf(act);
  expect(refusal.kind).toBe("bad-split");
  expect(refusal.message).toContain(message);
});

test("a side with one class, or with a class that nobody trains, is refused; a side that is empty is not", () => {
  const split = stratifiedSplit(cases, { seed: 3, test: { patients: 9 } });
  expect(() => requireClasses(cases, split)).not.toThrow();
  const oneClass = refusalOf(() => requireClasses(cases, { ...split, test: ["P1", "P2"] }));
  expect([oneClass.kind, oneClass.message.includes("all 2 patients of test are infarcted")]).toEqual([
    "bad-split",
    true,
  ]);
  const more = [...cases, oneCase("X", "dilated")];
  const untrained = refusalOf(() => requireClasses(more, { ...split, test: ["X", "N1"] }));
  expect(untrained.message).toContain("test has patients with dilated, of whom none is in training");
});

test("a case without a class, or an image without labels, is refused before anything trains", () => {
  const nameless: DataCase = { id: "Q", patient: "Q", images: [], facts: {} };
  const split = stratifiedSplit([...cases, nameless], { seed: 3 });
  expect(refusalOf(() => requireClasses([...cases, nameless], split)).kind).toBe("unlabelled");
});

test("unlabelled images are counted, and the first is named with what it lacks", () => {
  const file = { format: "nifti", path: "x.nii", frameIndex: 0 } as const;
  const image = { name: "sax ed", sequence: "cine", view: "sax", channels: [file] } as const;
  const labelled = { ...image, labels: { file, meaning: { 1: "leftVentricleBloodPool" } } } as const;
  const list: DataCase[] = [
    { id: "a", patient: "a", images: [labelled], facts: {} },
    { id: "b", patient: "b", images: [image, image], facts: {} },
  ];
  const refusal = refusalOf(() => requireLabels(list));
  expect(refusal.kind).toBe("unlabelled");
  expect(refusal.message).toContain("case b, sax ed has no labels, nor has another image of the 2 cases");
  const wanted = refusalOf(() => requireLabels(list.slice(0, 1), ["leftVentricularMyocardium"]));
  expect(wanted.message).toContain("case a, sax ed has no labels of leftVentricularMyocardium;");
  expect(() => requireLabels(list.slice(0, 1), ["leftVentricleBloodPool"])).not.toThrow();
});

test("a class that the task names keeps its share on every side", () => {
  const some = Array.from({ length: 40 }, (_, i) => ({ ...cases[i]!, id: `p${i}`, patient: `p${i}`, facts: {} }));
  const withSex = some.map((each, i) => ({ ...each, stratum: i % 5 === 0 ? "F" : "M" }));
  const women = new Set(withSex.filter(({ stratum }) => stratum === "F").map(({ patient }) => patient));
  for (let seed = 0; seed < 12; seed++) {
    const { validation } = stratifiedSplit(withSex, { seed, validation: { patients: 10 } });
    expect(validation.filter((patient) => women.has(patient))).toHaveLength(2);
  }
});
