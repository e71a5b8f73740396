import { expect, test } from "vitest";
import type { DataCase } from "./data-set.ts";
import { ownersSplit } from "./owners-split.ts";

type Side = NonNullable<DataCase["split"]>;

const caseOf = (id: string, split?: Side, patient = id): DataCase => ({
  id,
  patient,
  images: [],
  facts: {},
  ...(split && { split }),
});
const training = ["a", "b", "c", "d"].map((id) => caseOf(id, "training"));
const test1 = caseOf("z", "test");

test("the owners' sides are taken as they are", () => {
  const split = ownersSplit([...training, caseOf("v", "validation"), test1], { seed: 1 });
  expect(split).toMatchObject({ training: ["a", "b", "c", "d"], validation: ["v"], test: ["z"] });
});

test("where the owners hold nobody out for validation, some of their training patients are drawn, by the seed", () => {
  const split = ownersSplit([...training, test1], { seed: 1, validation: { patients: 1 } });
  expect([split.training.length, split.validation.length, split.test]).toEqual([3, 1, ["z"]]);
  expect(ownersSplit([test1, ...training.toReversed()], { seed: 1, validation: { patients: 1 } })).toEqual(split);
  expect([...split.training, ...split.validation].sort()).toEqual(["a", "b", "c", "d"]);
});

test.each([
  ["a case on no side", [...training, caseOf("x")], /case x is on no side/],
  [
    "a patient on two",
    [...training, caseOf("a2", "test", "a")],
    /patient a is on two sides of the owners' split, training and test/,
  ],
  ["nobody to learn from", [test1], /no training patient/],
  ["nobody to validate by", [...training, test1], /hold nobody out for validation; say how many of the 4/],
])("refused: %s", (_, cases, message) => {
  expect(() => ownersSplit(cases, { seed: 1 })).toThrow(message);
});
