import { float32, type HostTensor } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { evaluate } from "./evaluate/index.ts";
import { gradients } from "./gradients.ts";
import { add, exp, filled, layerNormalization, matMul, mul, reduceSum, sin, softmax, tanh } from "./ops/index.ts";
import { input, type Node, type Tensor, topologicalOrder } from "./trace.ts";

const x = input("x", "float32", [2, 3]);
const w = input("w", "float32", [3, 3]);
const feeds = new Map<string, HostTensor>([
  ["x", float32([2, 3], [0.5, -1, 0.25, 2, -0.75, 1])],
  ["w", float32([3, 3], [0.1, 0.7, -0.4, 0.3, -0.2, 0.6, -0.5, 0.9, 0.8])],
]);

/** A residual block whose rules read inputs, outputs and second outputs. */
function block(h: Tensor): Tensor {
  const y = layerNormalization(h, filled([3], 0.5), undefined, 1e-5);
  return add(h, matMul(softmax(tanh(matMul(y, w))), w));
}

/** Four blocks, and a way from the first to the end past all others. */
function chain(start: Tensor): { readonly kept: Tensor[]; readonly loss: Tensor } {
  const kept = [start];
  for (let i = 0; i < 4; i++) kept.push(block(kept.at(-1)!));
  return { kept, loss: reduceSum(mul(exp(kept.at(-1)!), kept[1]!)) };
}

/** Nodes of the forward pass whose values nodes of the backward pass read. */
function readBack(loss: Tensor, ofLoss: readonly Tensor[]): Node[] {
  const forward = new Set(topologicalOrder([loss]));
  const backward = topologicalOrder(ofLoss).filter((node) => !forward.has(node));
  const read = new Set(backward.flatMap(({ inputs }) => inputs.map(({ node }) => node)));
  return [...read].filter((node) => forward.has(node) && node.inputs.length > 0);
}

const count = (tensors: readonly Tensor[], primitive: string) =>
  topologicalOrder(tensors).filter((node) => node.primitive === primitive).length;

describe("recomputation", () => {
  test("gives the gradients that keeping everything gives", () => {
    const { kept, loss } = chain(x);
    const values = (of: Tensor[]) => evaluate(of, feeds).map(({ data }) => [...data]);
    expect(values(gradients(loss, [x, w], { kept }))).toEqual(values(gradients(loss, [x, w])));
  });

  test("reads nothing of the forward pass but what is kept, and the loss's own segment", () => {
    const { kept, loss } = chain(x);
    const ends = new Set([...kept.map(({ node }) => node), ...topologicalOrder([loss]).slice(-3)]);
    expect(readBack(loss, gradients(loss, [w])).filter((node) => !ends.has(node)).length).toBeGreaterThan(10);
    expect(readBack(loss, gradients(loss, [w], { kept })).filter((node) => !ends.has(node))).toEqual([]);
  });

  test("makes each block once more", () => {
    const { kept, loss } = chain(x);
    expect(count([loss, ...gradients(loss, [w])], "Tanh")).toBe(4);
    expect(count([loss, ...gradients(loss, [w], { kept })], "Tanh")).toBe(8);
  });

  test("leaves what no kept tensor feeds as it is", () => {
    const { kept, loss } = chain(tanh(sin(x)));
    const ofLoss = gradients(loss, [x], { kept: kept.slice(1) });
    expect(count([loss, ...ofLoss], "Sin")).toBe(1);
  });

  test("lets each of two branches wait for its own gradient", () => {
    const [p, q] = [exp(x), tanh(x)];
    const ends = [sin(sin(p)), sin(sin(q))] as const;
    const ofLoss = gradients(reduceSum(mul(...ends)), [x], { kept: [p, q, ...ends] });
    const waits = topologicalOrder(ofLoss).filter(({ primitive }) => primitive === "After");
    const tokenOf = (value: Tensor) => waits.find(({ inputs }) => inputs[0]!.node === value.node)!.inputs[1]!;
    expect(waits.length).toBe(2);
    expect(topologicalOrder([tokenOf(p)])).toContain(ends[1].node);
    expect(topologicalOrder([tokenOf(q)])).toContain(ends[0].node);
  });

  test("can be differentiated again", () => {
    const kept = [x, sin(x)];
    const loss = reduceSum(exp(sin(kept[1]!)));
    const twice = (options: object) => gradients(reduceSum(gradients(loss, [x], options)[0]!), [x]);
    expect(evaluate(twice({ kept }), feeds)).toEqual(evaluate(twice({}), feeds));
  });
});
