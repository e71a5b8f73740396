/** The page in which the conformance suite runs: it offers one function to the test that opened it. */
import { type Device, RuntimeFailure, webRuntime } from "@cmrkit/runtime/web";
import { claims } from "./conformance.ts";
import { tinyModel } from "./tiny-model.ts";

/** What a claim came to: nothing where it holds, else what was found instead. */
export type Verdict = string | null;

interface ConformancePage {
  /** Opens and runs a tiny model; the kind and message of the failure where that does not work. */
  tryDevice(device: Device, wasmFolder: string): Promise<{ kind: string; message: string } | null>;
  checkClaim(name: string, device: Device, wasmFolder: string): Promise<Verdict>;
}

declare global {
  var conformancePage: ConformancePage | undefined;
}

globalThis.conformancePage = {
  tryDevice: async (device, wasmFolder) => {
    try {
      const session = await webRuntime(wasmFolder)(tinyModel(), { device, threads: 1 });
      await session.dispose();
      return null;
    } catch (error) {
      if (error instanceof RuntimeFailure) return { kind: error.kind, message: error.message };
      throw error;
    }
  },
  checkClaim: async (name, device, wasmFolder) => {
    const open = webRuntime(wasmFolder);
    try {
      await claims.find((claim) => claim.name === name)!.check((model) => open(model, { device, threads: 1 }));
      return null;
    } catch (error) {
      return String(error);
    }
  },
};
