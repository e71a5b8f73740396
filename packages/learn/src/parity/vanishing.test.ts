import { float32 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { lastingElements, vanishingTensors } from "./vanishing.ts";

const gradients = new Map([
  ["weight", float32([2], [-4, 1e-9])],
  ["bias", float32([1], [3e-6])],
  ["small", float32([1], [5e-6])],
]);

test("a gradient vanishes below a millionth of the model's largest", () => {
  expect([...vanishingTensors(gradients)]).toEqual(["bias"]);
});

test("elements are judged by the same measure, whatever their tensor", () => {
  expect(lastingElements(gradients)).toEqual(
    new Map([
      ["weight", [0]],
      ["bias", []],
      ["small", [0]],
    ]),
  );
});
