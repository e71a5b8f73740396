/** How parameters start. Each fills an array from a stream of its own. */
import type { RandomStream, Shape } from "@cmrkit/tensor";

export type Initialiser = (values: Float32Array, shape: Shape, random: RandomStream) => void;

export function constantInitialiser(value: number): Initialiser {
  return (values) => values.fill(value);
}

export const zeros = constantInitialiser(0);
export const ones = constantInitialiser(1);

export function normal(standardDeviation: number): Initialiser {
  return (values, _shape, random) => fill(values, () => standardDeviation * random.normal());
}

function uniform(bound: number): Initialiser {
  return (values, _shape, random) => fill(values, () => bound * (2 * random.uniform() - 1));
}

function fill(values: Float32Array, draw: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] = draw();
}

function fanIn(shape: Shape): number {
  return shape.slice(1).reduce((product, extent) => product * extent, 1);
}

/** Uniform within ±√(6 / (fan in + fan out)). Source: Glorot & Bengio 2010. */
export const xavierUniform: Initialiser = (values, shape, random) =>
  uniform(Math.sqrt(6 / (fanIn(shape) + shape[0]! * fanIn([1, ...shape.slice(2)]))))(values, shape, random);

/** Normal with deviation √(2 / fan in), for layers followed by a rectifier. Source: He et al. 2015, arXiv:1502.01852. */
export const heNormal: Initialiser = (values, shape, random) =>
  normal(Math.sqrt(2 / fanIn(shape)))(values, shape, random);

/** The same by fan out, which keeps the size of gradients instead: what torchvision's ResNet starts with. */
export const heNormalFanOut: Initialiser = (values, shape, random) =>
  normal(Math.sqrt(2 / (shape[0]! * fanIn([1, ...shape.slice(2)]))))(values, shape, random);

/** PyTorch's default for weights of linear and convolutional layers: uniform within ±1 / √fan in. */
export const torchUniform: Initialiser = (values, shape, random) =>
  uniform(1 / Math.sqrt(fanIn(shape)))(values, shape, random);

/** PyTorch's default for a bias: uniform within ±1 / √fan in of its weight. */
export function torchBias(weightFanIn: number): Initialiser {
  return uniform(1 / Math.sqrt(weightFanIn));
}
