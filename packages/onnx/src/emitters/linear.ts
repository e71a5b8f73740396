/** Products and pooling. */
import type { Emitters } from "../emitter.ts";
import { integer } from "../model-builder.ts";
import { convEmitters } from "./conv.ts";
import { convWeightGradientEmitters } from "./conv-weight-gradient.ts";
import { resizeEmitters } from "./resize.ts";

export const linearEmitters = {
  ...convEmitters,
  ...convWeightGradientEmitters,
  MatMul: (builder, { inputs: [a, b], attributes: { transA, transB } }, inputs, outputs) => {
    const attributes = { transA: integer(transA ? 1 : 0), transB: integer(transB ? 1 : 0) };
    if (!transA && !transB) builder.addAll("MatMul", inputs, outputs);
    else if (a!.shape.length === 2 && b!.shape.length === 2) builder.addAll("Gemm", inputs, outputs, { attributes });
    else builder.addAll("FusedMatMul", inputs, outputs, { attributes, domain: "com.microsoft" });
  },
  MaxPool: (builder, { attributes: { kernelShape, strides, pads } }, inputs, outputs) => {
    const used = outputs[1] === "" ? outputs.slice(0, 1) : outputs;
    builder.addAll("MaxPool", inputs, used, { attributes: { kernel_shape: kernelShape, strides, pads } });
  },
  AveragePool: (builder, { attributes: { kernelShape, strides, pads, countIncludePad } }, inputs, outputs) => {
    const count_include_pad = integer(countIncludePad ? 1 : 0);
    builder.addAll("AveragePool", inputs, outputs, {
      attributes: { kernel_shape: kernelShape, strides, pads, count_include_pad },
    });
  },
  ...resizeEmitters,
} satisfies Partial<Emitters>;
