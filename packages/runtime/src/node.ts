/** The runtime of Node: onnxruntime-node, on the CPU everywhere, on `webgpu` and `cuda` where they are present. */
import ort from "onnxruntime-node";
import { RuntimeFailure } from "./errors.ts";
import { messageOf, modelBytes, wrapSession } from "./ort-session.ts";
import type { Device, ModelBytes, Session, SessionOptions } from "./session.ts";

/** The devices that this build of the runtime can try. That a driver answers is known only when a model is opened. */
export function availableDevices(): Device[] {
  const bundled = ort.listSupportedBackends().map(({ name }) => name);
  return (["cpu", "cuda", "webgpu"] as const).filter((device) => bundled.includes(device));
}

/**
 * Opens a model in Node.
 * @throws {RuntimeFailure} `device-unavailable` when the device is not there, `model-refused` when the model is invalid.
 */
export async function openSession(
  model: ModelBytes | Uint8Array,
  { device = "cpu", threads, profilePrefix }: SessionOptions = {},
): Promise<Session> {
  if (device === "wasm")
    throw new RuntimeFailure("device-unavailable", "wasm is a browser's device; in Node ask for cpu");
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [device],
    graphOptimizationLevel: "all",
    enableMemPattern: false, // else the plan of the first run gets memory of its own beside that of the first run
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
  const bytes = modelBytes(model);
  try {
    const session = await ort.InferenceSession.create(bytes, options);
    const dispose = async () => {
      if (profilePrefix !== undefined) session.endProfiling();
      await session.release();
    };
    return wrapSession(ort, { session, placement: "written", dispose });
  } catch (error) {
    const kind = device !== "cpu" && (await opensOnCpu(bytes)) ? "device-unavailable" : "model-refused";
    throw new RuntimeFailure(kind, `the model did not open on ${device}: ${messageOf(error)}`, error);
  }
}

/** Whether a model is sound, so that a failure elsewhere is the device's. */
async function opensOnCpu(bytes: Uint8Array): Promise<boolean> {
  try {
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ["cpu"] });
    await session.release();
    return true;
  } catch {
    return false;
  }
}
