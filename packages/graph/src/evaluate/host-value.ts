/** Host arrays on their way into the evaluator. */
import { float16Value, type HostTensor, toNumbers } from "@cmrkit/tensor";

/** A host tensor's elements as float64 numbers; half floats are decoded. */
export function toFloat64({ data }: HostTensor): Float64Array {
  return data instanceof Uint16Array ? Float64Array.from(data, float16Value) : Float64Array.from(toNumbers(data));
}
