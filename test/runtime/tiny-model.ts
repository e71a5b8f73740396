/** The smallest model, to learn whether a device is there: y = x + x, x (1). */
import { add, input } from "@cmrkit/graph";
import { emit } from "@cmrkit/onnx";

export function tinyModel(): Uint8Array {
  const x = input("x", "float32", [1]);
  return emit({ y: add(x, x) });
}
