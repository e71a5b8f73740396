/** A graph emitted in blocks computes what it computes node by node. */
import {
  add,
  exp,
  gelu,
  gradients,
  greater,
  input,
  instanceNormalization,
  layerNormalization,
  mul,
  reduceSum,
  relu,
  reshape,
  softmax,
  sub,
  type Tensor,
  where,
} from "@cmrkit/graph";
import { emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { type HostTensor, hostTensor, type NamedTensors, randomStream, toNumbers } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { expectClose } from "./expect-runs-like.ts";

/** Means are summed in another order. */
const TOLERANCE = 1e-5;

function normal(name: string, shape: readonly number[]): HostTensor {
  const random = randomStream(7).fork(name);
  const count = shape.reduce((product, extent) => product * extent, 1);
  return hostTensor(
    "float32",
    shape,
    Float32Array.from({ length: count }, () => random.normal()),
  );
}

async function run(bytes: Uint8Array, feeds: NamedTensors): Promise<NamedTensors> {
  const session = await openSession(bytes, { threads: 1 });
  const results = await session.run(feeds);
  await session.dispose();
  return results;
}

/** Emits both ways, checks that one has loops, and compares every output. */
async function expectSameInBlocks(inputs: readonly Tensor[], outputs: Readonly<Record<string, Tensor>>): Promise<void> {
  const feeds = new Map(
    inputs.map(({ node, shape }) => {
      const name = node.primitive === "Input" ? node.attributes.name : "";
      return [name, normal(name, shape)];
    }),
  );
  const inBlocks = emit(outputs, { blockElements: 512 });
  expect(new TextDecoder("latin1").decode(inBlocks)).toContain("Scan");
  const [actual, expected] = [await run(inBlocks, feeds), await run(emit(outputs), feeds)];
  for (const [name, { data, shape }] of expected) {
    expect(actual.get(name)!.shape).toEqual(shape);
    expectClose(toNumbers(actual.get(name)!.data), toNumbers(data), TOLERANCE, name);
  }
}

test("a chain with a scalar, a truth value and results along the way", async () => {
  const x = input("x", "float32", [3, 10, 60]);
  const rate = input("rate", "float32", [1, 1, 1]);
  const scaled = mul(x, rate);
  const kept = where(greater(scaled, 0), scaled, 0.5);
  await expectSameInBlocks([x, rate], { kept: reshape(kept, [30, 60]), last: exp(sub(kept, add(scaled, 2))) });
});

test("the gradient through instance norm and GELU, whose rows are planes", async () => {
  const x = input("x", "float32", [2, 3, 16, 15]);
  const weight = input("weight", "float32", [2, 3, 16, 15]);
  const loss = reduceSum(mul(gelu(instanceNormalization(x, 1e-6)), weight));
  await expectSameInBlocks([x, weight], { gradient: gradients(loss, [x])[0]! });
});

test("the gradients of layer norm with its scale and bias, whose rows are tokens", async () => {
  const x = input("x", "float32", [4, 10, 64]);
  const scale = input("scale", "float32", [64]);
  const bias = input("bias", "float32", [64]);
  const loss = reduceSum(relu(layerNormalization(x, scale, bias, 1e-5)));
  const [ofX, ofScale, ofBias] = gradients(loss, [x, scale, bias]);
  await expectSameInBlocks([x, scale, bias], { ofX: ofX!, ofScale: ofScale!, ofBias: ofBias! });
});

test("the gradient of softmax", async () => {
  const x = input("x", "float32", [2, 2, 19, 19]);
  const weight = input("weight", "float32", [2, 2, 19, 19]);
  const [gradient] = gradients(reduceSum(mul(softmax(x), weight)), [x]);
  await expectSameInBlocks([x, weight], { gradient: gradient! });
});
