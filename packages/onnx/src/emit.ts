/** A graph as the bytes of an ONNX model. */
import { type Node, type NodeOf, type PrimitiveAttributes, type Tensor, topologicalOrder } from "@cmrkit/graph";
import { type HostTensor, ShapeError, sameShape, showShape } from "@cmrkit/tensor";
import type { Emitter } from "./emitter.ts";
import { emitters } from "./emitters/index.ts";
import { ModelBuilder } from "./model-builder.ts";

export interface EmitOptions {
  /**
   * Inputs that become part of the model, by name. Weights of a model for inference belong here, so that the runtime can
   * pack and fold them; weights that train stay inputs.
   */
  readonly initializers?: ReadonlyMap<string, HostTensor>;
}

/**
 * Emits everything that the named outputs depend on. Inputs appear in the order in which they are first needed.
 * @throws {ShapeError} when an initializer does not have its input's shape and type.
 */
export function emit(
  outputs: Readonly<Record<string, Tensor>>,
  { initializers = new Map() }: EmitOptions = {},
): Uint8Array {
  const builder = new ModelBuilder();
  const order = topologicalOrder(Object.values(outputs));
  const names = new ValueNames(builder, order, Object.values(outputs));
  for (const node of order) {
    if (node.primitive === "Input") emitInput(builder, node, initializers);
    else emitNode(builder, node, names);
  }
  for (const [name, tensor] of Object.entries(outputs)) {
    builder.add("Identity", [names.of(tensor)], {}, name);
    builder.output(name, tensor.dtype, tensor.shape);
  }
  return builder.finish();
}

function emitInput(
  builder: ModelBuilder,
  { attributes: { name }, outputTypes }: NodeOf<"Input">,
  initializers: ReadonlyMap<string, HostTensor>,
): void {
  const { dtype, shape } = outputTypes[0]!;
  const value = initializers.get(name);
  if (!value) {
    builder.input(name, dtype, shape);
    return;
  }
  if (value.dtype !== dtype || !sameShape(value.shape, shape))
    throw new ShapeError(
      `${name}: ${value.dtype} ${showShape(value.shape)} given, ${dtype} ${showShape(shape)} needed`,
    );
  builder.initializer(value, name);
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
 * Names of values: inputs keep theirs, other values get fresh ones. Outputs that nothing uses get the empty name, save
 * a node's first, which ONNX never lets go.
 */
class ValueNames {
  readonly #names = new Map<Node, string[]>();

  constructor(builder: ModelBuilder, order: readonly Node[], outputs: readonly Tensor[]) {
    const used = new Set([...outputs, ...order.flatMap((node) => node.inputs)].map(keyOf(order)));
    for (const [position, node] of order.entries()) {
      const name = (_: unknown, i: number) => (i === 0 || used.has(`${position}/${i}`) ? builder.freshName() : "");
      this.#names.set(node, node.primitive === "Input" ? [node.attributes.name] : node.outputTypes.map(name));
    }
  }

  of({ node, outputIndex }: Tensor): string {
    return this.#names.get(node)![outputIndex]!;
  }

  outputsOf(node: Node): readonly string[] {
    return this.#names.get(node)!;
  }
}

function keyOf(order: readonly Node[]): (tensor: Tensor) => string {
  const positions = new Map(order.map((node, position) => [node, position]));
  return ({ node, outputIndex }) => `${positions.get(node)}/${outputIndex}`;
}
