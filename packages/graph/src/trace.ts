/**
 * Building a graph. A tensor refers to the node that makes it and a node to its inputs, so the graph is what can be
 * reached from its outputs: nothing is registered, nothing is mutated, and what no output needs does not exist.
 */
import type { DType, Shape } from "@cmrkit/tensor";
import type { PrimitiveAttributes, PrimitiveName } from "./primitive.ts";
import { shapeRules } from "./shape-rules/index.ts";
import type { TensorType } from "./shape-rules/rule.ts";

/** A value in a graph: one output of one node. */
export interface Tensor extends TensorType {
  readonly node: Node;
  /** Which of the node's outputs. */
  readonly outputIndex: number;
}

/** A primitive applied to tensors. The union over primitives lets `node.primitive` narrow `node.attributes`. */
export type Node = { [P in PrimitiveName]: NodeOf<P> }[PrimitiveName];

export interface NodeOf<P extends PrimitiveName> {
  readonly primitive: P;
  readonly attributes: PrimitiveAttributes[P];
  readonly inputs: readonly Tensor[];
  readonly outputTypes: readonly TensorType[];
}

/**
 * Applies a primitive and returns all its outputs.
 * @throws {ShapeError} from the primitive's shape rule, naming the primitive and every shape.
 */
export function applyAll<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly Tensor[],
  attributes: PrimitiveAttributes[P],
): readonly Tensor[] {
  const outputTypes = shapeRules[primitive](inputs, attributes);
  const node: NodeOf<P> = { primitive, attributes, inputs, outputTypes };
  return outputsOf(node as unknown as Node);
}

/** Applies a primitive and returns its first output. */
export function apply<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly Tensor[],
  attributes: PrimitiveAttributes[P],
): Tensor {
  return applyAll(primitive, inputs, attributes)[0]!;
}

/** All values that a node makes. */
export function outputsOf(node: Node): readonly Tensor[] {
  return node.outputTypes.map((type, outputIndex) => ({ ...type, node, outputIndex }));
}

/** A tensor fed at run time under a name. */
export function input(name: string, dtype: DType, shape: Shape): Tensor {
  const node: NodeOf<"Input"> = {
    primitive: "Input",
    attributes: { name },
    inputs: [],
    outputTypes: [{ dtype, shape }],
  };
  return { dtype, shape, node, outputIndex: 0 };
}

/** Every node that the tensors depend on, each after the nodes of its inputs; equal graphs give equal orders. */
export function topologicalOrder(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  for (const output of outputs) {
    push(output.node);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input) push(input.node);
      else order.push(stack.pop()!.node);
    }
  }
  return order;

  function push(node: Node): void {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  }
}
