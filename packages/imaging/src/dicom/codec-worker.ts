/** A thread that decodes one frame after the other, as asked. Run by `new Worker`, never imported. */
import { workerData } from "node:worker_threads";
import type { CodecAnswer, CodecRequest, CodecThreadData } from "./codec-deadline.ts";
import { decodeWithModule } from "./codec-module.ts";

const { port, wakes }: CodecThreadData = workerData;

port.on("message", ({ name, frame }: CodecRequest) => tell(answerTo(name, frame)));
tell({ decoded: undefined });

function answerTo(name: CodecRequest["name"], frame: CodecRequest["frame"]): CodecAnswer {
  try {
    return { decoded: decodeWithModule(name, frame) };
  } catch (error) {
    return { error: String(error) };
  }
}

/** The message first: whoever is woken finds it there. */
function tell(answer: CodecAnswer): void {
  port.postMessage(answer);
  Atomics.add(wakes, 0, 1);
  Atomics.notify(wakes, 0);
}
