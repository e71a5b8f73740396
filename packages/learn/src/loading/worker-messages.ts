/** What the loader and its workers say to each other. */
import type { Batch } from "../training/trainer.ts";

/** What a worker is started with. */
export interface WorkerStart {
  readonly moduleUrl: string;
  readonly init: unknown;
}

/** Asks for the batches of one update. */
export interface BatchRequest {
  readonly step: number;
}

export type BatchAnswer =
  | { readonly warning: string }
  | { readonly step: number; readonly batches: readonly Batch[] }
  /** Why a worker could not make them; errors lose their class on the way between threads. */
  | { readonly step: number; readonly failure: string };

/** The memory of batches, to be moved rather than copied; tensors that share a buffer name it once. */
export function buffersOf(batches: readonly Batch[]): ArrayBuffer[] {
  const buffers = batches.flatMap(({ feeds }) => Array.from(feeds.values(), ({ data }) => data.buffer));
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

/** An error in words: its kind, where it has one, and its message. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const kind = "kind" in error && typeof error.kind === "string" ? error.kind : error.name;
  return `${kind}: ${error.message}`;
}
