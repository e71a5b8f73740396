/** A loading thread: makes the batches of one update after the other, as asked. Run by `new Worker`, never imported. */
import { parentPort, workerData } from "node:worker_threads";
import { openBatchSource } from "./batch-source-module.ts";
import { type BatchAnswer, type BatchRequest, buffersOf, failureText, type WorkerStart } from "./worker-messages.ts";

const { moduleUrl, init }: WorkerStart = workerData;
const source = openBatchSource(moduleUrl, init, (warning) => say({ warning }));
source.catch(() => {}); // told when the first batch is asked for

parentPort?.on("message", async ({ step }: BatchRequest) => {
  say(await answerOf(step));
});

function say(answer: BatchAnswer): void {
  parentPort?.postMessage(answer, "batches" in answer ? buffersOf(answer.batches) : []);
}

async function answerOf(step: number): Promise<BatchAnswer> {
  try {
    return { step, batches: await (await source).batches(step) };
  } catch (error) {
    return { step, failure: failureText(error) };
  }
}
