/** End-diastole and end-systole over the whole stack, every slice with its contours. */
import { isMeasured, type Measured, type VentricleSlices } from "@cmrkit/cardiac";
import type { Analysis } from "../analyse.ts";
import { isSideUnknown } from "../pictures-side.ts";
import { cropAroundLabels } from "./crop.ts";
import { greyWindow } from "./grey-window.ts";
import { type Html, html } from "./html.ts";
import { keysOf, legend, ventricleOutlines } from "./outlines.ts";
import { type PictureSetting, SLICE_NUMBERS, slicePicture } from "./slice-picture.ts";

export function phasePictures({ measurements, volume, labels }: Analysis): Html {
  const { slices, phases } = measurements;
  const { endDiastoleIndex, endSystoleIndex } = phases;
  const shown = [endDiastoleIndex, endSystoleIndex].filter(isMeasured);
  const crop = cropAroundLabels(labels, shown);
  const isOriented = !isSideUnknown(measurements);
  const setting: PictureSetting = { volume, labels, crop, window: greyWindow(volume, shown, crop), isOriented };
  return html`<section class="pictures"><h2>Contours</h2>
${legend(keysOf(ventricleOutlines, labels), SLICE_NUMBERS)}
${phase("End-diastole", endDiastoleIndex, setting, slices.leftVentricle.endDiastole)}
${phase("End-systole", endSystoleIndex, setting, slices.leftVentricle.endSystole)}</section>`;
}

function phase(
  title: string,
  frameIndex: Measured,
  setting: PictureSetting,
  counted: VentricleSlices["endDiastole"],
): Html {
  if (!isMeasured(frameIndex)) {
    return html`<h3>${title}</h3><p class="why">not determined: ${frameIndex.notMeasurable}</p>`;
  }
  const slices = Array.from({ length: setting.volume.grid.size[2] }, (_, sliceIndex) =>
    slicePicture(setting, { frameIndex, sliceIndex }, `${sliceIndex}${remarkOn(counted, sliceIndex)}`),
  );
  const timeMs = setting.volume.frameTimesMs?.[frameIndex];
  const time = timeMs === undefined ? "" : `, ${timeMs.toFixed(0)} ms after the R wave`;
  return html`<div class="phase-block"><h3>${title} <span class="quiet">frame ${frameIndex}${time}</span></h3><div class="stack" style="--columns:${columnsFor(slices.length)}">${slices}</div></div>`;
}

function remarkOn(counted: VentricleSlices["endDiastole"], sliceIndex: number): string {
  const verdict = "slices" in counted ? counted.slices[sliceIndex]?.verdict : undefined;
  return verdict === "left out" || verdict === "partly counted" ? ` · LV ${verdict}` : "";
}

const COLUMNS = [6, 7, 5];

/** As many pictures side by side as leave the fewest places empty in the last row; large enough to judge a contour. */
function columnsFor(pictures: number): number {
  const empty = (columns: number) => Math.ceil(pictures / columns) * columns - pictures;
  return COLUMNS.reduce((best, columns) => (empty(columns) < empty(best) ? columns : best));
}
