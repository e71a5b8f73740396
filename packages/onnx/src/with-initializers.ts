/**
 * A model and its weights are stored apart, and meet when the model is opened. An entry point of its own, so that opening
 * a model loads nothing of how graphs are built and trained.
 */
import { decodeFloat16, type HostTensor, type NamedTensors } from "@cmrkit/tensor";
import onnxProto from "onnx-proto";
import { tensorProto } from "./model-builder.ts";

const { onnx } = onnxProto;

/**
 * The model with values for some of its inputs, which thereby become part of it. Half-precision values are widened.
 * Weights that the model does not name are left out.
 */
export function withInitializers(model: Uint8Array, weights: NamedTensors): Uint8Array {
  const decoded = onnx.ModelProto.decode(model);
  const { graph } = decoded;
  if (!graph) throw new TypeError("an ONNX model has a graph; these bytes have none");
  const inputs = graph.input ?? [];
  const given = inputs.flatMap(({ name }) => {
    const value = name ? weights.get(name) : undefined;
    return name && value ? [tensorProto(name, widened(value))] : [];
  });
  const known = new Set(given.map(({ name }) => name));
  graph.input = inputs.filter(({ name }) => !known.has(name ?? ""));
  graph.initializer = [...(graph.initializer ?? []), ...given];
  return onnx.ModelProto.encode(decoded).finish();
}

function widened(value: HostTensor): HostTensor {
  const { data, shape } = value;
  return data instanceof Uint16Array ? { dtype: "float32", shape, data: decodeFloat16(data) } : value;
}
