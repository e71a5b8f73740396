import { add, input, matMul } from "@cmrkit/graph";
import { encodeFloat16, float32, ShapeError } from "@cmrkit/tensor";
import onnxProto from "onnx-proto";
import { expect, test } from "vitest";
import { emit } from "./emit.ts";
import { withInitializers } from "./with-initializers.ts";

const x = input("x", "float32", [1, 2]);
const w = input("w", "float32", [2, 2]);
const b = input("b", "float32", [2]);
const model = emit({ y: add(matMul(x, w), b) });

const parts = (bytes: Uint8Array) => {
  const { graph } = onnxProto.onnx.ModelProto.decode(bytes);
  const names = (list: readonly { name?: string | null }[] | null | undefined) => (list ?? []).map(({ name }) => name);
  return { inputs: names(graph?.input), initializers: names(graph?.initializer), graph };
};

test("weights become part of the model and stop being inputs; unknown names are left out", () => {
  const given = withInitializers(
    model,
    new Map([
      ["w", float32([2, 2], [1, 2, 3, 4])],
      ["z", float32([1], [0])],
    ]),
  );
  expect(parts(model).inputs).toEqual(["x", "w", "b"]);
  expect(parts(given).inputs).toEqual(["x", "b"]);
  expect(parts(given).initializers).toEqual(["w"]);
});

test("half-precision weights are widened", () => {
  const half = { dtype: "float16", shape: [2], data: encodeFloat16(Float32Array.of(0.5, -3)) } as const;
  const { graph } = parts(withInitializers(model, new Map([["b", half]])));
  const raw = graph!.initializer![0]!.rawData!;
  expect([...new Float32Array(Uint8Array.from(raw).buffer)]).toEqual([0.5, -3]);
});

test("an initializer of another shape is refused, naming both", () => {
  const initializers = new Map([["w", float32([3], [1, 2, 3])]]);
  expect(() => emit({ y: matMul(x, w) }, { initializers })).toThrow(ShapeError);
  expect(() => emit({ y: matMul(x, w) }, { initializers })).toThrow("w: float32 (3) given, float32 (2, 2) needed");
});
