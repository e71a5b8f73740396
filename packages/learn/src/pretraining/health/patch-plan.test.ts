import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { patchPlan, rowsOfPatches } from "./patch-plan.ts";

const images = [
  { patient: "a", labels: [0, 0, 0, 0, 0, 0, 2, 3] },
  { patient: "b", labels: [] },
  { patient: "c", labels: [0, 0, 0, 0, 2, 2, 2, 0] },
];

test("as many patches of each structure are drawn as there are, up to the most, and of no structure too", () => {
  const plan = patchPlan(images, randomStream(1), 3)!;
  expect(plan.chosen[1]).toEqual([]);
  const labels = plan.chosen.flatMap((patches, i) => patches.map((patch) => images[i]!.labels[patch]!));
  const count = (label: number) => labels.filter((each) => each === label).length;
  expect([count(0), count(2), count(3)]).toEqual([3, 3, 1]);
  expect(plan.labels.classIndex).toEqual(labels.map((label) => [0, 2, 3].indexOf(label)));
  const patients = plan.chosen.flatMap((patches, i) => patches.map(() => images[i]!.patient));
  expect(plan.labels.patient).toEqual(patients);
});

test("a seed draws the same patches, another others", () => {
  const many = [{ patient: "a", labels: new Array<number>(100).fill(0) }];
  const draw = (seed: number) => patchPlan(many, randomStream(seed), 10)!.chosen[0];
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test("without masks there is nothing to plan", () => {
  expect(patchPlan([{ patient: "a", labels: [] }], randomStream(1))).toBeUndefined();
});

test("rows of patches are taken from all tokens", () => {
  expect(rowsOfPatches(Float32Array.from([0, 1, 2, 3, 4, 5]), [2, 0], 2)).toEqual(Float32Array.from([4, 5, 0, 1]));
});
