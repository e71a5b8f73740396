import { evaluate, input } from "@cmrkit/graph";
import { float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { maskedConvBlock } from "./masked-conv-block.ts";

const shape = [1, 2, 4, 4];
const visible = float32([1, 1, 4, 4], [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]);

function run(image: HostTensor, masked: boolean): ArrayLike<number> {
  const scope = new ParameterScope();
  const mask = input("visible", "float32", visible.shape);
  const y = maskedConvBlock(scope, input("image", "float32", shape), "layer", masked ? mask : undefined);
  const parameters = initialParameters(scope.specs, randomStream(7));
  return evaluate([y], new Map([...parameters, ["image", image], ["visible", visible]]))[0]!.data;
}

function noise(seed: number): Float32Array {
  const random = randomStream(seed);
  return Float32Array.from({ length: 32 }, () => random.normal());
}

/** Two images that differ in the last column only, which the mask hides. */
const one = noise(1);
const other = noise(2).map((value, i) => (i % 4 === 3 ? value : one[i]!));

test("what the mask hides does not reach its neighbours; without a mask it does", () => {
  const differs = (masked: boolean) => {
    const [a, b] = [run(float32(shape, one), masked), run(float32(shape, other), masked)];
    return Array.from(a, (value, i) => value !== b[i]);
  };
  const isHidden = Array.from(one, (_, i) => i % 4 === 3);
  expect(differs(true)).toEqual(isHidden);
  expect(differs(false).some((differ, i) => differ && !isHidden[i])).toBe(true);
});
