/** Serves the conformance page from this checkout, types stripped on the way, to this machine alone. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createViteServer } from "vitest/node";

export interface PageServer {
  readonly pageUrl: string;
  /** Where the page finds the files of onnxruntime-web. */
  readonly wasmFolder: string;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "../..");

export async function servePage(): Promise<PageServer> {
  const cacheDir = await mkdtemp(join(tmpdir(), "cmrkit-page-"));
  const server = await createViteServer({
    configFile: false,
    root: ROOT,
    cacheDir,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0, watch: null },
    optimizeDeps: { entries: [], include: ["onnx-proto"], exclude: ["onnxruntime-web"] },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (!address || typeof address === "string") throw new Error("the page server has no port");
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    pageUrl: `${origin}/test/runtime/page.html`,
    wasmFolder: `${origin}/node_modules/onnxruntime-web/dist/`,
    close: async () => {
      await server.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}
