import { add, input, mul } from "@cmrkit/graph";
import { ShapeError } from "@cmrkit/tensor";
import onnxProto from "onnx-proto";
import { expect, test } from "vitest";
import { emit } from "./emit.ts";

test("inputs of one name are one input of the model", () => {
  const [x, again] = [input("x", "float32", [2]), input("x", "float32", [2])];
  const { graph } = onnxProto.onnx.ModelProto.decode(emit({ y: add(mul(x, 2), again) }));
  expect(graph?.input?.map(({ name }) => name)).toEqual(["x"]);
});

test("inputs of one name must agree in shape", () => {
  const [x, other] = [input("x", "float32", [2]), input("x", "float32", [1])];
  expect(() => emit({ y: add(x, other) })).toThrow(ShapeError);
});
