/**
 * The reference evaluator: every primitive in plain float64 loops, slow and meant to be read. It judges the emitted
 * operators and the reverse rules; nothing else should depend on it for results.
 */
import { type HostTensor, hostTensor, isFloating, sameShape, showShape } from "@cmrkit/tensor";
import { EvaluationError } from "../errors.ts";
import { type NodeOf, type Tensor, topologicalOrder } from "../trace.ts";
import { arrangeEvaluators } from "./arrange.ts";
import { elementwiseEvaluators } from "./elementwise.ts";
import type { ComputedName, Evaluator, Evaluators, Value } from "./evaluator.ts";
import { toFloat64 } from "./host-value.ts";
import { indexByEvaluators } from "./index-by.ts";
import { linearEvaluators } from "./linear.ts";
import { reduceEvaluators } from "./reduce.ts";
import { sampleEvaluators } from "./sample.ts";

const evaluators: Evaluators = {
  ...arrangeEvaluators,
  ...elementwiseEvaluators,
  ...indexByEvaluators,
  ...linearEvaluators,
  ...reduceEvaluators,
  ...sampleEvaluators,
};

/**
 * The values of tensors, in their order, as float64 whatever their element types: nothing is rounded to float32 or
 * float16 on the way, integers and truth values are whole numbers.
 * @param feeds A tensor for every `Input` that the outputs depend on, by name. A real input takes any real element
 *   type, so that it can be fed with more digits than its own type has.
 * @throws {EvaluationError} `missing-feed`, `misfit-feed` (shape or element type), `index-out-of-range`.
 */
export function evaluate(
  outputs: readonly Tensor[],
  feeds: ReadonlyMap<string, HostTensor> = new Map(),
): HostTensor<"float64">[] {
  const values = new Map<Tensor["node"], readonly Float64Array[]>();
  const read = ({ node, outputIndex, shape }: Tensor): Value => ({ shape, data: values.get(node)![outputIndex]! });
  for (const node of topologicalOrder(outputs)) {
    const computed = node.primitive === "Input" ? [fed(node, feeds)] : compute(node, node.inputs.map(read));
    values.set(node, computed);
  }
  return outputs.map((output) => hostTensor("float64", output.shape, read(output).data));
}

function compute<P extends ComputedName>(node: NodeOf<P>, inputs: readonly Value[]): readonly Float64Array[] {
  const evaluator: Evaluator<P> = evaluators[node.primitive];
  return evaluator(inputs, node.attributes, node.outputTypes);
}

function fed({ attributes: { name }, outputTypes }: NodeOf<"Input">, feeds: ReadonlyMap<string, HostTensor>) {
  const { dtype, shape } = outputTypes[0]!;
  const feed = feeds.get(name);
  const wanted = `input "${name}" is ${dtype} ${showShape(shape)}`;
  if (!feed) {
    const given = [...feeds.keys()].join(", ") || "nothing";
    throw new EvaluationError("missing-feed", `${wanted}, but no tensor of that name was fed (fed: ${given})`);
  }
  const fits = feed.dtype === dtype || (isFloating(feed.dtype) && isFloating(dtype));
  if (!fits || !sameShape(feed.shape, shape))
    throw new EvaluationError("misfit-feed", `${wanted}, but it was fed ${feed.dtype} ${showShape(feed.shape)}`);
  return toFloat64(feed);
}
