/** Two curves over the cardiac cycle as one drawing. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import { axisTicks } from "./axis-ticks.ts";
import { type Html, html, nothing } from "./html.ts";
import { ink } from "./palette.ts";

export interface CycleCurve {
  /** Written at its end; none where the marks name it. */
  readonly name?: string;
  readonly colour: string;
  readonly dashes: string;
  /** One a frame. */
  readonly values: readonly Measured[];
  readonly marks: readonly { readonly letters: string; readonly frame: Measured }[];
}

export interface CycleChart {
  /** What a reader who does not see it is told. */
  readonly label: string;
  readonly unit: string;
  readonly curves: readonly [CycleCurve, CycleCurve];
  /** Of the frames; without them frames are numbered. */
  readonly timesMs: readonly number[] | undefined;
}

const WIDTH = 400;
const HEIGHT = 200;
const PLOT = { left: 40, right: WIDTH - 34, top: 22, bottom: HEIGHT - 38 } as const;

/** Baseline of a letter above a mark, and below it. */
const ABOVE = -9;
const BELOW = 18;
/** Below zero the axis reaches so much further than its curves, for the letters under their marks. */
const LETTERS_ROOM = 1.5;
/** Marks this near to the edge have their letters beside them, in user units. */
const EDGE = 30;

interface Axes {
  readonly x: (frame: number) => number;
  readonly y: (value: number) => number;
}

/**
 * Curves of measurable frames against trigger time, or against the frame's number where times are not known; a frame that is
 * not measurable leaves a gap. The vertical axis holds zero.
 */
export function cycleChart({ label, unit, curves, timesMs }: CycleChart): Html {
  const measured = curves.flatMap(({ values }) => values.filter(isMeasured));
  if (measured.length === 0) return html`<p class="why">No frame is measurable, so there is no curve.</p>`;
  const times = timesMs ?? curves[0].values.map((_, frame) => frame);
  const [first, last] = [times[0] ?? 0, Math.max(...times)];
  const timeTicks = axisTicks(first, last, 4).filter((time) => time >= first && time <= last);
  const lowest = LETTERS_ROOM * Math.min(0, ...measured);
  const valueTicks = axisTicks(lowest, Math.max(0, ...measured), 5);
  const [low, high] = [valueTicks[0] ?? 0, valueTicks.at(-1) ?? 1];
  const toX = (time: number) => PLOT.left + ((PLOT.right - PLOT.left) * (time - first)) / (last - first || 1);
  const toY = (value: number) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * (value - low)) / (high - low);
  const axes: Axes = { x: (frame) => toX(times[frame] ?? first), y: toY };
  const timeUnit = timesMs === undefined ? "frame" : "ms after the R wave";
  const [a, b] = curves;
  return html`<svg class="curves" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
${valueTicks.map((value) => valueTick(value, toY(value)))}
${timeTicks.map((time) => timeTick(time, toX(time)))}
<text x="${PLOT.left}" y="${HEIGHT - 4}" class="axis">${timeUnit}</text><text x="4" y="${PLOT.top - 9}" class="axis">${unit}</text>
${drawn(a, b.values, axes)}${drawn(b, a.values, axes)}</svg>`;
}

function valueTick(value: number, y: number): Html {
  const width = value === 0 ? 1.4 : 0.8;
  return html`<path d="M${PLOT.left} ${y.toFixed(1)}H${PLOT.right}" stroke="${ink.rule}" stroke-width="${width}"/><text x="${PLOT.left - 7}" y="${(y + 4).toFixed(1)}" text-anchor="end" class="tick">${String(value).replace("-", "−")}</text>`;
}

function timeTick(time: number, x: number): Html {
  return html`<path d="M${x.toFixed(1)} ${PLOT.bottom}v4" stroke="${ink.quiet}"/><text x="${x.toFixed(1)}" y="${PLOT.bottom + 17}" text-anchor="middle" class="tick">${time}</text>`;
}

/** @param other values of the other curve: letters stand on the side away from it, so that none cover each other. */
function drawn(curve: CycleCurve, other: readonly Measured[], axes: Axes): Html {
  const { colour, dashes, values, marks } = curve;
  return html`<path d="${pathOf(values, axes)}" fill="none" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dashes}" stroke-linejoin="round" stroke-linecap="round"/>${curveName(curve, other, axes)}${marks.map(({ letters, frame }) => mark(letters, frame, { curve, other, axes }))}\n`;
}

function curveName({ name, colour, values }: CycleCurve, other: readonly Measured[], { x, y }: Axes): Html {
  const frame = values.findLastIndex(isMeasured);
  const value = values[frame];
  if (name === undefined || value === undefined || !isMeasured(value)) return nothing;
  const baseline = y(value) + (isAbove(value, other[frame]) ? 0 : 9);
  return html`<text x="${(x(frame) + 8).toFixed(1)}" y="${baseline.toFixed(1)}" fill="${colour}" class="curve-name">${name}</text>`;
}

function isAbove(value: number, other: Measured | undefined): boolean {
  return other === undefined || !isMeasured(other) || value > other;
}

/** A line through neighbouring frames; it lifts where a frame is not measurable. */
function pathOf(values: readonly Measured[], { x, y }: Axes): string {
  return values
    .map((value, frame) => {
      if (!isMeasured(value)) return "";
      const before = values[frame - 1];
      const command = before !== undefined && isMeasured(before) ? "L" : "M";
      return `${command}${x(frame).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

interface Marked {
  readonly curve: CycleCurve;
  readonly other: readonly Measured[];
  readonly axes: Axes;
}

function mark(letters: string, frame: Measured, { curve, other, axes }: Marked): Html {
  const value = isMeasured(frame) ? curve.values[frame] : undefined;
  if (!isMeasured(frame) || value === undefined || !isMeasured(value)) return nothing;
  const [cx, cy] = [axes.x(frame), axes.y(value)];
  const baseline = (cy + (isAbove(value, other[frame]) ? ABOVE : BELOW)).toFixed(1);
  return html`<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="4.2" fill="#fff" stroke="${curve.colour}" stroke-width="2.2"/><text x="${cx.toFixed(1)}" y="${baseline}" text-anchor="${anchorAt(cx)}" fill="${curve.colour}" class="phase">${letters}</text>`;
}

function anchorAt(x: number): "start" | "middle" | "end" {
  if (x < PLOT.left + EDGE) return "start";
  return x > PLOT.right - EDGE ? "end" : "middle";
}
