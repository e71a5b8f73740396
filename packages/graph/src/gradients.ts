/** Reverse-mode differentiation: the chain rule walked from the loss back, one reverse rule a node. */
import { elementCount, isFloating, ShapeError, sameShape, showShape } from "@cmrkit/tensor";
import { add, filled, reshape } from "./ops/index.ts";
import { type ForwardReader, readAsComputed, readRecomputed } from "./recompute.ts";
import { reverseRules } from "./reverse/index.ts";
import type { ReverseRule } from "./reverse/rule.ts";
import { type Node, type Tensor, topologicalOrder } from "./trace.ts";

export interface GradientOptions {
  /** The gradient of the scalar itself, 1 unless given (a loss scale, an accumulation weight). */
  readonly seed?: Tensor;
  /**
   * Tensors of the forward pass, such as the outputs of a transformer's blocks, between which values are computed again
   * for the backward pass instead of kept (see `recompute.ts`). None: everything is kept.
   */
  readonly kept?: readonly Tensor[];
}

/**
 * The gradients of a scalar with respect to tensors, as new tensors of the same graph.
 *
 * A tensor on which the scalar does not depend, or only through a primitive without gradient, has gradient zero.
 * @throws {ShapeError} when `loss` has more than one element.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[], { seed, kept = [] }: GradientOptions = {}): Tensor[] {
  if (elementCount(loss.shape) !== 1)
    throw new ShapeError(`gradients: the loss must be one number, it is ${showShape(loss.shape)}`);
  const order = topologicalOrder([loss]);
  const needed = nodesLeadingTo(order, wrt);
  const cotangents = new Cotangents();
  cotangents.accumulate(loss, reshape(seed ?? filled([], 1), loss.shape));
  const read = kept.length === 0 ? readAsComputed : readRecomputed(order, kept);
  for (const node of order.toReversed()) {
    if (needed.has(node)) propagate(node, cotangents, read);
  }
  return wrt.map((tensor) => cotangents.of(tensor) ?? filled(tensor.shape, 0));
}

/** Nodes through which the loss depends on `wrt`; nothing else needs a gradient. */
function nodesLeadingTo(order: readonly Node[], wrt: readonly Tensor[]): Set<Node> {
  const sources = new Set(wrt.map(({ node }) => node));
  const needed = new Set<Node>();
  for (const node of order) {
    if (sources.has(node) || node.inputs.some((input) => needed.has(input.node))) needed.add(node);
  }
  return needed;
}

function propagate(node: Node, cotangents: Cotangents, read: ForwardReader): void {
  const ofOutputs = cotangents.ofOutputs(node);
  const reached = ofOutputs.filter((cotangent) => cotangent !== undefined);
  const rule = reverseRules[node.primitive];
  if (typeof rule !== "function" || reached.length === 0) return;
  const seen = read(node, reached);
  const ofInputs = (rule as ReverseRule<typeof node.primitive>)(seen.node as never, seen.outputs, ofOutputs);
  node.inputs.forEach((input, i) => {
    const gradient = ofInputs[i];
    if (gradient && isFloating(input.dtype)) cotangents.accumulate(input, gradient);
  });
}

/** Gradients met so far, summed where a tensor is used more than once. */
class Cotangents {
  readonly #byNode = new Map<Node, (Tensor | undefined)[]>();

  of({ node, outputIndex }: Tensor): Tensor | undefined {
    return this.#byNode.get(node)?.[outputIndex];
  }

  ofOutputs(node: Node): (Tensor | undefined)[] {
    return node.outputTypes.map((_, i) => this.#byNode.get(node)?.[i]);
  }

  accumulate(tensor: Tensor, gradient: Tensor): void {
    if (!sameShape(tensor.shape, gradient.shape))
      throw new Error(
        `internal: ${tensor.node.primitive} of ${showShape(tensor.shape)} got a gradient of ${showShape(gradient.shape)}`,
      );
    const slots = this.#byNode.get(tensor.node) ?? [];
    const met = slots[tensor.outputIndex];
    slots[tensor.outputIndex] = met ? add(met, gradient) : gradient;
    this.#byNode.set(tensor.node, slots);
  }
}
