/** Shapes of elementwise primitives: unary ones keep theirs, the others broadcast. */
import { broadcastShapes, type DType, elementCount, isFloating } from "@cmrkit/tensor";
import { expectDtype, expectInputs, expectSameDtype, refuse } from "./expect.ts";
import type { PlainShapeRule, ShapeRules } from "./rule.ts";

function unary(name: string): PlainShapeRule {
  return (inputs) => {
    expectInputs(name, inputs, 1);
    const [x] = inputs;
    if (!isFloating(x!.dtype)) refuse(name, inputs, `needs real numbers, ${x!.dtype} came`);
    return [{ dtype: x!.dtype, shape: x!.shape }];
  };
}

function binary(name: string, operands: "same" | "bool", result?: DType): PlainShapeRule {
  return (inputs) => {
    expectInputs(name, inputs, 2);
    const dtype = expectSameDtype(name, inputs);
    if (operands === "bool") expectDtype(name, inputs, 0, "bool");
    return [{ dtype: result ?? dtype, shape: broadcastShapes(name, inputs[0]!.shape, inputs[1]!.shape) }];
  };
}

export const elementwiseShapeRules = {
  Neg: unary("Neg"),
  Abs: unary("Abs"),
  Exp: unary("Exp"),
  Log: unary("Log"),
  Sqrt: unary("Sqrt"),
  Reciprocal: unary("Reciprocal"),
  Erf: unary("Erf"),
  Sin: unary("Sin"),
  Cos: unary("Cos"),
  Relu: unary("Relu"),
  Sigmoid: unary("Sigmoid"),
  Tanh: unary("Tanh"),
  Gelu: unary("Gelu"),
  StopGradient: (inputs) => {
    expectInputs("StopGradient", inputs, 1);
    return [{ dtype: inputs[0]!.dtype, shape: inputs[0]!.shape }];
  },
  After: (inputs) => {
    const [x, ...tokens] = inputs;
    if (!x || tokens.length === 0) refuse("After", inputs, "needs a value and at least one token");
    if (tokens.some(({ shape }) => elementCount(shape) === 0))
      refuse("After", inputs, "cannot wait for an empty token");
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  Not: (inputs) => {
    expectInputs("Not", inputs, 1);
    expectDtype("Not", inputs, 0, "bool");
    return [{ dtype: "bool", shape: inputs[0]!.shape }];
  },
  Cast: (inputs, { to }) => {
    expectInputs("Cast", inputs, 1);
    return [{ dtype: to, shape: inputs[0]!.shape }];
  },
  Add: binary("Add", "same"),
  Sub: binary("Sub", "same"),
  Mul: binary("Mul", "same"),
  Div: binary("Div", "same"),
  Pow: binary("Pow", "same"),
  Max: binary("Max", "same"),
  Min: binary("Min", "same"),
  Equal: binary("Equal", "same", "bool"),
  Less: binary("Less", "same", "bool"),
  LessOrEqual: binary("LessOrEqual", "same", "bool"),
  Greater: binary("Greater", "same", "bool"),
  GreaterOrEqual: binary("GreaterOrEqual", "same", "bool"),
  And: binary("And", "bool", "bool"),
  Or: binary("Or", "bool", "bool"),
  Where: (inputs) => {
    expectInputs("Where", inputs, 3);
    expectDtype("Where", inputs, 0, "bool");
    const dtype = expectSameDtype("Where", inputs.slice(1));
    const chosen = broadcastShapes("Where", inputs[1]!.shape, inputs[2]!.shape);
    return [{ dtype, shape: broadcastShapes("Where", inputs[0]!.shape, chosen) }];
  },
} satisfies Partial<ShapeRules>;
