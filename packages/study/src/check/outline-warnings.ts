/** What the judge of outlines found, in words. */
import type { StudyWarning } from "../warning.ts";
import type { JudgedSlice } from "./judge.ts";
import type { OutlineCheck } from "./outline-judge.ts";
import { wrongShare } from "./outline-score.ts";

const phaseTitles = { ed: "end-diastole", es: "end-systole" } as const;

/** So many slices are named, the worst first. */
const NAMED = 4;

/** None for outlines that pass or that were not judged. */
export function outlineWarnings(check: OutlineCheck): readonly StudyWarning[] {
  if (check.kind === "not-judged" || check.verdict === "pass") return [];
  const doubtful = check.slices
    .filter((slice) => wrongShare(slice) > check.limit)
    .toSorted((a, b) => wrongShare(b) - wrongShare(a));
  const rest = doubtful.length > NAMED ? `, and ${doubtful.length - NAMED} more` : "";
  const message = `the contours look less like an expert's than 98 of 100 experts' own: look at ${doubtful.slice(0, NAMED).map(named).join(", ")}${rest}`;
  return [{ kind: "outlines-doubtful", message }];
}

/** Slices count from 0, as in the tables. */
function named(slice: JudgedSlice): string {
  const percent = Math.min(100, 100 * wrongShare(slice)).toFixed(0);
  return `slice ${slice.k} at ${phaseTitles[slice.phase]} (${percent} % doubtful)`;
}
