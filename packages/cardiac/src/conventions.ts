/** The conventions under which measures were taken; every output carries them, because numbers of two conventions do not compare. */
import type { BodySurfaceAreaFormula } from "./body-size.ts";
import { MYOCARDIAL_DENSITY_G_PER_ML } from "./ventricular-function.ts";

/** Whether papillary muscles and trabeculae count to the cavity's volume or to the myocardium's mass. */
export type PapillaryConvention = "cavity" | "mass";

/** Where end-diastole and end-systole come from: each ventricle's own volume curve, or the caller. */
export type PhaseSource = "volume-curve" | "given";

export interface Conventions {
  readonly volumeMethod: string;
  readonly papillaryMuscles: PapillaryConvention;
  readonly myocardialDensityGPerMl: number;
  readonly leftVentriclePhases: string;
  readonly rightVentriclePhases: string;
  /** Null where nothing was indexed. */
  readonly bodySurfaceAreaFormula: BodySurfaceAreaFormula | null;
}

const phaseRules: Readonly<Record<PhaseSource, Pick<Conventions, "leftVentriclePhases" | "rightVentriclePhases">>> =
  Object.freeze({
    "volume-curve": {
      leftVentriclePhases:
        "end-diastole and end-systole are the frames of largest and smallest left ventricular cavity",
      rightVentriclePhases:
        "end-diastole and end-systole are the frames of largest and smallest right ventricular cavity; they may differ from the left",
    },
    given: {
      leftVentriclePhases: "end-diastole and end-systole as given with the input",
      rightVentriclePhases: "end-diastole and end-systole as given with the input, the same as the left",
    },
  });

export function conventionsOf(
  papillaryMuscles: PapillaryConvention,
  phaseSource: PhaseSource,
  bodySurfaceAreaFormula: BodySurfaceAreaFormula | null,
): Conventions {
  return {
    volumeMethod: "disc summation on the native grid: labelled area × distance between slices",
    papillaryMuscles,
    myocardialDensityGPerMl: MYOCARDIAL_DENSITY_G_PER_ML,
    ...phaseRules[phaseSource],
    bodySurfaceAreaFormula,
  };
}
