/** What a reader should look at where slices counted against the rule, or were chosen in vain. A warning changes no value. */
import type { Warning } from "../quality.ts";
import type { CountedSlice, SliceCounting, VentricleSlices } from "./slice-counting.ts";

export function sliceWarnings({ leftVentricle, rightVentricle }: SliceCounting): readonly Warning[] {
  return [...warningsOf(leftVentricle, "left"), ...warningsOf(rightVentricle, "right")];
}

const phaseNames = { endDiastole: "end-diastole", endSystole: "end-systole" } as const;

function warningsOf(ventricle: VentricleSlices, side: "left" | "right"): Warning[] {
  return (["endDiastole", "endSystole"] as const).flatMap((phase) => {
    const slices = ventricle[phase];
    if ("notMeasurable" in slices) return [];
    const where = `at ${phaseNames[phase]} of the ${side} ventricle`;
    return [...basalSlicesOpen(slices.slices, where), ...chosenWithoutCavity(slices.slices, where)];
  });
}

/** By the rule these would not count; who decides is told, so that the reader can decide otherwise. */
function basalSlicesOpen(slices: readonly CountedSlice[], where: string): Warning[] {
  const open = slices.filter(
    ({ by, verdict, wallRule }) => by === "labels" && verdict === "counted" && wallRule?.verdict === "left out",
  );
  if (open.length === 0) return [];
  const message = `${where} ${listed(open)} counted although less than half of the cavity has wall around it: look whether the atrium begins there`;
  return [{ kind: "basal-slice-open", message }];
}

function chosenWithoutCavity(slices: readonly CountedSlice[], where: string): Warning[] {
  const empty = slices.filter(({ by, verdict, share }) => by === "choice" && verdict === "no cavity" && share > 0);
  if (empty.length === 0) return [];
  return [
    {
      kind: "chosen-slice-empty",
      message: `${where} ${listed(empty)} chosen to count, but no cavity is labelled there`,
    },
  ];
}

function listed(slices: readonly CountedSlice[]): string {
  const numbers = slices.map(({ sliceIndex }) => sliceIndex).join(", ");
  return slices.length === 1 ? `slice ${numbers} is` : `slices ${numbers} are`;
}
