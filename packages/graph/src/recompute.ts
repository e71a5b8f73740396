/**
 * Recomputation, also called gradient checkpointing: the backward pass reads forward values that it makes again from a few
 * kept ones, so that the others need not live from the forward pass on. It costs one more forward pass at most.
 *
 * Source: Chen et al. 2016, arXiv:1604.06174.
 */
import { after } from "./ops/index.ts";
import { type Node, outputsOf, type Tensor } from "./trace.ts";

/** A node as its reverse rule reads it: the same operation on values that the backward pass has. */
export interface ForwardView {
  readonly node: Node;
  readonly outputs: readonly Tensor[];
}

/** Shows reverse rules the forward pass; `cotangents` are the gradients that have reached the node. */
export type ForwardReader = (node: Node, cotangents: readonly Tensor[]) => ForwardView;

/** Every forward value as it was computed, and so kept until the backward pass has read it. */
export const readAsComputed: ForwardReader = (node) => ({ node, outputs: outputsOf(node) });

/**
 * Kept tensors cut the forward pass into segments: a node's segment is the largest number of kept tensors that lie one
 * after another on a way to it. Within a segment values are made again; what crosses from one to another stays. Two
 * segments stay whole: the first, which no kept tensor feeds, and the last, whose values are still there when its
 * gradient begins.
 *
 * A copied segment reads its kept tensors `after` the first gradient that reaches it. Without that a runtime would see
 * equal nodes with equal inputs and merge copy and original, or make the copy before its time.
 * @param order All nodes of the forward pass, each after the nodes of its inputs; the loss's node is the last.
 */
export function readRecomputed(order: readonly Node[], kept: readonly Tensor[]): ForwardReader {
  const keptNodes = new Set(kept.map(({ node }) => node));
  const segments = segmentNodes(order, keptNodes);
  const last = segments.length - 1;
  const segmentOf = new Map(segments.flatMap((nodes, segment) => nodes.map((node) => [node, segment] as const)));
  const copies = new Map<number, ReadonlyMap<Node, Node>>();
  return (node, cotangents) => {
    const segment = segmentOf.get(node)!;
    if (segment === 0 || segment === last) return readAsComputed(node, cotangents);
    if (!copies.has(segment)) copies.set(segment, copySegment(segments[segment]!, keptNodes, cotangents));
    const copy = copies.get(segment)!.get(node)!;
    return { node: copy, outputs: outputsOf(keptNodes.has(node) ? node : copy) };
  };
}

/** The nodes of each segment, in order. */
function segmentNodes(order: readonly Node[], keptNodes: ReadonlySet<Node>): readonly (readonly Node[])[] {
  const segmentOf = new Map<Node, number>();
  const segments: Node[][] = [[]];
  for (const node of order) {
    const ways = node.inputs.map(({ node: source }) => segmentOf.get(source)! + (keptNodes.has(source) ? 1 : 0));
    const segment = Math.max(0, ...ways);
    segmentOf.set(node, segment);
    if (segment === segments.length) segments.push([]);
    segments[segment]!.push(node);
  }
  return segments;
}

/** The nodes again, on kept tensors that wait for the tokens. Of copies only those exist that a reverse rule reads. */
function copySegment(
  nodes: readonly Node[],
  keptNodes: ReadonlySet<Node>,
  tokens: readonly Tensor[],
): ReadonlyMap<Node, Node> {
  const copies = new Map<Node, Node>();
  const waiting = new Map<Node, readonly Tensor[]>();
  const read = (tensor: Tensor): Tensor => {
    const { node, outputIndex } = tensor;
    const copy = copies.get(node);
    if (copy) return outputsOf(copy)[outputIndex]!;
    if (!keptNodes.has(node)) return tensor;
    if (!waiting.has(node))
      waiting.set(
        node,
        outputsOf(node).map((output) => after(output, tokens)),
      );
    return waiting.get(node)![outputIndex]!;
  };
  for (const node of nodes) copies.set(node, { ...node, inputs: node.inputs.map(read) });
  return copies;
}
