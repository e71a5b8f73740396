/** One slice of one frame as a grey picture with the contours drawn over it. */
import { type Contour, contours, type SliceOf } from "@cmrkit/cardiac";
import { columnsOf, type LabelVolume, scale, spacingMm, type Volume } from "@cmrkit/imaging";
import type { Crop } from "./crop.ts";
import { cropped, type GreyWindow, toGrey } from "./grey-window.ts";
import { type Html, html, nothing } from "./html.ts";
import { orientationLetters } from "./orientation-letters.ts";
import { type Outline, ventricleOutlines } from "./outlines.ts";
import { pngDataUri } from "./png.ts";

/** What the pictures of a report share. */
export interface PictureSetting {
  readonly volume: Volume;
  readonly labels: LabelVolume;
  readonly crop: Crop;
  readonly window: GreyWindow;
  /** Whether the source says how the pictures lie in the patient. */
  readonly isOriented: boolean;
  /** What is drawn, in order; the ventricles unless told otherwise. */
  readonly outlines?: readonly Outline[];
}

/** For the legend of such pictures. */
export const SLICE_NUMBERS = "The number under a picture is its slice, counted from 0 in the order of the stack.";

/**
 * A figure drawn to scale in mm; the first slice shows which way its left and upper edge face, where that is known.
 * @param caption Its number unless told otherwise.
 */
export function slicePicture(setting: PictureSetting, slice: SliceOf, caption = String(slice.sliceIndex)): Html {
  const { volume, labels, crop, window } = setting;
  const outlines: readonly Outline[] = setting.outlines ?? ventricleOutlines;
  const [di, dj] = spacingMm(volume.grid.ijkToLps);
  const [widthMm, heightMm] = [crop.width * di, crop.height * dj];
  const grey = toGrey(cropped(volume, slice.frameIndex, slice.sliceIndex, crop), window);
  const paths = outlines.map(({ of, colour, labels: own = labels }) => {
    const d = contours(own, slice, of)
      .map((contour) => pathOf(contour, crop, di, dj))
      .join("");
    return d === "" ? nothing : html`<path d="${d}" stroke="${colour}"/>`;
  });
  return html`<figure><svg viewBox="0 0 ${widthMm.toFixed(2)} ${heightMm.toFixed(2)}"><image href="${pngDataUri(grey, crop.width, crop.height)}" width="${widthMm.toFixed(2)}" height="${heightMm.toFixed(2)}" preserveAspectRatio="none"/><g class="contours">${paths}</g>${setting.isOriented && slice.sliceIndex === 0 ? edgeLetters(volume, widthMm, heightMm) : nothing}</svg><figcaption>${caption}</figcaption></figure>`;
}

/** Voxel (i, j) is centred at (i + ½, j + ½) voxels from the picture's corner. */
function pathOf(contour: Contour, { i0, j0 }: Crop, di: number, dj: number): string {
  const points = contour.map(([i, j]) => `${((i - i0 + 0.5) * di).toFixed(2)} ${((j - j0 + 0.5) * dj).toFixed(2)}`);
  return `M${points.join("L")}Z`;
}

function edgeLetters({ grid }: Volume, widthMm: number, heightMm: number): Html {
  const { iAxis, jAxis } = columnsOf(grid.ijkToLps);
  const left = orientationLetters(scale(iAxis, -1));
  const top = orientationLetters(scale(jAxis, -1));
  const size = (heightMm / 13).toFixed(1);
  return html`<g class="letters" font-size="${size}"><text x="${(widthMm * 0.02).toFixed(1)}" y="${(heightMm / 2).toFixed(1)}">${left}</text><text x="${(widthMm / 2).toFixed(1)}" y="${size}" text-anchor="middle">${top}</text></g>`;
}
