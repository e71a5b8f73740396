/** Random tensors for tests. Real numbers are exact in float32, so that every engine reads the same ones. */
import {
  elementCount,
  float32,
  type HostTensor,
  hostTensor,
  int64,
  permutation,
  type RandomStream,
  type Shape,
} from "@cmrkit/tensor";

export type Sample = (random: RandomStream) => HostTensor;

function real(shape: Shape, draw: (random: RandomStream) => number): Sample {
  return (random) =>
    float32(
      shape,
      Float32Array.from({ length: elementCount(shape) }, () => draw(random)),
    );
}

export function normal(...shape: number[]): Sample {
  return real(shape, (random) => random.normal());
}

/** Uniform in [0.5, 2). */
export function positive(...shape: number[]): Sample {
  return real(shape, (random) => 0.5 + 1.5 * random.uniform());
}

/** Of either sign, 0.25 or more from zero, where many functions have a kink. */
export function apartFromZero(...shape: number[]): Sample {
  return real(shape, (random) => (random.uniform() < 0.5 ? -1 : 1) * (0.25 + random.uniform()));
}

/** No two elements nearer than 1/8, so that an extremum stays where it is when they move a little. */
export function distinct(...shape: number[]): Sample {
  return (random) => {
    const n = elementCount(shape);
    return float32(
      shape,
      permutation(n, random).map((rank) => (rank - n / 2) / 8),
    );
  };
}

/** int64 in 0 … below − 1. */
export function indices(below: number, ...shape: number[]): Sample {
  return (random) =>
    int64(
      shape,
      Array.from({ length: elementCount(shape) }, () => random.integer(below)),
    );
}

export function truths(...shape: number[]): Sample {
  return (random) =>
    hostTensor(
      "bool",
      shape,
      Uint8Array.from({ length: elementCount(shape) }, () => random.integer(2)),
    );
}

export function given(shape: Shape, values: readonly number[]): Sample {
  return () => float32(shape, values);
}

export function givenIndices(shape: Shape, values: readonly number[]): Sample {
  return () => int64(shape, values);
}

export function givenTruths(shape: Shape, values: readonly number[]): Sample {
  return () => hostTensor("bool", shape, Uint8Array.from(values));
}
