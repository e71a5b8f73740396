/** Opens the module that makes batches, in this thread. */
import { LearnError } from "../errors.ts";
import type { BatchSource, BatchSourceModule, Warn } from "./batch-source.ts";

/**
 * Imports a module and asks it for its source.
 * @throws {LearnError} `loading-failed` when the module cannot be imported or exports no `createBatchSource`.
 */
export async function openBatchSource(moduleUrl: string, init: unknown, warn: Warn): Promise<BatchSource> {
  const module: unknown = await import(moduleUrl).catch((cause: unknown) => {
    throw new LearnError("loading-failed", `${moduleUrl} cannot be imported: ${String(cause)}`);
  });
  if (isBatchSourceModule(module)) return module.createBatchSource(init, warn);
  throw new LearnError("loading-failed", `${moduleUrl} exports no function createBatchSource`);
}

function isBatchSourceModule(module: unknown): module is BatchSourceModule {
  return (
    typeof module === "object" && module !== null && typeof Reflect.get(module, "createBatchSource") === "function"
  );
}
