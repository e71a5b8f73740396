/** A graph as the bytes of an ONNX model. */
import {
  type Node,
  type NodeOf,
  type PrimitiveAttributes,
  type Tensor,
  type TensorType,
  topologicalOrder,
} from "@cmrkit/graph";
import { type HostTensor, ShapeError, sameShape, showShape } from "@cmrkit/tensor";
import { type BlockRun, blockRuns } from "./block-runs.ts";
import { emitRun } from "./emit-run.ts";
import type { Emitter } from "./emitter.ts";
import { emitters } from "./emitters/index.ts";
import { ModelBuilder } from "./model-builder.ts";

export interface EmitOptions {
  /**
   * Inputs that become part of the model, by name. Weights of a model for inference belong here, so that the runtime can
   * pack and fold them; weights that train stay inputs.
   */
  readonly initializers?: ReadonlyMap<string, HostTensor>;
  /**
   * Let chains of elementwise nodes on larger tensors work in blocks of about so many elements, which stay in the
   * processor's cache; `cpuBlockElements` is a good number. For CPUs only: other devices start every block at a cost.
   */
  readonly blockElements?: number;
}

/**
 * Emits everything that the named outputs depend on. Inputs appear in the order in which they are first needed; those of
 * one name are one input.
 * @throws {ShapeError} when an initializer, or another input of the name, does not have an input's shape and type.
 */
export function emit(
  outputs: Readonly<Record<string, Tensor>>,
  { initializers = new Map(), blockElements }: EmitOptions = {},
): Uint8Array {
  const builder = new ModelBuilder();
  const order = topologicalOrder(Object.values(outputs));
  const names = new ValueNames(builder, order, outputs);
  const declared = new Map<string, TensorType>();
  const readers = readersOf(order);
  const given = new Set(Object.values(outputs).map(({ node }) => node));
  for (const unit of blockElements === undefined ? order : blockRuns(order, blockElements)) {
    if ("nodes" in unit) emitRun(builder, unit, names, leavingNodes(unit, readers, given));
    else if (unit.primitive === "Input") emitInput(builder, unit, initializers, declared);
    else emitNode(builder, unit, names);
  }
  for (const [name, tensor] of Object.entries(outputs)) {
    if (names.of(tensor) !== name) builder.add("Identity", [names.of(tensor)], {}, name);
    builder.output(name, tensor.dtype, tensor.shape);
  }
  return builder.finish();
}

/** Which nodes of a run have a value that the rest of the graph needs. */
function leavingNodes(run: BlockRun, readers: ReadonlyMap<Node, readonly Node[]>, given: ReadonlySet<Node>) {
  const inside = new Set(run.nodes);
  return (node: Node) => given.has(node) || (readers.get(node) ?? []).some((reader) => !inside.has(reader));
}

/** The nodes that read each node's values. */
function readersOf(order: readonly Node[]): ReadonlyMap<Node, readonly Node[]> {
  const readers = new Map<Node, Node[]>();
  for (const node of order)
    for (const { node: source } of node.inputs) {
      const known = readers.get(source);
      if (known) known.push(node);
      else readers.set(source, [node]);
    }
  return readers;
}

function emitInput(
  builder: ModelBuilder,
  { attributes: { name }, outputTypes }: NodeOf<"Input">,
  initializers: ReadonlyMap<string, HostTensor>,
  declared: Map<string, TensorType>,
): void {
  const type = outputTypes[0]!;
  const known = declared.get(name);
  if (known) {
    assertSameType(name, known, type);
    return;
  }
  declared.set(name, type);
  const value = initializers.get(name);
  if (value) {
    assertSameType(name, value, type);
    builder.initializer(value, name);
  } else builder.input(name, type.dtype, type.shape);
}

function assertSameType(name: string, given: TensorType, needed: TensorType): void {
  if (given.dtype === needed.dtype && sameShape(given.shape, needed.shape)) return;
  const show = ({ dtype, shape }: TensorType) => `${dtype} ${showShape(shape)}`;
  throw new ShapeError(`${name}: ${show(given)} given, ${show(needed)} needed`);
}

function emitNode<P extends keyof PrimitiveAttributes>(builder: ModelBuilder, node: Node, names: ValueNames): void {
  const emitter = emitters[node.primitive] as Emitter<P>;
  emitter(
    builder,
    node as unknown as NodeOf<P>,
    node.inputs.map((tensor) => names.of(tensor)),
    names.outputsOf(node),
  );
}

/**
 * Names of values: inputs keep theirs, computed outputs of the model have their own, other values get fresh ones. Node
 * outputs that nothing uses get the empty name, save a node's first, which ONNX never lets go.
 */
class ValueNames {
  readonly #names = new Map<Node, string[]>();

  constructor(builder: ModelBuilder, order: readonly Node[], outputs: Readonly<Record<string, Tensor>>) {
    const keyOf = keysBy(order);
    const computed = Object.entries(outputs).filter(([, { node }]) => node.inputs.length > 0);
    const given = new Map(computed.map(([name, tensor]) => [keyOf(tensor), name]));
    const used = new Set([...given.keys(), ...order.flatMap((node) => node.inputs).map(keyOf)]);
    for (const node of order) {
      const names = node.outputTypes.map((type, outputIndex) => {
        const key = keyOf({ ...type, node, outputIndex });
        return given.get(key) ?? (outputIndex === 0 || used.has(key) ? builder.freshName() : "");
      });
      this.#names.set(node, node.primitive === "Input" ? [node.attributes.name] : names);
    }
  }

  of({ node, outputIndex }: Tensor): string {
    return this.#names.get(node)![outputIndex]!;
  }

  outputsOf(node: Node): readonly string[] {
    return this.#names.get(node)!;
  }
}

function keysBy(order: readonly Node[]): (tensor: Tensor) => string {
  const positions = new Map(order.map((node, position) => [node, position]));
  return ({ node, outputIndex }) => `${positions.get(node)}/${outputIndex}`;
}
