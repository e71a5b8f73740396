/** A run of row-wise nodes as one ONNX Scan, whose body sees a block of rows at a time. */
import type { Node, NodeOf, PrimitiveAttributes, Tensor } from "@cmrkit/graph";
import { elementCount, type Shape } from "@cmrkit/tensor";
import type { BlockRun } from "./block-runs.ts";
import type { Emitter } from "./emitter.ts";
import { emitters } from "./emitters/index.ts";
import { integer, type ModelBuilder } from "./model-builder.ts";

/** The names of values outside the run. */
export interface OuterNames {
  of(tensor: Tensor): string;
  outputsOf(node: Node): readonly string[];
}

/** Adds the Scan; `leaves` tells whether a node's value is used outside the run. */
export function emitRun(
  builder: ModelBuilder,
  run: BlockRun,
  names: OuterNames,
  leaves: (node: Node) => boolean,
): void {
  const inner = new Map<string, string>(); // names in the body by names outside
  const scanned = new Map<string, Tensor>();
  const inside = new Set(run.nodes);
  for (const tensor of run.nodes.flatMap(({ inputs }) => inputs)) {
    const name = names.of(tensor);
    if (inside.has(tensor.node) || inner.has(name)) continue;
    if (isPerRow(tensor, run)) scanned.set(name, tensor);
    inner.set(name, isPerRow(tensor, run) ? builder.freshName() : shared(builder, tensor, name));
  }
  const leaving = run.nodes.filter(leaves);
  const results = new Map(leaving.map((node) => [node, builder.freshName()]));
  const body = builder.subgraph(
    [...scanned].map(([name, { dtype, shape }]) => ({ name: inner.get(name)!, dtype, shape: blockShape(shape, run) })),
    [...results].map(
      ([
        {
          outputTypes: [type],
        },
        name,
      ]) => ({ name, dtype: type!.dtype, shape: blockShape(type!.shape, run) }),
    ),
    () => {
      for (const node of run.nodes) emitInside(builder, node, names, inner, results.get(node));
    },
  );
  const blocks = run.rows / run.blockRows;
  const inputs = [...scanned].map(([name, { shape }]) =>
    builder.add("Reshape", [name, builder.int64Vector([blocks, ...blockShape(shape, run)])]),
  );
  const outputs = leaving.map(() => builder.freshName());
  builder.addAll("Scan", inputs, outputs, { attributes: { body, num_scan_inputs: integer(inputs.length) } });
  for (const [i, node] of leaving.entries()) {
    const shape = builder.int64Vector(node.outputTypes[0]!.shape);
    builder.add("Reshape", [outputs[i]!, shape], { attributes: { allowzero: integer(1) } }, names.outputsOf(node)[0]!);
  }
}

/** A value that every block reads whole, in a shape that stretches over rows. */
function shared(builder: ModelBuilder, { shape }: Tensor, name: string): string {
  return shape.length <= 1 ? name : builder.add("Reshape", [name, builder.int64Vector([elementCount(shape)])]);
}

function emitInside<P extends keyof PrimitiveAttributes>(
  builder: ModelBuilder,
  node: Node,
  names: OuterNames,
  inner: Map<string, string>,
  result: string | undefined,
): void {
  const inputs = node.inputs.map((tensor) => inner.get(names.of(tensor))!);
  const outer = names.outputsOf(node)[0]!;
  if (node.primitive === "Reshape") {
    inner.set(outer, result ? builder.add("Identity", inputs, {}, result) : inputs[0]!);
    return;
  }
  const output = result ?? builder.freshName();
  inner.set(outer, output);
  if (node.primitive === "ReduceSum" || node.primitive === "ReduceMean")
    builder.add(
      node.primitive,
      [...inputs, builder.int64Vector([1])],
      { attributes: { keepdims: integer(1) } },
      output,
    );
  else (emitters[node.primitive] as Emitter<P>)(builder, node as unknown as NodeOf<P>, inputs, [output]);
}

/** Whether a tensor has elements of its own for each row; if not, it is the same for all. */
function isPerRow({ shape }: Tensor, { rows, rowLength }: BlockRun): boolean {
  const elements = elementCount(shape);
  return elements === rows * rowLength || elements === rows;
}

function blockShape(shape: Shape, { rows, rowLength, blockRows }: BlockRun): number[] {
  if (rowLength === 1) return [blockRows];
  return [blockRows, elementCount(shape) === rows ? 1 : rowLength];
}
