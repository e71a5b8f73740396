/** What the left ventricular wall is measured on: the labels less the slices that do not count. */
import { type LabelVolume, voxelsPerFrame } from "@cmrkit/imaging";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import type { PhaseSlices, SliceCounting } from "./slice-counting.ts";

/**
 * The same labels without the left ventricle where a slice of a phase is left out with its muscle, by choice or by landmarks. What counts in
 * part, and other frames, are as they were: strain looks at slices that both phases have.
 */
export function countedLabels(labels: LabelVolume, { leftVentricle }: SliceCounting): LabelVolume {
  const phases = [leftVentricle.endDiastole, leftVentricle.endSystole].filter(
    (each): each is PhaseSlices => "slices" in each,
  );
  const leftOut = phases.flatMap(({ frameIndex, slices }) =>
    slices
      .filter(({ share, muscleShare = 1 }) => share === 0 && muscleShare === 0)
      .map(({ sliceIndex }) => ({ frameIndex, sliceIndex })),
  );
  if (leftOut.length === 0) return labels;
  const [X, Y] = labels.grid.size;
  const counted = labels.labels.slice();
  for (const { frameIndex, sliceIndex } of leftOut) {
    const start = frameIndex * voxelsPerFrame(labels.grid) + sliceIndex * X * Y;
    const slice = counted.subarray(start, start + X * Y);
    slice.set(slice.map((label) => (label === LEFT_VENTRICLE || label === MYOCARDIUM ? 0 : label)));
  }
  return { ...labels, labels: counted };
}
