/**
 * The whole cine with its contours, to be looked at in the page: one picture a slice in which its frames lie below each other, and
 * outlines as paths. It needs a browser that runs scripts; without one, and on paper, it is not there, and the pictures of
 * end-diastole and end-systole stand for it.
 */
import { contours, isMeasured } from "@cmrkit/cardiac";
import { type LabelVolume, spacingMm, type Volume } from "@cmrkit/imaging";
import type { Analysis } from "../analyse.ts";
import { cinePlayerScript } from "./cine-player-script.ts";
import { type Crop, cropAroundLabels } from "./crop.ts";
import { cropped, type GreyWindow, greyWindow, toGrey } from "./grey-window.ts";
import { type Html, html, nothing, rawHtml } from "./html.ts";
import { ventricleOutlines } from "./outlines.ts";
import { pngDataUri } from "./png.ts";

/** Pixels of all slices and frames together; beyond it they are averaged in blocks, so that the page stays below 6 MB. */
const MOST_PIXELS = 3_600_000;
/** Units of the outlines in a millimetre. */
const UNITS_PER_MM = 10;
/** How long a frame stays where times are not known: 25 a second. */
const USUAL_FRAME_MS = 40;

/** What the script is given. */
interface PlayerData {
  /** Size of one frame as drawn. */
  readonly heightMm: number;
  readonly frameMs: readonly number[];
  /** One a slice, frames from top to bottom. */
  readonly sprites: readonly string[];
  /** By slice, frame and outline, in tenths of a millimetre. */
  readonly paths: readonly (readonly (readonly string[])[])[];
  readonly timesMs: readonly number[] | null;
}

/** Nothing for a pair, which does not move. */
export function cinePlayer({ measurements, volume, labels }: Analysis): Html {
  if (measurements.input.format === "nifti-pair") return nothing;
  const frames = Array.from({ length: volume.frameCount }, (_, t) => t);
  const crop = cropAroundLabels(labels, frames);
  const { endDiastoleIndex, endSystoleIndex } = measurements.phases;
  const shown = [endDiastoleIndex, endSystoleIndex].filter(isMeasured);
  const window = greyWindow(volume, shown.length === 0 ? [0] : shown, crop);
  const [di, dj] = spacingMm(volume.grid.ijkToLps);
  const [widthMm, heightMm] = [crop.width * di, crop.height * dj];
  const slices = Array.from({ length: volume.grid.size[2] }, (_, k) => k);
  const data: PlayerData = {
    heightMm,
    frameMs: frameDurationsMs(volume),
    sprites: slices.map((k) => sprite(volume, k, crop, window)),
    paths: slices.map((k) => frames.map((t) => pathsOf(labels, k, t, crop))),
    timesMs: volume.frameTimesMs?.map(Math.round) ?? null,
  };
  const start = { slice: middleSlice(labels, shown[0] ?? 0), frame: shown[0] ?? 0 };
  return html`<section class="player" hidden><h2>Cine</h2><div class="stage">
<figure tabindex="0" aria-label="Cine of the short axis. Space plays and pauses, left and right step through frames, up and down through slices, c shows contours."><svg viewBox="0 0 ${widthMm.toFixed(2)} ${heightMm.toFixed(2)}"><image width="${widthMm.toFixed(2)}" height="${(heightMm * frames.length).toFixed(2)}" preserveAspectRatio="none"/><g class="contours" transform="scale(${1 / UNITS_PER_MM})">${ventricleOutlines.map(({ colour }) => html`<path d="" stroke="${colour}"/>`)}</g></svg></figure>
<div class="controls"><button type="button">Play</button><p class="where"></p>
<label>Slice <input type="range" name="slice" min="0" max="${slices.length - 1}" value="${start.slice}"></label>
<label>Frame <input type="range" name="frame" min="0" max="${frames.length - 1}" value="${start.frame}"></label>
<label class="check"><input type="checkbox" name="contours" checked> contours</label>
<p class="note">With the picture in focus: space plays and pauses, arrows step through frames and slices, c shows contours.</p></div></div>
<script type="application/json">${rawHtml(jsonInMarkup(data))}</script><script>${rawHtml(cinePlayerScript)}</script></section>`;
}

