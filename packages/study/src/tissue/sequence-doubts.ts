/**
 * Whether a picture that is measured as late enhancement is one. A NIfTI file says nothing of its sequence, and scar by threshold
 * comes out of a map of T1 as well.
 */
import { bloodCore, isMeasured, valueWithin, wallCore } from "@cmrkit/cardiac";
import type { LabelVolume, Volume } from "@cmrkit/imaging";
import type { StillInput } from "../input/still-input.ts";
import type { StudyWarning } from "../warning.ts";

/** Of the wall, off either border. Own rule. */
const EROSION_SHARE = 0.2;

/**
 * Between which the means of muscle and blood lie in native T1 in ms, from 1.5 to 3 T, in health and disease; pictures of late enhancement
 * may hold such numbers by chance, but seldom both. Own rule, after Messroghli et al. 2017, doi:10.1186/s12968-017-0389-8.
 */
const NATIVE_T1_MS = { muscle: [850, 1500], blood: [1350, 2300] } as const;

/** Of pictures in NIfTI; a DICOM series is recognised, or its reader says that nothing tells. */
export function sequenceDoubts(
  { volume, facts }: Pick<StillInput, "volume" | "facts">,
  ventricles: LabelVolume,
): readonly StudyWarning[] {
  if (facts.format !== "nifti") return [];
  const message =
    "a NIfTI file does not say what its picture shows: it is measured as late enhancement because the user says so";
  return [...valueDoubts(volume, ventricles), { kind: "sequence-not-stated", message }];
}

function valueDoubts(volume: Volume, ventricles: LabelVolume): readonly StudyWarning[] {
  const muscle = valueWithin(volume, wallCore(ventricles, 0, EROSION_SHARE)).mean;
  const blood = valueWithin(volume, bloodCore(ventricles, 0)).mean;
  if (!isMeasured(muscle) || !isMeasured(blood)) return [];
  const found = `the muscle has a mean of ${muscle.toFixed(0)}, the blood of ${blood.toFixed(0)}`;
  const doubt = (why: string): readonly StudyWarning[] => [{ kind: "sequence-doubtful", message: `${found}: ${why}` }];
  if (isWithin(muscle, NATIVE_T1_MS.muscle) && isWithin(blood, NATIVE_T1_MS.blood))
    return doubt(
      "such are the values of a native T1 map in ms; if it is one, scar on it means nothing, and cmr measure map measures it",
    );
  if (blood < muscle)
    return doubt(
      "late enhancement nulls muscle and leaves blood brighter, but for dark-blood sequences; a T1 map after contrast is such a picture",
    );
  return [];
}

function isWithin(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}
