/** A thread that evaluates one case after the other, as asked. Run by `new Worker`, never imported. */
import { parentPort, workerData } from "node:worker_threads";
import { type EvaluatorOptions, openCaseEvaluator } from "./case-evaluator.ts";
import { type CaseAnswer, type CaseRequest, failureOf } from "./evaluator-messages.ts";

const options: EvaluatorOptions = workerData;
const opened = openCaseEvaluator(options);
opened.catch(() => {}); // told when the first case is asked for

parentPort?.on("message", async (request: CaseRequest) => {
  parentPort?.postMessage(await answerTo(request));
});

async function answerTo({ each }: CaseRequest): Promise<CaseAnswer> {
  try {
    return { evaluated: await (await opened).evaluate(each) };
  } catch (error) {
    return failureOf(error);
  }
}
