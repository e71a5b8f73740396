/** Reverse rules of products and convolutions. */
import { matMul, reduceSum, reshape } from "../ops/index.ts";
import type { ConvAttributes } from "../primitive.ts";
import { apply, type Tensor } from "../trace.ts";
import { type ReverseRules, sumTo } from "./rule.ts";

/** The gradient of a bias: summed over everything but channels. */
function channelSum(gradient: Tensor): Tensor {
  return reduceSum(gradient, { axes: gradient.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis])) });
}

function spatial(x: Tensor): readonly number[] {
  return x.shape.slice(2);
}

function attributesOf({ strides, pads, dilations, group }: ConvAttributes): ConvAttributes {
  return { strides, pads, dilations, group };
}

export const linearReverseRules = {
  MatMul: ({ inputs, attributes: { transA, transB } }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const [a, b] = inputs as [Tensor, Tensor];
    if (isLinearLayer(a, b) && !transA) return linearLayerGradients(a, b, gradient, transB);
    const gradientA = transA
      ? matMul(b, gradient, { transA: transB, transB: true })
      : matMul(gradient, b, { transB: !transB });
    const gradientB = transB
      ? matMul(gradient, a, { transA: true, transB: transA })
      : matMul(a, gradient, { transA: !transA });
    return [sumTo(gradientA, a), sumTo(gradientB, b)];
  },
  Conv: ({ inputs: [x, weight, bias], attributes }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const geometry = attributesOf(attributes);
    return [
      apply("ConvTranspose", [gradient, weight!], { ...geometry, outputSize: spatial(x!) }),
      apply("ConvWeightGradient", [x!, gradient], { ...geometry, kernelShape: spatial(weight!) }),
      bias && channelSum(gradient),
    ];
  },
  ConvTranspose: ({ inputs: [x, weight, bias], attributes }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const geometry = attributesOf(attributes);
    return [
      apply("Conv", [gradient, weight!], geometry),
      apply("ConvWeightGradient", [gradient, x!], { ...geometry, kernelShape: spatial(weight!) }),
      bias && channelSum(gradient),
    ];
  },
  ConvWeightGradient: ({ inputs: [x, outputGradient], attributes }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const geometry = attributesOf(attributes);
    return [
      apply("ConvTranspose", [outputGradient!, gradient], { ...geometry, outputSize: spatial(x!) }),
      apply("Conv", [x!, gradient], geometry),
    ];
  },
} satisfies Partial<ReverseRules>;

/** A stack of rows times one matrix: all rows can be one product. */
function isLinearLayer(a: Tensor, b: Tensor): boolean {
  return a.shape.length > 2 && b.shape.length === 2;
}

function linearLayerGradients(a: Tensor, weight: Tensor, gradient: Tensor, transB: boolean): Tensor[] {
  const rows = reshape(a, [-1, a.shape.at(-1)!]);
  const rowGradients = reshape(gradient, [-1, gradient.shape.at(-1)!]);
  return [
    matMul(gradient, weight, { transB: !transB }),
    transB ? matMul(rowGradients, rows, { transA: true }) : matMul(rows, rowGradients, { transA: true }),
  ];
}
