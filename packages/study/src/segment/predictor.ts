/** Runs the network over any number of windows, in batches of the size that it was built for. */
import type { Session } from "@cmrkit/runtime";
import { elementCount } from "@cmrkit/tensor";
import { type Flip, flipPlanes } from "./flips.ts";
import type { SegmentationPlan } from "./plan.ts";

/** One window to predict: how to fill its input (slices, size, size), and what becomes of its probabilities. */
export interface WindowTask {
  readonly flip: Flip;
  readonly fill: (input: Float32Array) => void;
  /** (classes, size, size), valid during the call only. */
  readonly receive: (probabilities: Float32Array) => void;
}

export async function predictWindows(
  session: Session,
  plan: SegmentationPlan,
  tasks: Iterable<WindowTask>,
): Promise<void> {
  let batch: WindowTask[] = [];
  for (const task of tasks) {
    batch.push(task);
    if (batch.length < plan.batch) continue;
    await predictBatch(session, plan, batch);
    batch = [];
  }
  if (batch.length > 0) await predictBatch(session, plan, batch);
}

async function predictBatch(session: Session, plan: SegmentationPlan, tasks: readonly WindowTask[]): Promise<void> {
  const { windowSize: size, batch, classes, inputSlices } = plan;
  const shape = [batch, inputSlices, size, size];
  const data = new Float32Array(elementCount(shape));
  const perInput = inputSlices * size * size;
  const scratch = new Float32Array(perInput);
  tasks.forEach(({ fill, flip }, b) => {
    fill(scratch);
    flipPlanes(scratch, data.subarray(b * perInput, (b + 1) * perInput), size, flip);
  });
  const outputs = await session.run(new Map([["image", { dtype: "float32", shape, data }]]));
  const probabilities = outputs.get("probabilities")?.data;
  if (!(probabilities instanceof Float32Array))
    throw new TypeError("internal: the network has no float32 output named probabilities");
  const perOutput = classes * size * size;
  const upright = new Float32Array(perOutput);
  tasks.forEach(({ receive, flip }, b) => {
    flipPlanes(probabilities.subarray(b * perOutput, (b + 1) * perOutput), upright, size, flip);
    receive(upright);
  });
}
