/** Who drew the contours and who looked at them, in the words of every output. */
import type { StudyMeasurements } from "./measurements.ts";

export function saidOfContours({ contours }: Pick<StudyMeasurements, "contours">): string {
  return {
    model: "drawn by a model, corrected by rule, not checked by a person",
    "earlier results":
      "read from the segmentation of earlier results: drawn by a model, perhaps changed since; nothing says that a person checked them",
  }[contours];
}
