/**
 * Decoding that ends: frames are decoded in a thread of their own, which is given up when it takes too long. A damaged
 * codestream can keep a decoder busy for ever, and nothing within its WebAssembly can be interrupted.
 *
 * The calling thread waits, so that reading pixels stays a plain function.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { CodecName, CodedFrame } from "./codec-module.ts";

export interface CodecRequest {
  readonly name: CodecName;
  readonly frame: CodedFrame;
}

export type CodecAnswer = { readonly decoded: Uint8Array | undefined } | { readonly error: string };

/** What the thread is started with. */
export interface CodecThreadData {
  readonly port: MessagePort;
  /** Counts answers; the waiting thread is woken by it. */
  readonly wakes: Int32Array;
}

interface CodecThread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly wakes: Int32Array;
}

/** By the clock: many times what a frame needs (512 × 512 pixels take some 0.07 s), for machines that do much else. */
const [DEADLINE_MS, DEADLINE_MS_PER_MEGAPIXEL] = [1_400, 2_000];
/** A thread starts slowly where all cores are busy; that is no fault of a file. */
const START_MS = 120_000;

let running: CodecThread | undefined;

/**
 * Decodes one frame.
 * @returns (Y, X) little-endian numbers of `bitsAllocated` bits.
 * @throws {Error} what the decoder says, or that it did not end in time; never a DicomError, which needs a file's name.
 */
export function decodeInTime(name: CodecName, frame: CodedFrame): Uint8Array {
  running ??= start();
  const megapixels = (frame.rows * frame.columns) / 1e6;
  const request: CodecRequest = { name, frame };
  const before = Atomics.load(running.wakes, 0);
  running.port.postMessage(request);
  const answer = answerWithin(running, before, DEADLINE_MS + DEADLINE_MS_PER_MEGAPIXEL * megapixels);
  if ("error" in answer) throw new Error(answer.error);
  if (answer.decoded === undefined) throw new Error("internal: the decoder answered nothing");
  return answer.decoded;
}

function start(): CodecThread {
  const { port1: port, port2 } = new MessageChannel();
  const wakes = new Int32Array(new SharedArrayBuffer(4));
  const workerData: CodecThreadData = { port: port2, wakes };
  const worker = new Worker(new URL("./codec-worker.ts", import.meta.url), { workerData, transferList: [port2] });
  worker.unref();
  port.unref();
  const thread = { worker, port, wakes };
  answerWithin(thread, 0, START_MS);
  return thread;
}

/** A thread that does not answer is ended, and the next frame gets a new one. */
function answerWithin({ worker, port, wakes }: CodecThread, before: number, limitMs: number): CodecAnswer {
  Atomics.wait(wakes, 0, before, limitMs);
  const received: { readonly message: CodecAnswer } | undefined = receiveMessageOnPort(port);
  if (received !== undefined) return received.message;
  running = undefined;
  void worker.terminate();
  throw new Error(`the decoder did not end within ${(limitMs / 1000).toFixed(1)} s`);
}
