import { expect, test } from "vitest";
import type { DataCase } from "./data-set.ts";
import { listedSplit, parsePatientLists } from "./patient-lists.ts";
import { refusalOf } from "./testing/refusal.ts";

const cases = ["a", "b", "c", "d"].map((id): DataCase => ({ id, patient: id, images: [], facts: {} }));
const lists = { training: ["c", "a"], validation: ["b"], test: [] };

test("the patients of each side are those on its list, sorted; who is on none takes no part", () => {
  const split = listedSplit(cases, lists);
  expect(split).toMatchObject({ training: ["a", "c"], validation: ["b"], test: [] });
  expect(listedSplit(cases, { ...lists, training: ["a", "c"] }).sha256).toBe(split.sha256);
  expect(listedSplit(cases, { ...lists, test: ["d"] }).sha256).not.toBe(split.sha256);
});

test("a split is read as it was saved, and refused when its lists were changed since", () => {
  const saved = { ...listedSplit(cases, lists) };
  const { sha256, ...same } = saved;
  expect(parsePatientLists(saved, "split.json")).toEqual(same);
  expect(parsePatientLists({ training: ["a"], validation: ["b"] }, "mine.json").test).toEqual([]);
  const changed = refusalOf(() => parsePatientLists({ ...saved, test: ["d"] }, "split.json"));
  expect([changed.kind, changed.message]).toEqual(["bad-split", expect.stringMatching(/split\.json was changed/)]);
  const empty = refusalOf(() => parsePatientLists({ ...same, training: [] }, "split.json"));
  expect([empty.kind, empty.message]).toEqual(["bad-config", expect.stringContaining("training: ")]);
});

test.each([
  [
    "is not in the data",
    { ...lists, test: ["x", "y"] },
    "patient x of test is not among the 4 patients of the data, nor",
  ],
  ["is on two sides", { ...lists, test: ["a"] }, "patient a of test is in training already"],
  ["is named twice", { ...lists, training: ["a", "a"] }, "patient a of training is in training already"],
])("a patient who %s is one clear error", (_, wrong, message) => {
  const refusal = refusalOf(() => listedSplit(cases, wrong));
  expect([refusal.kind, refusal.message]).toEqual(["bad-split", expect.stringContaining(message)]);
});
