/** Evaluators of elementwise primitives; operands broadcast. */
import { isFloating } from "@cmrkit/tensor";
import { erf, erfc } from "./error-function.ts";
import type { Evaluators, PlainEvaluator } from "./evaluator.ts";
import { broadcastOffsets } from "./offsets.ts";

function unary(f: (x: number) => number): PlainEvaluator {
  return ([x]) => [x!.data.map((element) => f(element))];
}

function binary(f: (a: number, b: number) => number): PlainEvaluator {
  return ([a, b], _attributes, [output]) => {
    const ofA = broadcastOffsets(a!.shape, output!.shape);
    const ofB = broadcastOffsets(b!.shape, output!.shape);
    return [Float64Array.from(ofA, (offset, i) => f(a!.data[offset]!, b!.data[ofB[i]!]!))];
  };
}

function comparison(holds: (a: number, b: number) => boolean): PlainEvaluator {
  return binary((a, b) => Number(holds(a, b)));
}

const quotient = binary((a, b) => a / b);

export const elementwiseEvaluators = {
  Neg: unary((x) => -x),
  Abs: unary(Math.abs),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((x) => 1 / x),
  Erf: unary(erf),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Relu: unary((x) => Math.max(x, 0)), // NaN stays, as in ONNX Runtime and PyTorch
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Tanh: unary(Math.tanh),
  /** x·Φ(x), with Φ(x) = erfc(−x/√2)/2, which keeps its digits in the lower tail. */
  Gelu: unary((x) => 0.5 * x * erfc(-x * Math.SQRT1_2)),
  Not: unary((x) => 1 - x),
  /** Truncates towards zero on the way to integers; every real type keeps float64's precision. */
  Cast: ([x], { to }) => {
    if (to === "bool") return [x!.data.map((element) => Number(element !== 0))];
    return [isFloating(to) ? x!.data : x!.data.map(Math.trunc)];
  },
  StopGradient: ([x]) => [x!.data],
  After: ([x]) => [x!.data],
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  /** Integers divide towards zero, as ONNX Div. */
  Div: (inputs, attributes, outputTypes) => {
    const [ratio] = quotient(inputs, attributes, outputTypes);
    return [isFloating(outputTypes[0]!.dtype) ? ratio! : ratio!.map(Math.trunc)];
  },
  Pow: binary((a, b) => a ** b),
  Max: binary((a, b) => Math.max(a, b)),
  Min: binary((a, b) => Math.min(a, b)),
  Equal: comparison((a, b) => a === b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  And: comparison((a, b) => a === 1 && b === 1),
  Or: comparison((a, b) => a === 1 || b === 1),
  Where: ([condition, then, otherwise], _attributes, [output]) => {
    const [ofCondition, ofThen, ofOtherwise] = [condition!, then!, otherwise!].map(({ shape }) =>
      broadcastOffsets(shape, output!.shape),
    );
    return [
      Float64Array.from(ofCondition!, (offset, i) =>
        condition!.data[offset] === 1 ? then!.data[ofThen![i]!]! : otherwise!.data[ofOtherwise![i]!]!,
      ),
    ];
  },
} satisfies Partial<Evaluators>;
