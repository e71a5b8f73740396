import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { type IntraclassForm, intraclassCorrelation } from "./intraclass-correlation.ts";

const forms: readonly IntraclassForm[] = ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)"];
const why = { notMeasurable: expect.any(String) };

test("Shrout and Fleiss' six targets and four judges give .17, .29 and .71", () => {
  const ratings = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ];
  const rounded = forms.map((form) => Number(intraclassCorrelation(ratings, form)).toFixed(2));
  expect(rounded).toEqual(["0.17", "0.29", "0.71"]);
});

test.each(forms)("%s is that of an analysis of variance by correction terms", (form) => {
  expect(intraclassCorrelation(metricFixtures.intraclass.ratings, form)).toBeCloseTo(
    metricFixtures.intraclass[form],
    10,
  );
});

test("a constant bias between raters leaves consistency at 1 and lowers agreement", () => {
  const biased = [
    [20, 10],
    [30, 20],
    [40, 30],
  ];
  expect(intraclassCorrelation(biased, "ICC(3,1)")).toBeCloseTo(1, 12);
  expect(intraclassCorrelation(biased, "ICC(2,1)")).toBeCloseTo(2 / 3, 12); // MSR 200, MSC 150, MSE 0
});

test("ratings that are all the same have no correlation, whatever their decimals", () => {
  const same = [
    [0.1, 0.1, 0.1],
    [0.1, 0.1, 0.1],
    [0.1, 0.1, 0.1],
  ];
  for (const form of forms) expect(intraclassCorrelation(same, form)).toEqual(why);
});

test("subjects who do not differ have no consistency, and no agreement either", () => {
  const rows = [
    [3, 4],
    [3, 4],
    [3, 4],
  ];
  expect(intraclassCorrelation(rows, "ICC(3,1)")).toEqual(why);
  expect(intraclassCorrelation(rows, "ICC(2,1)")).toBe(0);
});
