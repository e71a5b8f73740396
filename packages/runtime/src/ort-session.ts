/** What the Node and the browser build of ONNX Runtime have in common: their JavaScript API. */
import { withInitializers } from "@cmrkit/onnx/weights";
import { type DType, type HostTensor, type NamedTensors, sameShape, showShape } from "@cmrkit/tensor";
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

/**
 * How a result gets into the memory that a caller gave for it: the runtime writes there, or we copy. ONNX Runtime Web
 * 1.30 takes such memory as fetches too, but leaves it as it was.
 */
export type OutputPlacement = "written" | "copied";

export interface OpenedSession {
  readonly session: InferenceSession;
  readonly placement: OutputPlacement;
  readonly dispose: () => Promise<void>;
}

/** Wraps an opened session. */
export function wrapSession(ort: OrtModule, opened: OpenedSession): Session {
  return {
    inputNames: opened.session.inputNames,
    outputNames: opened.session.outputNames,
    run: (feeds, into = new Map()) => runSession(ort, opened, feeds, into),
    dispose: opened.dispose,
  };
}

async function runSession(
  ort: OrtModule,
  { session, placement }: OpenedSession,
  feeds: NamedTensors,
  into: NamedTensors,
): Promise<NamedTensors> {
  const written = placement === "written" ? into : new Map<string, HostTensor>();
  const fetches = Object.fromEntries(
    session.outputNames.map((name) => {
      const target = written.get(name);
      return [name, target ? ortTensor(ort, target) : null];
    }),
  );
  const results = await settle(session.run(ortTensors(ort, session, feeds), fetches));
  return new Map(
    session.outputNames.map((name) => {
      if (written.has(name)) return [name, written.get(name)!];
      const result = hostTensorOf(name, results[name]);
      const target = into.get(name);
      return [name, target ? copyInto(target, result, name) : result];
    }),
  );
}

function copyInto(target: HostTensor, result: HostTensor, name: string): HostTensor {
  if (target.dtype !== result.dtype || !sameShape(target.shape, result.shape))
    throw new RuntimeFailure(
      "run-failed",
      `output ${name} is ${result.dtype} ${showShape(result.shape)}, the memory given is ${target.dtype} ${showShape(target.shape)}`,
    );
  const bytes = ({ data }: HostTensor) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  bytes(target).set(bytes(result));
  return target;
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
  return { dtype, shape: tensor.dims, data: elementsOf(tensor) };
}

/** Half-precision values as bit patterns: where an engine has Float16Array, the runtime answers with that. */
function elementsOf({ type, data }: Tensor): HostTensor["data"] {
  const elements = data as HostTensor["data"];
  if (type !== "float16") return elements;
  return new Uint16Array(elements.buffer, elements.byteOffset, elements.length);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
