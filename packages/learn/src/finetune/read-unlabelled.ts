/** Images as a network sees them, without their labels, which need not be there. */
import type { CaseImage, CasePixels } from "../datasets/data-set.ts";
import { readCaseImage } from "../datasets/read-case-image.ts";
import { requireFitting } from "./examples.ts";
import { type NetworkViews, viewOf } from "./networks/network-views.ts";
import { type PreparedImage, prepareImage } from "./prepared-image.ts";

export interface UnlabelledImage {
  readonly prepared: PreparedImage;
  /** As they were read. */
  readonly pixels: CasePixels;
}

/** @throws {LearnError} `bad-image` as `requireFitting`; what reading throws. */
export async function readUnlabelled(
  { labels: _, ...image }: CaseImage,
  caseId: string,
  views: NetworkViews,
): Promise<UnlabelledImage> {
  const pixels = await readCaseImage(image, caseId);
  const subject = `case ${caseId}, ${image.name}`;
  const { window } = viewOf(views, image);
  if (views.length > 1) requireFitting(pixels, window, subject);
  return { prepared: prepareImage(pixels, window, undefined, subject), pixels };
}
