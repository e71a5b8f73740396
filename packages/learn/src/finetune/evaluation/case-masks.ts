/** The predicted and the expert's masks of one image, on its native grid, and which of their classes is what. */
import type { LabelVolume } from "@cmrkit/imaging";
import type { CaseImage, LabelName } from "../../datasets/data-set.ts";
import { centredGrid } from "../../loading/preprocess.ts";
import type { NativeGrid } from "../prepared-image.ts";

export interface CaseMasks {
  readonly image: CaseImage;
  readonly native: NativeGrid;
  /** (Z, Y, X) classes of the task. */
  readonly predicted: Uint8Array;
  readonly reference: Uint8Array;
}

/** Structures of each class of a segmentation, by its name. */
export type ClassStructures = Readonly<Record<string, readonly LabelName[]>>;

/** The classes, from 1, that hold nothing but some of these structures. */
export function classesWithin(classes: ClassStructures, structures: readonly LabelName[]): number[] {
  return Object.values(classes).flatMap((own, k) => (own.every((name) => structures.includes(name)) ? [k + 1] : []));
}

/** Classes as labels on a grid of the image's spacing; without one, of 1 mm. */
export function labelsOn({ size, spacingMm }: NativeGrid, labels: Uint8Array): LabelVolume {
  return { grid: centredGrid(size, spacingMm ?? [1, 1, 1]), frameCount: 1, labels };
}

/** Of one voxel; nothing where its size is not known. */
export function voxelMl({ spacingMm }: NativeGrid): number | undefined {
  return spacingMm === null ? undefined : (spacingMm[0] * spacingMm[1] * spacingMm[2]) / 1000;
}

/** How many voxels carry one of the classes. */
export function countOfClasses(labels: Uint8Array, classes: readonly number[]): number {
  return labels.reduce((count, label) => count + Number(classes.includes(label)), 0);
}