/** JSON that cannot end the element it stands in. */
function jsonInMarkup(data: PlayerData): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}

/** Until the next frame; the last stays as long as the median. */
function frameDurationsMs({ frameCount, frameTimesMs }: Volume): readonly number[] {
  if (frameTimesMs === undefined) return new Array<number>(frameCount).fill(USUAL_FRAME_MS);
  const gaps = frameTimesMs.slice(1).map((time, n) => Math.max(1, time - frameTimesMs[n]!));
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? USUAL_FRAME_MS;
  return [...gaps, median].map(Math.round);
}

/** The middle of the labelled slices at a frame, or of the stack. */
function middleSlice({ grid, labels }: LabelVolume, frame: number): number {
  const [X, Y, Z] = grid.size;
  const start = frame * X * Y * Z;
  const labelled = Array.from({ length: Z }, (_, k) => k).filter((k) =>
    labels.subarray(start + k * X * Y, start + (k + 1) * X * Y).some((label) => label !== 0),
  );
  return labelled[Math.floor(labelled.length / 2)] ?? Math.floor(Z / 2);
}

function sprite(volume: Volume, slice: number, crop: Crop, window: GreyWindow): string {
  const pixels = crop.width * crop.height * volume.grid.size[2] * volume.frameCount;
  const block = Math.ceil(Math.sqrt(pixels / MOST_PIXELS));
  const frames = Array.from({ length: volume.frameCount }, (_, frame) =>
    blockMeans(cropped(volume, frame, slice, crop), crop, block),
  );
  const { width, height } = blocksOf(crop, block);
  const all = new Uint8Array(width * height * frames.length);
  for (const [n, frame] of frames.entries()) all.set(toGrey(frame, window), n * width * height);
  return pngDataUri(all, width, height * frames.length);
}

function blocksOf({ width, height }: Crop, block: number): { readonly width: number; readonly height: number } {
  return { width: Math.ceil(width / block), height: Math.ceil(height / block) };
}

/** Means of blocks of so many pixels across; those at the far edges are of what is there. */
function blockMeans(pixels: Float32Array, crop: Crop, block: number): Float32Array {
  if (block === 1) return pixels;
  const { width, height } = blocksOf(crop, block);
  const [sums, counts] = [new Float32Array(width * height), new Float32Array(width * height)];
  for (const [at, value] of pixels.entries()) {
    const to = Math.floor(Math.floor(at / crop.width) / block) * width + Math.floor((at % crop.width) / block);
    sums[to]! += value;
    counts[to]! += 1;
  }
  return sums.map((sum, n) => sum / counts[n]!);
}

/** Outlines of one picture in whole tenths of a millimetre, each step relative to the one before. */
function pathsOf(labels: LabelVolume, sliceIndex: number, frameIndex: number, { i0, j0 }: Crop): readonly string[] {
  const [di, dj] = spacingMm(labels.grid.ijkToLps);
  return ventricleOutlines.map(({ of }) =>
    contours(labels, { frameIndex, sliceIndex }, of)
      .map((contour) => {
        const points = contour.map(
          ([i, j]) =>
            [Math.round((i - i0 + 0.5) * di * UNITS_PER_MM), Math.round((j - j0 + 0.5) * dj * UNITS_PER_MM)] as const,
        );
        return `M${points.map(([x, y], n) => (n === 0 ? `${x} ${y}l` : steps(points[n - 1]!, [x, y]))).join(" ")}z`;
      })
      .join(""),
  );
}

function steps([fromX, fromY]: readonly [number, number], [x, y]: readonly [number, number]): string {
  return `${x - fromX} ${y - fromY}`;
}
