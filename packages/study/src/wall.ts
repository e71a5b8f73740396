/** The left ventricular wall of a study: thickness, thickening and strain, with the conventions they rest on. */
import {
  type ContourStrain,
  contourStrain,
  type FunctionMeasurements,
  type SegmentWalls,
  segmentWalls,
} from "@cmrkit/cardiac";
import type { SeenFrom } from "@cmrkit/cardiac/landmarks";
import type { LabelVolume } from "@cmrkit/imaging";
import type { StudyInput } from "./input/study-input.ts";
import { isSideUnknown, sideAssumed } from "./pictures-side.ts";
import type { StudyWarning } from "./warning.ts";

export interface WallMeasurements extends SegmentWalls {
  readonly conventions: typeof wallConventions;
  readonly strain: ContourStrain;
}

const wallConventions = Object.freeze({
  segments:
    "16 segments of the AHA (Cerqueira 2002): thirds of the long axis covered in each phase (for strain at end-diastole), sectors from the anterior insertion of the right ventricle; the apical cap is left out",
  thickness: "from the endocardial contour to the nearest point of the epicardial; mean over a segment",
  thickening: "(end-systole − end-diastole) / end-diastole",
  strain:
    "(L − L_ED) / L_ED of the mid-wall's length (circumferential) and the wall's thickness (radial), from contours in fixed slices; not tissue tracking",
});

/** What the wall's measures are taken from. */
interface WallSource {
  readonly input: Pick<StudyInput, "warnings">;
  /** With papillary muscles in the cavity, whatever the volumes count them to. */
  readonly labels: LabelVolume;
  readonly phases: FunctionMeasurements["phases"];
  readonly seenFrom: SeenFrom | undefined;
}

/**
 * Measures the wall between end-diastole and end-systole. Pictures whose place in the patient is not known are taken to be
 * seen from the apex, as short axes are displayed, and a warning says so.
 */
export function measureWall({ input, labels, phases, seenFrom }: WallSource): {
  readonly wall: WallMeasurements;
  readonly warnings: readonly StudyWarning[];
} {
  const isAssumed = seenFrom === undefined && isSideUnknown(input);
  const segments = segmentWalls(labels, phases, { seenFrom: isAssumed ? "apex" : seenFrom });
  const wall = { conventions: wallConventions, ...segments, strain: contourStrain(labels, phases) };
  return { wall, warnings: isAssumed && "kind" in segments.orientation ? [sideAssumed] : [] };
}
