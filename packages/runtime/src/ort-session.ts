/** What the Node and the browser build of ONNX Runtime have in common: their JavaScript API. */
import { withInitializers } from "@cmrkit/onnx";
import type { DType, HostTensor, NamedTensors } from "@cmrkit/tensor";
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-common";
import { RuntimeFailure } from "./errors.ts";
import type { ModelBytes, Session } from "./session.ts";

/** The part of either package that a session needs. */
export interface OrtModule {
  readonly Tensor: TensorConstructor;
}

/** The bytes to open: the model with its weights inside. */
export function modelBytes(model: ModelBytes | Uint8Array): Uint8Array {
  if (model instanceof Uint8Array) return model;
  return model.weights ? withInitializers(model.bytes, model.weights) : model.bytes;
}

/** Wraps an opened session. */
export function wrapSession(ort: OrtModule, session: InferenceSession, onDispose: () => Promise<void>): Session {
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds, into) => runSession(ort, session, feeds, into),
    dispose: onDispose,
  };
}

async function runSession(
  ort: OrtModule,
  session: InferenceSession,
  feeds: NamedTensors,
  into: NamedTensors = new Map(),
): Promise<NamedTensors> {
  const fetches: Record<string, Tensor | null> = {};
  for (const name of session.outputNames) {
    const target = into.get(name);
    fetches[name] = target ? ortTensor(ort, target) : null;
  }
  const results = await settle(session.run(ortTensors(ort, session, feeds), fetches));
  return new Map(session.outputNames.map((name) => [name, into.get(name) ?? hostTensorOf(name, results[name])]));
}

async function settle(run: Promise<InferenceSession.OnnxValueMapType>): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await run;
  } catch (error) {
    throw new RuntimeFailure("run-failed", `the model did not run: ${messageOf(error)}`, error);
  }
}

function ortTensors(ort: OrtModule, session: InferenceSession, feeds: NamedTensors): Record<string, Tensor> {
  const missing = session.inputNames.filter((name) => !feeds.has(name));
  if (missing.length > 0)
    throw new RuntimeFailure("run-failed", `the model also needs the inputs ${missing.join(", ")}`);
  return Object.fromEntries(session.inputNames.map((name) => [name, ortTensor(ort, feeds.get(name)!)]));
}

function ortTensor(ort: OrtModule, { dtype, data, shape }: HostTensor): Tensor {
  return new ort.Tensor(dtype, data as Float32Array, [...shape]) as Tensor;
}

const dtypes = ["float32", "float64", "float16", "int32", "int64", "uint8", "bool"] as const satisfies readonly DType[];

function hostTensorOf(name: string, value: unknown): HostTensor {
  const tensor = value as Tensor;
  const dtype = dtypes.find((known) => known === tensor.type);
  if (!dtype) throw new RuntimeFailure("run-failed", `output ${name} has element type ${tensor.type}, unknown here`);
  return { dtype, shape: tensor.dims, data: tensor.data as HostTensor["data"] };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
