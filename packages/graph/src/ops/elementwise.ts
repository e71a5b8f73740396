/** Elementwise operations. A number stands for a constant of the other operand's type. */
import { allocate, type DType, hostTensor } from "@cmrkit/tensor";
import type { PrimitiveName } from "../primitive.ts";
import { apply, type Tensor } from "../trace.ts";
import { constant } from "./source.ts";

type Operand = Tensor | number;

function scalar(value: number, dtype: DType): Tensor {
  const data = allocate(dtype, 1);
  if (data instanceof BigInt64Array) data[0] = BigInt(value);
  else data[0] = value;
  return constant(hostTensor(dtype, [], data));
}

/** An operand as a tensor, typed like its partner when it is a number. */
function tensorLike(operand: Operand, partner: Operand): Tensor {
  if (typeof operand !== "number") return operand;
  return scalar(operand, typeof partner === "number" ? "float32" : partner.dtype);
}

type Binary = (a: Operand, b: Operand) => Tensor;

function binary(primitive: "Add" | "Sub" | "Mul" | "Div" | "Pow" | "Max" | "Min" | Comparison): Binary {
  return (a, b) => apply(primitive, [tensorLike(a, b), tensorLike(b, a)], {});
}

type Comparison = "Equal" | "Less" | "LessOrEqual" | "Greater" | "GreaterOrEqual" | "And" | "Or";

export const add = binary("Add");
export const sub = binary("Sub");
export const mul = binary("Mul");
export const div = binary("Div");
export const pow = binary("Pow");
export const max = binary("Max");
export const min = binary("Min");
export const equal = binary("Equal");
export const less = binary("Less");
export const lessOrEqual = binary("LessOrEqual");
export const greater = binary("Greater");
export const greaterOrEqual = binary("GreaterOrEqual");
export const and = binary("And");
export const or = binary("Or");

type UnaryName = Extract<
  PrimitiveName,
  | "Neg"
  | "Abs"
  | "Exp"
  | "Log"
  | "Sqrt"
  | "Reciprocal"
  | "Erf"
  | "Sin"
  | "Cos"
  | "Relu"
  | "Sigmoid"
  | "Tanh"
  | "Gelu"
  | "Not"
>;

function unary(primitive: UnaryName): (x: Tensor) => Tensor {
  return (x) => apply(primitive, [x], {});
}

export const neg = unary("Neg");
export const abs = unary("Abs");
export const exp = unary("Exp");
export const log = unary("Log");
export const sqrt = unary("Sqrt");
export const reciprocal = unary("Reciprocal");
export const erf = unary("Erf");
export const sin = unary("Sin");
export const cos = unary("Cos");
export const relu = unary("Relu");
export const sigmoid = unary("Sigmoid");
export const tanh = unary("Tanh");
/** x·Φ(x) with the exact normal distribution function. Source: Hendrycks & Gimpel 2016, arXiv:1606.08415. */
export const gelu = unary("Gelu");
export const not = unary("Not");

/** x·σ(x), also called Swish. Source: Elfwing et al. 2018, arXiv:1702.03118. */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}

export function where(condition: Tensor, then: Operand, otherwise: Operand): Tensor {
  return apply("Where", [condition, tensorLike(then, otherwise), tensorLike(otherwise, then)], {});
}

export function cast(x: Tensor, to: DType): Tensor {
  return x.dtype === to ? x : apply("Cast", [x], { to });
}

/** The same value; gradients end here. */
export function stopGradient(x: Tensor): Tensor {
  return apply("StopGradient", [x], {});
}

/**
 * The same value, which a runtime can have no earlier than the tokens: it is bound to compute them first, and to take
 * what is made of this value for something other than what is made of `x`.
 * @throws {ShapeError} when there is no token, or an empty one.
 */
export function after(x: Tensor, tokens: readonly Tensor[]): Tensor {
  return apply("After", [x, ...tokens], {});
}
