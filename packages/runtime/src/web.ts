/**
 * The runtime of browsers: onnxruntime-web, on WebAssembly everywhere, on WebGPU where the browser has it. It takes the
 * same models and answers by the same interface as the runtime of Node.
 */
import { RuntimeFailure } from "./errors.ts";
import { messageOf, modelBytes, wrapSession } from "./ort-session.ts";
import type { Device, OpenSession } from "./session.ts";

export { RuntimeFailure } from "./errors.ts";
export type { Device, ModelBytes, OpenSession, Session, SessionOptions } from "./session.ts";

type WebDevice = Extract<Device, "wasm" | "webgpu">;

/** Both builds of onnxruntime-web speak the common interface. */
type WebModule = typeof import("onnxruntime-common");

/** Only the build that is asked for is fetched: the one with WebGPU is twice as large. */
const builds: { readonly [D in WebDevice]: () => Promise<WebModule> } = {
  wasm: () => import("onnxruntime-web/wasm"),
  webgpu: () => import("onnxruntime-web/webgpu"),
};

/** How onnxruntime-web begins when it could not start, for example for want of its WebAssembly file. */
const NO_BACKEND = "no available backend found";

/**
 * A way to open models in this page.
 *
 * @param wasmFolder URL, ending in a slash, of a copy of onnxruntime-web's `dist` folder.
 * @returns a function that opens on `wasm` unless told otherwise. The first session settles the number of threads; more
 *   than one needs a cross-origin isolated page. It throws {RuntimeFailure} `device-unavailable` when the browser lacks
 *   the device or the folder its files, `model-refused` when the model is invalid.
 */
export function webRuntime(wasmFolder: string): OpenSession {
  return async (model, { device = "wasm", threads } = {}) => {
    const present = await presentDevice(device);
    const ort = await builds[present]();
    ort.env.wasm.wasmPaths = wasmFolder;
    if (threads !== undefined) ort.env.wasm.numThreads = threads;
    try {
      const session = await ort.InferenceSession.create(modelBytes(model), {
        executionProviders: [present],
        graphOptimizationLevel: "all",
        logSeverityLevel: 3,
      });
      return wrapSession(ort, { session, placement: "copied", dispose: () => session.release() });
    } catch (error) {
      const message = messageOf(error);
      const kind = message.startsWith(NO_BACKEND) ? "device-unavailable" : "model-refused";
      throw new RuntimeFailure(kind, `the model did not open on ${device}: ${message}`, error);
    }
  };
}

/** The device, if this browser has it. */
async function presentDevice(device: Device): Promise<WebDevice> {
  if (device === "wasm") return device;
  if (device !== "webgpu")
    throw new RuntimeFailure(
      "device-unavailable",
      `${device} is a device of Node; in a browser ask for wasm or webgpu`,
    );
  const adapter = "gpu" in navigator ? await navigator.gpu.requestAdapter() : null;
  if (!adapter) throw new RuntimeFailure("device-unavailable", "this browser has no WebGPU adapter; ask for wasm");
  return device;
}
