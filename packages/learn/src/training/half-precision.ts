/** Weights as they are stored: at half precision. */
import { encodeFloat16, type HostTensor, type NamedTensors } from "@cmrkit/tensor";

export function halved(weights: NamedTensors): Map<string, HostTensor> {
  return new Map(
    [...weights].map(([name, { data, shape }]) => {
      if (!(data instanceof Float32Array)) throw new TypeError(`internal: weight ${name} is no float32 tensor`);
      return [name, { dtype: "float16", shape, data: encodeFloat16(data) }];
    }),
  );
}
