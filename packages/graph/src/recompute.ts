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
 * Kept tensors cut the forward pass into segments: connected nodes to which the same number of kept tensors, one after
 * another, leads. Within a segment values are made again; what goes from one segment to another stays. Two kinds of
 * segment stay whole: those that no kept tensor feeds, and the loss's own, whose values are still there when its
 * gradient begins.
 *
 * A copied segment reads its kept tensors `after` the first gradient that reaches it. Without that a runtime would see
 * equal nodes with equal inputs and merge copy and original, or make the copy before its time.
 * @param order All nodes of the forward pass, each after the nodes of its inputs; the loss's node is the last.
 */
export function readRecomputed(order: readonly Node[], kept: readonly Tensor[]): ForwardReader {
  const keptNodes = new Set(kept.map(({ node }) => node));
  const segmentOf = segmentNodes(order, keptNodes);
  const last = segmentOf.get(order.at(-1)!);
  const copies = new Map<Segment, ReadonlyMap<Node, Node>>();
  return (node, cotangents) => {
    const segment = segmentOf.get(node)!;
    if (segment.depth === 0 || segment === last) return readAsComputed(node, cotangents);
    if (!copies.has(segment)) copies.set(segment, copySegment(segment, keptNodes, cotangents));
    const copy = copies.get(segment)!.get(node)!;
    return { node: copy, outputs: outputsOf(keptNodes.has(node) ? node : copy) };
  };
}

interface Segment {
  /** The largest number of kept tensors on a way from the inputs. */
  readonly depth: number;
  /** Each after the nodes of its inputs. */
  readonly nodes: Node[];
}

function segmentNodes(order: readonly Node[], keptNodes: ReadonlySet<Node>): ReadonlyMap<Node, Segment> {
  const segmentOf = new Map<Node, Segment>();
  for (const node of order) {
    const sources = node.inputs.map(({ node: source }) => ({
      segment: segmentOf.get(source)!,
      isKept: keptNodes.has(source),
    }));
    const depth = Math.max(0, ...sources.map(({ segment, isKept }) => segment.depth + (isKept ? 1 : 0)));
    const met = sources.filter(({ segment, isKept }) => !isKept && segment.depth === depth);
    const segment = join(new Set(met.map((source) => source.segment)), segmentOf) ?? { depth, nodes: [] };
    segment.nodes.push(node);
    segmentOf.set(node, segment);
  }
  return segmentOf;
}

/** Makes one of several segments between which no node leads; the largest takes in the others. */
function join(segments: ReadonlySet<Segment>, segmentOf: Map<Node, Segment>): Segment | undefined {
  const [largest, ...others] = [...segments].sort((a, b) => b.nodes.length - a.nodes.length);
  for (const node of others.flatMap(({ nodes }) => nodes)) {
    largest!.nodes.push(node);
    segmentOf.set(node, largest!);
  }
  return largest;
}

/** The nodes again, on kept tensors that wait for the tokens. Of copies only those exist that a reverse rule reads. */
function copySegment(
  { nodes }: Segment,
  keptNodes: ReadonlySet<Node>,
  tokens: readonly Tensor[],
): ReadonlyMap<Node, Node> {
  const copies = new Map<Node, Node>();
  const waiting = new Map<Node, readonly Tensor[]>();
  const read = (tensor: Tensor): Tensor => {
    const { node, outputIndex } = tensor;
    if (keptNodes.has(node)) {
      if (!waiting.has(node))
        waiting.set(
          node,
          outputsOf(node).map((output) => after(output, tokens)),
        );
      return waiting.get(node)![outputIndex]!;
    }
    const copy = copies.get(node);
    return copy ? outputsOf(copy)[outputIndex]! : tensor;
  };
  for (const node of nodes) copies.set(node, { ...node, inputs: node.inputs.map(read) });
  return copies;
}
