/** The outlines that pictures show, from the outside in: epicardium, endocardium, right ventricle. */
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE, structures } from "@cmrkit/cardiac";

export const outlines = [
  {
    of: [MYOCARDIUM, LEFT_VENTRICLE],
    name: "epicardium",
    colour: structures.leftVentricularMyocardium.colour,
  },
  { of: [LEFT_VENTRICLE], name: "LV endocardium", colour: structures.leftVentricleBloodPool.colour },
  { of: [RIGHT_VENTRICLE], name: "RV endocardium", colour: structures.rightVentricleBloodPool.colour },
] as const;
