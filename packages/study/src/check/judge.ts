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

/** The turns and mirrorings of a square, all of which the network sees of a slice in one run. */
const TURNS = 8;

/** Views in one run of the network. */
export const JUDGE_BATCH = TURNS;

/** Probability beyond which a label is all but surely wrong. */
const SURE = 0.9;

const PER_PLANE = VIEW_SIZE * VIEW_SIZE;
const PER_VIEW = VIEW_CHANNELS * PER_PLANE;

/**
 * Judges outlines with an opened network, `view` (JUDGE_BATCH, …) → `wrong` (JUDGE_BATCH, 1, VIEW_SIZE, VIEW_SIZE), the
 * probability that a pixel's label is wrong. What is said of a slice is the mean over its turns.
 * @returns every slice with outlines in either phase and one beyond either end; none where there are no outlines.
 */
export async function judgeOutlines(session: Session, phases: LabelledPhases): Promise<readonly JudgedSlice[]> {
  const box = heartBox(phases, VIEW_SIZE);
  const judged: JudgedSlice[] = [];
  for (const slice of judgedSlices(box)) {
    const wrong = await wrongInTurns(session, box, slice);
    judged.push({ ...slice, ...meanWrongness(wrong), labelledPixels: labelledPixels(box, slice) });
  }
  return judged;
}

async function wrongInTurns(session: Session, box: HeartBox, slice: ViewedSlice): Promise<Float32Array> {
  const data = new Float32Array(TURNS * PER_VIEW);
  for (let turn = 0; turn < TURNS; turn++)
    fillView(data.subarray(turn * PER_VIEW, (turn + 1) * PER_VIEW), box, slice, { place: { shift: [0, 0], turn } });
  const shape = [TURNS, VIEW_CHANNELS, VIEW_SIZE, VIEW_SIZE];
  const outputs = await session.run(new Map([["view", { dtype: "float32", shape, data }]]));
  const wrong = outputs.get("wrong")?.data;
  if (!(wrong instanceof Float32Array)) throw new TypeError("internal: the judge has no float32 output named wrong");
  return wrong;
}

function meanWrongness(probabilities: Float32Array): Pick<JudgedSlice, "wrongPixels" | "surelyWrongPixels"> {
  return {
    wrongPixels: probabilities.reduce((sum, p) => sum + p, 0) / TURNS,
    surelyWrongPixels: probabilities.reduce((count, p) => count + Number(p > SURE), 0) / TURNS,
  };
}

function labelledPixels({ phases, size }: HeartBox, { phase, k }: ViewedSlice): number {
  const labels = phases[phase].labels.subarray(k * size * size, (k + 1) * size * size);
  return labels.reduce((count, label) => count + Number(label !== 0), 0);
}
