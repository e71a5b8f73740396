/** Which slices of a stack are to count, as a caller asks for it. */

/** First and last slice, both included, from 0 in the order of the stack. */
export type SliceRange = readonly [first: number, last: number];

/** Of one ventricle; a phase that is left out counts as labelled. */
export interface ChosenSlices {
  readonly endDiastole?: SliceRange;
  readonly endSystole?: SliceRange;
}

export type SliceChoice =
  /** Every slice in which the structure is labelled. */
  | { readonly kind: "labelled" }
  /** The left ventricle by landmarks of a phase where there are any, else by the wall around its cavity; the right as labelled. */
  | { readonly kind: "rule" }
  /** What somebody chose; the left ventricle is its cavity and its wall. */
  | { readonly kind: "chosen"; readonly leftVentricle: ChosenSlices; readonly rightVentricle: ChosenSlices };
