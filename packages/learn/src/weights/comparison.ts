/** What a weight file lacks or has too much for a model, which shapes differ, and which values are no numbers. */
import type { ParameterSpec } from "@cmrkit/nn";
import { type HostTensor, type Shape, sameShape, showShape, type TensorData } from "@cmrkit/tensor";
import type { RecognisedModel } from "./families/family.ts";
import type { TensorShapes } from "./tensor-shapes.ts";

export interface Misshapen {
  readonly name: string;
  readonly expected: Shape;
  readonly found: Shape;
}

export interface WeightComparison {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly misshapen: readonly Misshapen[];
}

export function compareWeights(
  { specs, isFree, isIdle }: Pick<RecognisedModel, "specs" | "isFree" | "isIdle">,
  shapes: TensorShapes,
): WeightComparison {
  const known = new Set(specs.map(({ name }) => name));
  return {
    missing: specs.filter(({ name }) => !shapes.has(name)).map(({ name }) => name),
    unexpected: [...shapes.keys()].filter((name) => !known.has(name) && !isIdle(name)),
    misshapen: specs.flatMap((spec) => (isFree(spec.name) ? [] : misshapen(spec, shapes))),
  };
}

function misshapen({ name, shape: expected }: ParameterSpec, shapes: TensorShapes): Misshapen[] {
  const found = shapes.get(name)?.shape;
  return found === undefined || sameShape(found, expected) ? [] : [{ name, expected, found }];
}

const MOST_NAMED = 3;

/** `a, b, c and 9 more`. */
export function firstFew(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).join(", ");
  return names.length > MOST_NAMED ? `${named} and ${names.length - MOST_NAMED} more` : named;
}

/** Each difference as a clause; none where the weights fit. */
export function differences({ missing, unexpected, misshapen: unequal }: WeightComparison): readonly string[] {
  const shapes = unequal.map(
    ({ name, expected, found }) => `${name} is ${showShape(found)}, not ${showShape(expected)}`,
  );
  return [
    ...(missing.length > 0 ? [`${missing.length} missing: ${firstFew(missing)}`] : []),
    ...(unexpected.length > 0 ? [`${unexpected.length} unknown to the model: ${firstFew(unexpected)}`] : []),
    ...(shapes.length > 0 ? [`${shapes.length} of another shape: ${firstFew(shapes)}`] : []),
  ];
}

/** How many elements are no numbers, and how many are infinite. */
export interface NonFinite {
  readonly nan: number;
  readonly infinite: number;
}

export function countNonFinite({ dtype, data }: HostTensor): NonFinite {
  if (dtype === "float16") return countHalves(data);
  if (!(data instanceof Float32Array) && !(data instanceof Float64Array)) return { nan: 0, infinite: 0 };
  let nan = 0;
  let infinite = 0;
  for (const value of data) {
    if (Number.isFinite(value)) continue;
    if (Number.isNaN(value)) nan += 1;
    else infinite += 1;
  }
  return { nan, infinite };
}

const HALF_EXPONENT = 0x7c00;

/** Halves whose exponent is all ones: infinite with an empty fraction, else no number. Source: IEEE 754-2019 §3.4. */
function countHalves(bits: TensorData): NonFinite {
  let nan = 0;
  let infinite = 0;
  for (const half of bits) {
    const value = Number(half) & 0x7fff;
    if (value === HALF_EXPONENT) infinite += 1;
    else if (value > HALF_EXPONENT) nan += 1;
  }
  return { nan, infinite };
}
