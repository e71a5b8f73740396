import { expect, test } from "vitest";
import { assertCmrkitLabels, toCmrkitLabels } from "./structures.ts";
import { gridOf, paint } from "./testing/shapes.ts";

const row = (...labels: number[]) => paint(gridOf([labels.length, 1, 1], [1, 1, 1]), (i) => labels[i]!);

test("ACDC's labels are cmrkit's; those of M&Ms and UK Biobank exchange the cavities", () => {
  expect([...toCmrkitLabels(row(0, 1, 2, 3), "acdc").labels]).toEqual([0, 1, 2, 3]);
  expect([...toCmrkitLabels(row(0, 1, 2, 3), "mnms").labels]).toEqual([0, 3, 2, 1]);
  expect([...toCmrkitLabels(row(0, 1, 2, 3), "ukbb").labels]).toEqual([0, 3, 2, 1]);
});

test("a label unknown to the convention is refused", () => {
  expect(() => toCmrkitLabels(row(0, 4), "mnms")).toThrow(
    expect.objectContaining({ kind: "unknown-label", details: { label: 4, convention: "mnms" } }),
  );
  expect(() => assertCmrkitLabels(row(7))).toThrow(expect.objectContaining({ kind: "unknown-label" }));
});
