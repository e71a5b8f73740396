/** What a reader of a study's results should know of images that lay in its folder and could not be read. */
import type { SkippedFile } from "@cmrkit/imaging";
import type { StudyWarning } from "../warning.ts";

/** Other formats and other DICOM objects belong in a study folder; an MR image that cannot be read does not. */
export function leftOut(skipped: readonly SkippedFile[]): StudyWarning[] {
  const images = skipped.filter(({ error }) => error.kind !== "not-dicom" && error.kind !== "not-mr-image");
  if (images.length === 0) return [];
  const byKind = [...Map.groupBy(images, ({ error }) => error.kind)];
  const found = byKind.map(([kind, files]) => `${files.length} × ${kind}`).join(", ");
  const message = `images of the folder that could not be read are left out (${found}); cmr inspect names them`;
  return [{ kind: "images-left-out", message }];
}
