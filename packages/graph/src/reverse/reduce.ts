/** Reverse rules of normalisations and reductions. */
import { elementCount } from "@cmrkit/tensor";
import {
  cast,
  div,
  equal,
  exp,
  expand,
  isFilledWith,
  matMul,
  mul,
  reduceMean,
  reduceSum,
  reshape,
  sub,
} from "../ops/index.ts";
import type { ReduceAttributes } from "../primitive.ts";
import { reducedShape } from "../shape-rules/reduce.ts";
import type { NodeOf, Tensor } from "../trace.ts";
import type { ReverseRules } from "./rule.ts";

/** A reduced tensor with its reduced axes back, of extent 1. */
function withAxes(reduced: Tensor, x: Tensor, { axes }: ReduceAttributes): Tensor {
  return reshape(reduced, reducedShape(x.shape, { axes, keepdims: true }));
}

/** The gradient goes to the extremum; equal extrema share it evenly, as PyTorch's amax does. */
function extremum(
  { inputs: [x], attributes }: Pick<NodeOf<"ReduceMax">, "inputs" | "attributes">,
  [y]: readonly Tensor[],
  [gradient]: readonly (Tensor | undefined)[],
): readonly Tensor[] {
  if (!gradient) return [];
  const isExtremum = cast(equal(x!, withAxes(y!, x!, attributes)), x!.dtype);
  const count = reduceSum(isExtremum, { axes: attributes.axes, keepdims: true });
  return [mul(isExtremum, div(withAxes(gradient, x!, attributes), count))];
}

export const reduceReverseRules = {
  ReduceSum: ({ inputs: [x], attributes }, _outputs, [gradient]) => [
    gradient && expand(withAxes(gradient, x!, attributes), x!.shape),
  ],
  ReduceMean: ({ inputs: [x], attributes }, [y], [gradient]) => {
    const count = elementCount(x!.shape) / elementCount(y!.shape);
    return [gradient && expand(withAxes(mul(gradient, 1 / count), x!, attributes), x!.shape)];
  },
  ReduceMax: extremum,
  ReduceMin: extremum,
  Softmax: ({ attributes: { axis } }, [y], [gradient]) =>
    gradient ? [mul(y!, sub(gradient, innerProduct(gradient, y!, axis)))] : [],
  LogSoftmax: ({ attributes: { axis } }, [y], [gradient]) =>
    gradient ? [sub(gradient, mul(exp(y!), reduceSum(gradient, { axes: [axis], keepdims: true })))] : [],
  /**
   * With n = (x − mean) · inverseDeviation and g = gradient · scale, averaging over the normalised axes:
   * dx = inverseDeviation · (g − ⟨g⟩ − n · ⟨g · n⟩). Source: Ba et al. 2016, arXiv:1607.06450 §2, differentiated.
   */
  LayerNormalization: ({ inputs: [x, scale, bias], attributes: { axis } }, outputs, cotangents) => {
    const [gradient, ...ofStatistics] = cotangents;
    if (ofStatistics.some((cotangent) => cotangent))
      throw new Error("internal: the statistics of LayerNormalization are for its own gradient");
    if (!gradient) return [];
    const [y, mean, inverseDeviation] = outputs as [Tensor, Tensor, Tensor];
    const isPlain = isFilledWith(scale!, 1) && !bias;
    const normal = isPlain ? y : mul(sub(x!, mean), inverseDeviation);
    const scaled = isPlain ? gradient : mul(gradient, reshape(scale!, x!.shape.slice(axis)));
    const axes = x!.shape.map((_, i) => i).slice(axis);
    const average = (value: Tensor) => reduceMean(value, { axes, keepdims: true });
    const centred = sub(sub(scaled, average(scaled)), mul(normal, average(mul(scaled, normal))));
    return [
      mul(centred, inverseDeviation),
      isPlain ? undefined : ofAffine(mul(gradient, normal), scale!, axis),
      bias && ofAffine(gradient, bias, axis),
    ];
  },
} satisfies Partial<ReverseRules>;

/**
 * Σ gradient · y along an axis, which stays with extent 1. In attention the gradient of the probabilities y (N × M) is
 * itself a product g·vᵀ of the few features of a head; then the sum is Σ g · (y·v) along these, which passes over N·M
 * numbers less often. Source: Dao et al. 2022, arXiv:2205.14135, appendix B.2.
 */
function innerProduct(gradient: Tensor, y: Tensor, axis: number): Tensor {
  const { primitive, attributes, inputs } = gradient.node;
  const isProduct = primitive === "MatMul" && !attributes.transA && attributes.transB && axis === y.shape.length - 1;
  if (!isProduct) return reduceSum(mul(gradient, y), { axes: [axis], keepdims: true });
  const [g, v] = inputs as readonly [Tensor, Tensor];
  return reduceSum(mul(g, matMul(y, v)), { axes: [axis], keepdims: true });
}

/** Sums over the axes before `axis`, in the shape of the parameter. */
function ofAffine(gradient: Tensor, parameter: Tensor, axis: number): Tensor {
  const axes = gradient.shape.map((_, i) => i).slice(0, axis);
  return reshape(reduceSum(gradient, { axes }), parameter.shape);
}
