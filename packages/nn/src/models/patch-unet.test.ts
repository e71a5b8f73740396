import { evaluate, gradients, input, mul, reduceSum } from "@cmrkit/graph";
import { float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { patchUNet } from "./patch-unet.ts";

const config = {
  inChannels: 2,
  outChannels: 3,
  channels: [4, 6],
  encoderBlocks: [1, 1],
  decoderBlocks: [1],
  borderChannels: 2,
};
const scope = new ParameterScope();
const image = input("image", "float32", [2, 2, 8, 8]);
const logits = patchUNet(scope, config, image);
const random = randomStream(11);
const pictures = Float32Array.from({ length: 2 * 2 * 64 }, () => random.normal());
const feeds = (data: Float32Array) =>
  new Map<string, HostTensor>([
    ...initialParameters(scope.specs, randomStream(1)),
    ["image", float32([2, 2, 8, 8], data)],
  ]);

test("every pixel gets its logits, and samples do not see each other", () => {
  expect(logits.shape).toEqual([2, 3, 8, 8]);
  const swapped = new Float32Array([...pictures.subarray(128), ...pictures.subarray(0, 128)]);
  const [one, other] = [pictures, swapped].map((data) => evaluate([logits], feeds(data))[0]!.data);
  expect(Array.from(other!.subarray(0, 192))).toEqual(Array.from(one!.subarray(192)));
});

test("every parameter has a gradient but the last upsampling bias, which the final instance norm takes away", () => {
  const weight = input("weight", "float32", logits.shape);
  const loss = reduceSum(mul(logits, weight));
  const given = feeds(pictures);
  given.set(
    "weight",
    float32(
      logits.shape,
      Float32Array.from({ length: 384 }, () => random.normal()),
    ),
  );
  const all = gradients(
    loss,
    scope.specs.map(({ tensor }) => tensor),
  );
  const idle = evaluate(all, given).flatMap(({ data }, i) =>
    data.every((value) => Math.abs(value) < 1e-12) ? [scope.specs[i]!.name] : [],
  );
  expect(idle).toEqual(["decoder.0.up.bias"]);
});
