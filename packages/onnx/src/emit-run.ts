/** A run of row-wise nodes as one ONNX Scan, whose body sees a block of rows at a time. */
import type { Node, NodeOf, PrimitiveAttributes, Tensor, TensorType } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import type { BlockRun } from "./block-runs.ts";
import type { Emitter } from "./emitter.ts";
import { emitters } from "./emitters/index.ts";
import { integer, type ModelBuilder, type ValueSpec } from "./model-builder.ts";

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
  const { perRow, inner } = nameInside(builder, run, names);
  const leaving = run.nodes.filter(leaves).map((node) => ({ node, type: node.outputTypes[0]! }));
  const results = new Map(leaving.map(({ node }) => [node, builder.freshName()]));
  const body = builder.subgraph(
    perRow.map((tensor) => blockOf(inner.get(names.of(tensor))!, tensor, run)),
    leaving.map(({ node, type }) => blockOf(results.get(node)!, type, run)),
    () => {
      for (const node of run.nodes) emitInside(builder, node, names, inner, results.get(node));
    },
  );
  const blocks = run.rows / run.blockRows;
  const stacked = perRow.map((tensor) => {
    const shape = builder.int64Vector([blocks, ...blockOf("", tensor, run).shape]);
    return builder.add("Reshape", [names.of(tensor), shape]);
  });
  const outputs = leaving.map(() => builder.freshName());
  builder.addAll("Scan", stacked, outputs, { attributes: { body, num_scan_inputs: integer(stacked.length) } });
  for (const [i, { node, type }] of leaving.entries())
    builder.add("Reshape", [outputs[i]!, builder.int64Vector(type.shape)], {}, names.outputsOf(node)[0]!);
}

/** What enters the run: the tensors that are cut into blocks, and the names in the body by the names outside. */
function nameInside(builder: ModelBuilder, run: BlockRun, names: OuterNames) {
  const inside = new Set(run.nodes);
  const inner = new Map<string, string>();
  const perRow: Tensor[] = [];
  for (const tensor of run.nodes.flatMap(({ inputs }) => inputs)) {
    const name = names.of(tensor);
    if (inside.has(tensor.node) || inner.has(name)) continue;
    if (isPerRow(tensor, run)) perRow.push(tensor);
    inner.set(name, isPerRow(tensor, run) ? builder.freshName() : shared(builder, tensor, name));
  }
  return { perRow, inner };
}

/** A value that every block reads whole, in a shape that stretches over rows. */
function shared(builder: ModelBuilder, { shape }: Tensor, name: string): string {
  return shape.length <= 1 ? name : builder.add("Reshape", [name, builder.int64Vector([elementCount(shape)])]);
}

/** One node in the body, on tensors of blockRows × rowLength elements. */
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

/** One block of a tensor, as the body declares it. */
function blockOf(name: string, { dtype, shape }: TensorType, { rows, rowLength, blockRows }: BlockRun): ValueSpec {
  if (rowLength === 1) return { name, dtype, shape: [blockRows] };
  return { name, dtype, shape: [blockRows, elementCount(shape) === rows ? 1 : rowLength] };
}
