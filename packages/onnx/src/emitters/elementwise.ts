/** Elementwise primitives: one ONNX operator each, of the same name. */
import type { Emitter, Emitters } from "../emitter.ts";
import { integer, onnxDataType } from "../model-builder.ts";
import { emitAfter } from "./after.ts";

/** An emitter that reads nothing from its node fits every primitive. */
type PlainEmitter = (
  builder: Parameters<Emitter<"Add">>[0],
  node: unknown,
  inputs: readonly string[],
  outputs: readonly string[],
) => void;

function plain(opType: string): PlainEmitter {
  return (builder, _node, inputs, outputs) => builder.addAll(opType, inputs, outputs);
}

export const elementwiseEmitters = {
  Neg: plain("Neg"),
  Abs: plain("Abs"),
  Exp: plain("Exp"),
  Log: plain("Log"),
  Sqrt: plain("Sqrt"),
  Reciprocal: plain("Reciprocal"),
  Erf: plain("Erf"),
  Sin: plain("Sin"),
  Cos: plain("Cos"),
  Relu: plain("Relu"),
  Sigmoid: plain("Sigmoid"),
  Tanh: plain("Tanh"),
  Gelu: plain("Gelu"),
  Not: plain("Not"),
  StopGradient: plain("Identity"),
  After: emitAfter,
  Add: plain("Add"),
  Sub: plain("Sub"),
  Mul: plain("Mul"),
  Div: plain("Div"),
  Pow: plain("Pow"),
  Max: plain("Max"),
  Min: plain("Min"),
  Equal: plain("Equal"),
  Less: plain("Less"),
  LessOrEqual: plain("LessOrEqual"),
  Greater: plain("Greater"),
  GreaterOrEqual: plain("GreaterOrEqual"),
  And: plain("And"),
  Or: plain("Or"),
  Where: plain("Where"),
  Cast: (builder, { attributes: { to } }, inputs, outputs) => {
    builder.addAll("Cast", inputs, outputs, { attributes: { to: integer(onnxDataType(to)) } });
  },
} satisfies Partial<Emitters>;
