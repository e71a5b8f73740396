/** What the judge of outlines found, in words. */
import type { StudyWarning } from "../warning.ts";
import type { JudgedSlice } from "./judge.ts";
import type { OutlineCheck } from "./outline-judge.ts";
import { outlineNumberTitle } from "./outline-numbers.ts";

const phaseTitles = { ed: "end-diastole", es: "end-systole" } as const;

/** So many reasons and slices are named. */
const NAMED = 3;
/** Share of a slice's labels that makes it worth naming. */
const DOUBTFUL_SHARE = 0.1;

/** None for outlines that pass or that were not judged. */
export function outlineWarnings(check: OutlineCheck): readonly StudyWarning[] {
  if (check.kind === "not-judged" || check.verdict === "pass") return [];
  const { damage, against } = check.looksLike;
  const reasons = against.slice(0, NAMED).map(outlineNumberTitle).join("; ");
  const doubtful = check.slices
    .filter((slice) => doubtfulShare(slice) > DOUBTFUL_SHARE)
    .toSorted((a, b) => doubtfulShare(b) - doubtfulShare(a))
    .slice(0, NAMED);
  const where = doubtful.length === 0 ? "" : `; look first at ${doubtful.map(named).join(", ")}`;
  const message = `the contours look less like an expert's than 98 of 100 experts' own, most like contours with this damage: ${damage} (${reasons})${where}`;
  return [{ kind: "outlines-doubtful", message }];
}

/** Slices of hardly any label are not judged by a pixel: as many as a disc of 2.5 cm has. */
const LEAST_PIXELS = 120;

function doubtfulShare({ wrongPixels, labelledPixels }: JudgedSlice): number {
  return wrongPixels / Math.max(LEAST_PIXELS, labelledPixels);
}

/** Slices count from 0, as in the tables. */
function named(slice: JudgedSlice): string {
  return `slice ${slice.k} at ${phaseTitles[slice.phase]}`;
}
