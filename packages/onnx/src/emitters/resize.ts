/** Interpolation, by ONNX Resize with PyTorch's coordinate rules. */
import type { NodeOf, ResizeAttributes } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import type { Emitters } from "../emitter.ts";
import type { ModelBuilder, NodeSpec } from "../model-builder.ts";

/** Coordinate rules by ONNX's names. Source: ONNX Resize, `coordinate_transformation_mode`. */
const coordinateModes = {
  "half-pixel": "half_pixel",
  "align-corners": "align_corners",
  asymmetric: "asymmetric",
} as const;

/** PyTorch's bicubic kernel. Source: torch.nn.functional.interpolate; Keys 1981 uses −0.5. */
const CUBIC_COEFFICIENT = -0.75;

function resizeSpec({ mode, coordinates }: ResizeAttributes): NodeSpec {
  return {
    attributes: {
      mode,
      coordinate_transformation_mode: coordinateModes[coordinates],
      nearest_mode: coordinates === "asymmetric" ? "floor" : "round_prefer_ceil",
      cubic_coeff_a: CUBIC_COEFFICIENT,
    },
  };
}

export const resizeEmitters = {
  Resize: (builder, node, inputs, outputs) => {
    const { mode, sizes } = node.attributes;
    if (mode === "cubic" && sizes.length !== 2) resizeByAxis(builder, node, inputs[0]!, outputs[0]!);
    else {
      const target = builder.int64Vector([...node.inputs[0]!.shape.slice(0, 2), ...sizes]);
      builder.addAll("Resize", [inputs[0]!, "", "", target], outputs, resizeSpec(node.attributes));
    }
  },
} satisfies Partial<Emitters>;

/** One axis after another, each as the rows of a plane: ONNX Runtime interpolates cubically on planes only. */
function resizeByAxis(
  builder: ModelBuilder,
  { inputs: [x], attributes }: NodeOf<"Resize">,
  input: string,
  output: string,
): void {
  const spec = resizeSpec(attributes);
  let value = input;
  let shape = x!.shape;
  for (const [i, size] of attributes.sizes.entries()) {
    const [before, after] = [elementCount(shape.slice(0, i + 2)), elementCount(shape.slice(i + 3))];
    const plane = builder.int64Vector([before, 1, shape[i + 2]!, after]);
    const target = builder.int64Vector([before, 1, size, after]);
    value = builder.add("Resize", [builder.add("Reshape", [value, plane]), "", "", target], spec);
    shape = shape.with(i + 2, size);
  }
  builder.add("Reshape", [value, builder.int64Vector(shape)], {}, output);
}
