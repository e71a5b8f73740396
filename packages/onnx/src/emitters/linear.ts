/** Products, pooling and interpolation. */
import type { Emitters } from "../emitter.ts";
import { integer } from "../model-builder.ts";
import { convEmitters } from "./conv.ts";

/** Coordinate rules by ONNX's names. Source: ONNX Resize, `coordinate_transformation_mode`. */
const coordinateModes = {
  "half-pixel": "half_pixel",
  "align-corners": "align_corners",
  asymmetric: "asymmetric",
} as const;

/** PyTorch's bicubic kernel. Source: torch.nn.functional.interpolate; Keys 1981 uses −0.5. */
const CUBIC_COEFFICIENT = -0.75;

export const linearEmitters = {
  ...convEmitters,
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
  Resize: (builder, { inputs: [x], attributes: { mode, coordinates, sizes } }, inputs, outputs) => {
    const target = builder.int64Vector([...x!.shape.slice(0, 2), ...sizes]);
    builder.addAll("Resize", [inputs[0]!, "", "", target], outputs, {
      attributes: {
        mode,
        coordinate_transformation_mode: coordinateModes[coordinates],
        nearest_mode: "floor",
        cubic_coeff_a: CUBIC_COEFFICIENT,
      },
    });
  },
} satisfies Partial<Emitters>;
