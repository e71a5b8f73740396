import { expect, test } from "vitest";
import { assertLabelOrder, labelOrderPlausible } from "./label-order.ts";
import { blockHearts, relabelled } from "./testing/shapes.ts";

const heart = blockHearts([
  { cavity: 20, rightCavity: 10 },
  { cavity: 10, rightCavity: 6 },
]);

test("a cavity inside its myocardium is plausible", () => {
  expect(labelOrderPlausible(heart)).toEqual({ kind: "plausible", enclosedShare: 1 });
});

test("labels in M&Ms order are recognised as swapped and refused", () => {
  const swapped = relabelled(heart, [0, 3, 2, 1]);
  expect(labelOrderPlausible(swapped)).toMatchObject({ kind: "swapped", cavityLabel: 1, wallLabel: 2 });
  expect(() => assertLabelOrder(swapped)).toThrow(
    expect.objectContaining({ kind: "label-order", details: { cavityLabel: 1, wallLabel: 2 } }),
  );
});

test.each([
  { to: [0, 1, 3, 2], cavityLabel: 2, wallLabel: 3 },
  { to: [0, 2, 1, 3], cavityLabel: 3, wallLabel: 1 },
  { to: [0, 2, 3, 1], cavityLabel: 1, wallLabel: 3 },
  { to: [0, 3, 1, 2], cavityLabel: 2, wallLabel: 1 },
])("order $to is seen as cavity $cavityLabel in wall $wallLabel", ({ to, cavityLabel, wallLabel }) => {
  expect(labelOrderPlausible(relabelled(heart, to))).toMatchObject({ kind: "swapped", cavityLabel, wallLabel });
});

test("without cavity or without myocardium the order cannot be told", () => {
  expect(labelOrderPlausible(relabelled(heart, [0, 0, 2, 0]))).toEqual({
    kind: "undecidable",
    why: "no left ventricular cavity",
  });
  expect(labelOrderPlausible(relabelled(heart, [0, 0, 0, 3]))).toEqual({ kind: "undecidable", why: "no myocardium" });
});

test("a cavity whose wall is mostly missing is open, not swapped", () => {
  const [X] = heart.grid.size;
  const halfWall = { ...heart, labels: heart.labels.map((label, at) => (label === 2 && at % X > 30 ? 0 : label)) };
  expect(labelOrderPlausible(halfWall).kind).toBe("open");
});
