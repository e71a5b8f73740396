/** The judge of outlines: how much of each slice's outlines looks wrong to it, in both phases. */
import type { Session } from "@cmrkit/runtime";
import { type HeartBox, heartBox, type LabelledPhases } from "./heart-box.ts";
import { fillView, judgedSlices, VIEW_CHANNELS, VIEW_SIZE, type ViewedSlice } from "./slice-view.ts";

export interface JudgedSlice extends ViewedSlice {
  /** Pixels of 2 mm that are expected to bear a wrong label. */
  readonly wrongPixels: number;
  /** Pixels whose label is all but surely wrong. */
  readonly surelyWrongPixels: number;
  /** Pixels that bear a label. */
  readonly labelledPixels: number;
}

/** Views in one run of the network. */
export const JUDGE_BATCH = 8;

/** Probability beyond which a label is all but surely wrong. */
const SURE = 0.9;

const PER_PLANE = VIEW_SIZE * VIEW_SIZE;
const PER_VIEW = VIEW_CHANNELS * PER_PLANE;

/**
 * Judges outlines with an opened network, `view` (JUDGE_BATCH, …) → `wrong` (JUDGE_BATCH, 1, VIEW_SIZE, VIEW_SIZE), the
 * probability that a pixel's label is wrong.
 * @returns every slice with outlines in either phase and one beyond either end; none where there are no outlines.
 */
export async function judgeOutlines(session: Session, phases: LabelledPhases): Promise<readonly JudgedSlice[]> {
  const box = heartBox(phases, VIEW_SIZE);
  const slices = judgedSlices(box);
  const judged: JudgedSlice[] = [];
  for (let first = 0; first < slices.length; first += JUDGE_BATCH)
    judged.push(...(await judgeBatch(session, box, slices.slice(first, first + JUDGE_BATCH))));
  return judged;
}

async function judgeBatch(session: Session, box: HeartBox, slices: readonly ViewedSlice[]): Promise<JudgedSlice[]> {
  const data = new Float32Array(JUDGE_BATCH * PER_VIEW);
  slices.forEach((slice, b) => {
    fillView(data.subarray(b * PER_VIEW, (b + 1) * PER_VIEW), box, slice);
  });
  const shape = [JUDGE_BATCH, VIEW_CHANNELS, VIEW_SIZE, VIEW_SIZE];
  const outputs = await session.run(new Map([["view", { dtype: "float32", shape, data }]]));
  const wrong = outputs.get("wrong")?.data;
  if (!(wrong instanceof Float32Array)) throw new TypeError("internal: the judge has no float32 output named wrong");
  return slices.map((slice, b) => {
    const own = wrong.subarray(b * PER_PLANE, (b + 1) * PER_PLANE);
    return { ...slice, ...wrongnessOf(own), labelledPixels: labelledPixels(box, slice) };
  });
}

function wrongnessOf(probabilities: Float32Array) {
  return {
    wrongPixels: probabilities.reduce((sum, p) => sum + p, 0),
    surelyWrongPixels: probabilities.reduce((count, p) => count + Number(p > SURE), 0),
  };
}

function labelledPixels({ phases, size }: HeartBox, { phase, k }: ViewedSlice): number {
  const labels = phases[phase].labels.subarray(k * size * size, (k + 1) * size * size);
  return labels.reduce((count, label) => count + Number(label !== 0), 0);
}
