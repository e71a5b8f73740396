/** The cases that an evaluation can score: those with labels, and whole cines whose volumes their owners state. */
import type { DataCase } from "../../datasets/data-set.ts";
import type { TaskConfig } from "../config.ts";
import { firstOf, learnableCases, type OnNote } from "../learnable-cases.ts";
import { framesWithStatedVolumes } from "./stated-volumes.ts";

/** Whoever has neither, where others state volumes, is left out and counted; all else as `learnableCases`. */
export function scoredCases(
  cases: readonly DataCase[],
  task: TaskConfig,
  onNote: OnNote = () => {},
): readonly DataCase[] {
  const whole = task.kind === "segmentation" ? cases.filter((each) => framesWithStatedVolumes(each).length > 0) : [];
  if (whole.length === 0) return learnableCases(cases, task, onNote);
  onNote(`${whole.length} whole cines without outlines are scored by the volumes that are stated of them`);
  const others = cases.filter((each) => !whole.includes(each));
  const outlined = others.filter(({ images }) => images.some(({ labels }) => labels !== undefined));
  const out = others.filter((each) => !outlined.includes(each)).map(({ id }) => id);
  if (out.length > 0)
    onNote(`${out.length} cases have neither outlines nor stated volumes and are left out: ${firstOf(out)}`);
  return [...whole, ...learnableCases(outlined, task, onNote)];
}
