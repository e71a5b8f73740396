/** Volume–time curves of both ventricles as one drawing. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import { axisTicks } from "./axis-ticks.ts";
import { type Html, html, nothing } from "./html.ts";
import { ink, inkOf } from "./palette.ts";

const WIDTH = 660;
const HEIGHT = 236;
const PLOT = { left: 46, right: WIDTH - 64, top: 22, bottom: HEIGHT - 38 } as const;

interface Curve {
  readonly name: "LV" | "RV";
  readonly colour: string;
  readonly dashes: string;
  readonly volumesMl: readonly Measured[];
  readonly endDiastoleIndex: Measured;
  readonly endSystoleIndex: Measured;
}

/** Baseline of a letter above a mark, and below it. */
const ABOVE = -9;
const BELOW = 18;

interface Axes {
  readonly x: (frame: number) => number;
  readonly y: (ml: number) => number;
}

/**
 * Curves of measurable frames against trigger time, or against the frame's number where times are not known; a frame
 * that is not measurable leaves a gap. End-diastole and end-systole of each ventricle are marked.
 */
export function volumeCurves({ phases }: StudyMeasurements, frameTimesMs: readonly number[] | undefined): Html {
  const curves = curvesOf(phases);
  const measured = curves.flatMap(({ volumesMl }) => volumesMl.filter(isMeasured));
  if (measured.length === 0) return html`<p class="why">No frame is measurable, so there is no curve.</p>`;
  const times = frameTimesMs ?? phases.leftVentricleVolumeMl.map((_, frame) => frame);
  const timeTicks = axisTicks(Math.min(...times), Math.max(...times), 8);
  const volumeTicks = axisTicks(0, Math.max(...measured), 5);
  const [first, last] = [times[0] ?? 0, Math.max(...times)];
  const top = volumeTicks.at(-1) ?? 1;
  const toX = (time: number) => PLOT.left + ((PLOT.right - PLOT.left) * (time - first)) / (last - first || 1);
  const toY = (ml: number) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * ml) / top;
  const axes: Axes = { x: (frame) => toX(times[frame] ?? first), y: toY };
  const unit = frameTimesMs === undefined ? "frame" : "ms after the R wave";
  return html`<svg class="curves" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Volume of the left and right ventricle over the cardiac cycle">
${volumeTicks.map((ml) => volumeTick(ml, toY(ml)))}
${timeTicks.filter((time) => time >= first && time <= last).map((time) => timeTick(time, toX(time)))}
<text x="${PLOT.left}" y="${HEIGHT - 4}" class="axis">${unit}</text><text x="4" y="${PLOT.top + 4}" class="axis">ml</text>
${curves.map((curve, n) => drawn(curve, curves[1 - n]?.volumesMl ?? [], axes))}</svg>`;
}

function curvesOf(phases: StudyMeasurements["phases"]): readonly Curve[] {
  return [
    {
      name: "RV",
      colour: inkOf.rightVentricle,
      dashes: "7 4",
      volumesMl: phases.rightVentricleVolumeMl,
      endDiastoleIndex: phases.rightVentricleEndDiastoleIndex,
      endSystoleIndex: phases.rightVentricleEndSystoleIndex,
    },
    {
      name: "LV",
      colour: inkOf.leftVentricle,
      dashes: "none",
      volumesMl: phases.leftVentricleVolumeMl,
      endDiastoleIndex: phases.endDiastoleIndex,
      endSystoleIndex: phases.endSystoleIndex,
    },
  ];
}

function volumeTick(ml: number, y: number): Html {
  return html`<path d="M${PLOT.left} ${y.toFixed(1)}H${PLOT.right}" stroke="${ink.rule}" stroke-width="0.8"/><text x="${PLOT.left - 7}" y="${(y + 4).toFixed(1)}" text-anchor="end" class="tick">${ml}</text>`;
}

function timeTick(time: number, x: number): Html {
  return html`<path d="M${x.toFixed(1)} ${PLOT.bottom}v4" stroke="${ink.quiet}"/><text x="${x.toFixed(1)}" y="${PLOT.bottom + 17}" text-anchor="middle" class="tick">${time}</text>`;
}

/** @param other volumes of the other ventricle: letters stand on the side away from it, so that none cover each other. */
function drawn(curve: Curve, other: readonly Measured[], axes: Axes): Html {
  const { colour, dashes, volumesMl } = curve;
  return html`<path d="${pathOf(volumesMl, axes)}" fill="none" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dashes}" stroke-linejoin="round" stroke-linecap="round"/>${curveName(curve, other, axes)}${phaseMark("ED", curve.endDiastoleIndex, { curve, other, axes })}${phaseMark("ES", curve.endSystoleIndex, { curve, other, axes })}\n`;
}

function curveName({ name, colour, volumesMl }: Curve, other: readonly Measured[], { x, y }: Axes): Html {
  const frame = volumesMl.findLastIndex(isMeasured);
  const ml = volumesMl[frame];
  if (ml === undefined || !isMeasured(ml)) return nothing;
  const baseline = y(ml) + (isAbove(ml, other[frame]) ? 0 : 9);
  return html`<text x="${(x(frame) + 8).toFixed(1)}" y="${baseline.toFixed(1)}" fill="${colour}" class="curve-name">${name}</text>`;
}

function isAbove(ml: number, other: Measured | undefined): boolean {
  return other === undefined || !isMeasured(other) || ml > other;
}

/** A line through neighbouring frames; it lifts where a frame is not measurable. */
function pathOf(volumesMl: readonly Measured[], { x, y }: Axes): string {
  return volumesMl
    .map((ml, frame) => {
      if (!isMeasured(ml)) return "";
      const before = volumesMl[frame - 1];
      const command = before !== undefined && isMeasured(before) ? "L" : "M";
      return `${command}${x(frame).toFixed(1)} ${y(ml).toFixed(1)}`;
    })
    .join("");
}

interface Marked {
  readonly curve: Curve;
  readonly other: readonly Measured[];
  readonly axes: Axes;
}

function phaseMark(name: "ED" | "ES", frame: Measured, { curve, other, axes }: Marked): Html {
  const ml = isMeasured(frame) ? curve.volumesMl[frame] : undefined;
  if (!isMeasured(frame) || ml === undefined || !isMeasured(ml)) return nothing;
  const [cx, cy] = [axes.x(frame).toFixed(1), axes.y(ml)];
  const baseline = (cy + (isAbove(ml, other[frame]) ? ABOVE : BELOW)).toFixed(1);
  const anchor = frame === 0 ? "start" : "middle";
  return html`<circle cx="${cx}" cy="${cy.toFixed(1)}" r="4.2" fill="#fff" stroke="${curve.colour}" stroke-width="2.2"/><text x="${cx}" y="${baseline}" text-anchor="${anchor}" fill="${curve.colour}" class="phase">${name}</text>`;
}
