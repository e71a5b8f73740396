/** Retrieval without labels: does the nearest image by features belong to the same study? */
import { type Features, unitRows } from "../../linear/features.ts";
import { nearest } from "./nearest-neighbours.ts";

export type RetrievalScore =
  | {
      readonly kind: "scored";
      /** Share of images whose nearest other image is of their own study. */
      readonly accuracy: number;
      /** The same for a neighbour drawn blindly. */
      readonly chanceAccuracy: number;
      /** Images that have another one of their study. */
      readonly images: number;
    }
  | { readonly kind: "not-scored"; readonly reason: string };

/** Asks every image whose study has another one. */
export function studyRetrieval(features: Features, study: readonly string[]): RetrievalScore {
  const sizes = new Map<string, number>();
  for (const each of study) sizes.set(each, (sizes.get(each) ?? 0) + 1);
  const asked = [...study.keys()].filter((i) => sizes.get(study[i]!)! > 1);
  if (asked.length === 0) return { kind: "not-scored", reason: "no study has two images" };
  if (sizes.size < 2) return { kind: "not-scored", reason: "all images are of one study" };
  const unit = unitRows(features);
  const found = asked.filter((i) => study[nearest(unit, i, 1, () => true)[0]!.row] === study[i]);
  const mates = asked.reduce((sum, i) => sum + sizes.get(study[i]!)! - 1, 0);
  return {
    kind: "scored",
    accuracy: found.length / asked.length,
    chanceAccuracy: mates / asked.length / (study.length - 1),
    images: asked.length,
  };
}
