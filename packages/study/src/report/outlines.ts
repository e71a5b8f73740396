/** Outlines that pictures show. */
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE, structures } from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";

/** The outline of all voxels that carry one of some labels. */
export interface Outline {
  readonly of: readonly number[];
  readonly colour: string;
  /** Where these labels are, if not in those of the picture. */
  readonly labels?: LabelVolume;
}

/** From the outside in: epicardium, endocardium, right ventricle. */
export const ventricleOutlines = [
  {
    of: [MYOCARDIUM, LEFT_VENTRICLE],
    name: "epicardium",
    colour: structures.leftVentricularMyocardium.colour,
  },
  { of: [LEFT_VENTRICLE], name: "LV endocardium", colour: structures.leftVentricleBloodPool.colour },
  { of: [RIGHT_VENTRICLE], name: "RV endocardium", colour: structures.rightVentricleBloodPool.colour },
] as const satisfies readonly (Outline & { readonly name: string })[];
