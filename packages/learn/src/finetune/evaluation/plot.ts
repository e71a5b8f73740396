/** The frame of a scatter plot: axes of round numbers, and places of values in it. */
import { axisTicks, type Html, html } from "@cmrkit/study";

export const [WIDTH, HEIGHT] = [480, 360];
const MARGIN = { left: 62, right: 20, top: 34, bottom: 50 };

/** Of Okabe and Ito (2008): told apart with any colour vision. */
export const BLUE = "#0072b2";
export const VERMILION = "#d55e00";
const QUIET = "#5b6770";

export interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly axes: Html;
}

export interface PlotSetting {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Values that must lie within the frame; at least one each. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

const TICKS = 5;

export function plotOf({ title, xTitle, yTitle, xs, ys }: PlotSetting): Plot {
  const [xTicks, yTicks] = [ticksOver(xs), ticksOver(ys)];
  const [left, right, top, bottom] = [MARGIN.left, WIDTH - MARGIN.right, MARGIN.top, HEIGHT - MARGIN.bottom];
  const x = scaleOf(xTicks, left, right);
  const y = scaleOf(yTicks, bottom, top);
  const axes = html`<text x="${left}" y="20" font-size="14" font-weight="600">${title}</text>
${yTicks.map((tick) => html`<line x1="${left}" x2="${right}" y1="${at(y(tick))}" y2="${at(y(tick))}" stroke="#e3e7ea"/><text x="${left - 6}" y="${at(y(tick) + 4)}" text-anchor="end" fill="${QUIET}">${label(tick)}</text>`)}
${xTicks.map((tick) => html`<text x="${at(x(tick))}" y="${bottom + 18}" text-anchor="middle" fill="${QUIET}">${label(tick)}</text>`)}
<text x="${(left + right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${xTitle}</text>
<text transform="rotate(-90)" x="${-(top + bottom) / 2}" y="16" text-anchor="middle">${yTitle}</text>`;
  return { x, y, left, right, axes };
}

/** An SVG file. */
export function svg(content: Html): string {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1d252c">
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
${content}
</svg>
`.markup;
}

export function dot(x: number, y: number): Html {
  return html`<circle cx="${at(x)}" cy="${at(y)}" r="4" fill="${BLUE}" fill-opacity="0.6"/>`;
}

/** A coordinate as the file holds it. */
export function at(coordinate: number): string {
  return coordinate.toFixed(1);
}

function ticksOver(values: readonly number[]): readonly number[] {
  return axisTicks(Math.min(...values), Math.max(...values), TICKS);
}

function scaleOf(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const [first, last] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  return (value) => from + ((to - from) * (value - first)) / (last - first || 1);
}

/** Ticks are multiples of a round step: three digits after the point hide the rounding of sums. */
function label(tick: number): string {
  return String(Number(tick.toFixed(3)));
}
