/** The images of a case that a configuration asks for. */
import type { CaseImage, DataCase } from "../datasets/data-set.ts";
import type { FinetuneConfig } from "./config.ts";
import { networkViews } from "./networks/network-views.ts";
import { wholeSets } from "./view-sets.ts";

/** What of a configuration chooses images. */
export type Choosing = Pick<FinetuneConfig, "data" | "network" | "window">;

/** By sequence, view and phase; where the network sees several views together, set by set, of moments that show them all. */
export function chosenImages(each: DataCase, config: Choosing): readonly CaseImage[] {
  const views = namesOfSeveral(config);
  const asked = askedImages(each, config);
  return views.length === 0 ? asked : wholeSets(asked, views, each.id);
}

/** Also those of moments at which another view is missing. */
export function askedImages({ images }: DataCase, config: Choosing): readonly CaseImage[] {
  const { data } = config;
  const several = namesOfSeveral(config);
  const views = data.views ?? (several.length > 0 ? several : undefined);
  return images.filter(
    ({ sequence, view, phase }) =>
      (!data.sequences || data.sequences.includes(sequence)) &&
      (!views || (view !== "unknown" && views.includes(view))) &&
      (data.frames === "each" || phase !== undefined),
  );
}

/** Of the views that the network sees together; none where it sees one. */
export function namesOfSeveral(config: Choosing) {
  const views = networkViews(config);
  return views.length === 1 ? [] : views.map(({ name }) => name);
}
