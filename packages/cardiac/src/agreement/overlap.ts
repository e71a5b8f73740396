/**
 * Overlap of two label volumes, structure by structure.
 *
 * Sources: Dice 1945, Ecology 26(3):297–302, doi:10.2307/1932409; Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { assertComparable } from "../label-frames.ts";

/** How far two masks agree on one structure, or why the question has no answer. */
export type Overlap =
  | { readonly kind: "scored"; readonly dice: number; readonly intersectionOverUnion: number }
  /** In neither mask. Scoring it 1 would inflate a mean over apical slices, 0 would punish a right answer. */
  | { readonly kind: "absent" };

/**
 * Overlap of one label over all frames and slices: Dice 2·|A ∩ B| / (|A| + |B|) and IoU |A ∩ B| / |A ∪ B|, in [0, 1].
 * A structure in one mask only scores 0. Counts of voxels need no spacing, but both volumes must lie on one grid.
 * @throws {GridError} `grids-differ`, `data-size`.
 */
export function overlap(predicted: LabelVolume, reference: LabelVolume, label: number): Overlap {
  assertComparable(predicted, reference);
  let inBoth = 0;
  let counted = 0; // |A| + |B|: a shared voxel counts twice
  const a = predicted.labels;
  const b = reference.labels;
  for (let at = 0; at < a.length; at++) {
    const inPredicted = a[at] === label;
    const inReference = b[at] === label;
    if (inPredicted && inReference) inBoth += 1;
    counted += Number(inPredicted) + Number(inReference);
  }
  if (counted === 0) return { kind: "absent" };
  return { kind: "scored", dice: (2 * inBoth) / counted, intersectionOverUnion: inBoth / (counted - inBoth) };
}
