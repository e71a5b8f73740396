/** One slice of a case as a grey picture, with the predicted outlines over the expert's. */
import { type Contour, contours } from "@cmrkit/cardiac";
import { spacingMm } from "@cmrkit/imaging";
import { type Crop, cropAroundLabels, cropped, greyWindow, type Html, html, pngDataUri, toGrey } from "@cmrkit/study";
import { labelsOn } from "./case-masks.ts";
import type { PicturedImage } from "./worst-cases.ts";

/** Of Okabe and Ito (2008), told apart with any colour vision and visible on grey; one for each class. */
const COLOURS = ["#56b4e9", "#f0e442", "#d55e00", "#cc79a7", "#009e73", "#e69f00"];

export function classColour(k: number): string {
  return COLOURS[(k - 1) % COLOURS.length]!;
}

/** Every slice of an image, cropped to what either side labels: the expert's outlines are white, the predicted coloured. */
export function maskPictures({ masks, intensities }: PicturedImage, classCount: number): readonly Html[] {
  const { native, predicted, reference } = masks;
  const [ours, theirs] = [labelsOn(native, predicted), labelsOn(native, reference)];
  const either = labelsOn(
    native,
    reference.map((label, at) => label || predicted[at]!),
  );
  const crop = cropAroundLabels(either, [0]);
  const volume = { grid: ours.grid, frameCount: 1, data: intensities };
  const window = greyWindow(volume, [0], crop);
  const [di, dj] = spacingMm(ours.grid.ijkToLps);
  const classes = Array.from({ length: classCount }, (_, k) => k + 1);
  return Array.from({ length: native.size[0] }, (_, sliceIndex) => {
    const slice = { frameIndex: 0, sliceIndex };
    const path = (labels: typeof ours, k: number) =>
      contours(labels, slice, [k])
        .map((contour) => pathOf(contour, crop))
        .join("");
    const grey = pngDataUri(toGrey(cropped(volume, 0, sliceIndex, crop), window), crop.width, crop.height);
    return html`<figure><svg viewBox="0 0 ${(crop.width * di).toFixed(1)} ${(crop.height * dj).toFixed(1)}"><g transform="scale(${di} ${dj})"><image href="${grey}" width="${crop.width}" height="${crop.height}" preserveAspectRatio="none"/><g class="contours">${classes.map((k) => html`<path d="${path(theirs, k)}" stroke="#ffffff"/>`)}${classes.map((k) => html`<path d="${path(ours, k)}" stroke="${classColour(k)}"/>`)}</g></g></svg><figcaption>${sliceIndex}</figcaption></figure>`;
  });
}

/** Voxel (i, j) is centred at (i + ½, j + ½) voxels from the picture's corner. */
function pathOf(contour: Contour, { i0, j0 }: Crop): string {
  return `M${contour.map(([i, j]) => `${i - i0 + 0.5} ${j - j0 + 0.5}`).join("L")}Z`;
}
