/** Reverse rules of elementwise primitives: the derivative times the gradient, summed where an operand was stretched. */
import { add, cast, cos, div, equal, erf, exp, greater, log, mul, neg, pow, sin, sub, where } from "../ops/index.ts";
import type { Tensor } from "../trace.ts";
import { type PlainReverseRule, type ReverseRules, sumTo } from "./rule.ts";

/** A rule from x, y = f(x) and the gradient of y. */
function unary(rule: (x: Tensor, y: Tensor, gradient: Tensor) => Tensor): PlainReverseRule {
  return ({ inputs: [x] }, [y], [gradient]) => [gradient && rule(x!, y!, gradient)];
}

/** Rules for both operands of z = f(a, b). */
function binary(
  ruleA: (a: Tensor, b: Tensor, z: Tensor, gradient: Tensor) => Tensor,
  ruleB: (a: Tensor, b: Tensor, z: Tensor, gradient: Tensor) => Tensor,
): PlainReverseRule {
  return ({ inputs: [a, b] }, [z], [gradient]) => [
    gradient && sumTo(ruleA(a!, b!, z!, gradient), a!),
    gradient && sumTo(ruleB(a!, b!, z!, gradient), b!),
  ];
}

/** The gradient where the operand was chosen; PyTorch's rule shares it evenly at a tie. */
function chosen(operand: Tensor, other: Tensor, z: Tensor, gradient: Tensor): Tensor {
  const share = where(equal(operand, other), 0.5, cast(equal(operand, z), gradient.dtype));
  return mul(gradient, share);
}

const LOG_SQRT_PI = Math.log(Math.PI) / 2;

/** d/dx x·Φ(x) = Φ(x) + x·φ(x), with u = x / √2 equal to (1 + erf u) / 2 + u·exp(−u² − ln √π): few passes over memory. */
function geluDerivative(x: Tensor): Tensor {
  const u = mul(x, Math.SQRT1_2);
  const distribution = add(mul(erf(u), 0.5), 0.5);
  return add(distribution, mul(u, exp(sub(-LOG_SQRT_PI, mul(u, u)))));
}

const comparison = { none: "a truth value does not move with its operands" };

export const elementwiseReverseRules = {
  Neg: unary((_x, _y, gradient) => neg(gradient)),
  Abs: unary((x, _y, gradient) =>
    mul(gradient, sub(cast(greater(x, 0), gradient.dtype), cast(greater(neg(x), 0), gradient.dtype))),
  ),
  Exp: unary((_x, y, gradient) => mul(gradient, y)),
  Log: unary((x, _y, gradient) => div(gradient, x)),
  Sqrt: unary((_x, y, gradient) => div(mul(gradient, 0.5), y)),
  Reciprocal: unary((_x, y, gradient) => neg(mul(gradient, mul(y, y)))),
  Erf: unary((x, _y, gradient) => mul(gradient, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)))),
  Sin: unary((x, _y, gradient) => mul(gradient, cos(x))),
  Cos: unary((x, _y, gradient) => neg(mul(gradient, sin(x)))),
  Relu: unary((x, _y, gradient) => where(greater(x, 0), gradient, 0)),
  Sigmoid: unary((_x, y, gradient) => mul(gradient, mul(y, sub(1, y)))),
  Tanh: unary((_x, y, gradient) => mul(gradient, sub(1, mul(y, y)))),
  Gelu: unary((x, _y, gradient) => mul(gradient, geluDerivative(x))),
  Cast: unary((x, _y, gradient) => cast(gradient, x.dtype)),
  Not: comparison,
  StopGradient: { none: "it is there to stop the gradient" },
  After: (_node, _outputs, [gradient]) => [gradient],
  Add: binary(
    (_a, _b, _z, gradient) => gradient,
    (_a, _b, _z, gradient) => gradient,
  ),
  Sub: binary(
    (_a, _b, _z, gradient) => gradient,
    (_a, _b, _z, gradient) => neg(gradient),
  ),
  Mul: binary(
    (_a, b, _z, gradient) => mul(gradient, b),
    (a, _b, _z, gradient) => mul(gradient, a),
  ),
  Div: binary(
    (_a, b, _z, gradient) => div(gradient, b),
    (_a, b, z, gradient) => neg(div(mul(gradient, z), b)),
  ),
  Pow: binary(
    (a, b, _z, gradient) => mul(gradient, mul(b, pow(a, sub(b, 1)))),
    (a, _b, z, gradient) => mul(gradient, mul(z, log(a))),
  ),
  Max: binary(
    (a, b, z, gradient) => chosen(a, b, z, gradient),
    (a, b, z, gradient) => chosen(b, a, z, gradient),
  ),
  Min: binary(
    (a, b, z, gradient) => chosen(a, b, z, gradient),
    (a, b, z, gradient) => chosen(b, a, z, gradient),
  ),
  Equal: comparison,
  Less: comparison,
  LessOrEqual: comparison,
  Greater: comparison,
  GreaterOrEqual: comparison,
  And: comparison,
  Or: comparison,
  Where: ({ inputs: [condition, then, otherwise] }, _outputs, [gradient]) => [
    undefined,
    gradient && sumTo(where(condition!, gradient, 0), then!),
    gradient && sumTo(where(condition!, 0, gradient), otherwise!),
  ],
} satisfies Partial<ReverseRules>;
