/** What all figures share: a white page, a title, levels across and marks below the area that is drawn in. */
import { type Html, html, nothing } from "@cmrkit/study";

/** In pixels. */
export interface Page {
  readonly width: number;
  readonly height: number;
}

/** Beside others on a page of an evaluation, and alone. */
export const SMALL: Page = { width: 480, height: 360 };
export const WIDE: Page = { width: 720, height: 420 };

const MARGIN = { left: 62, right: 20, top: 34, bottom: 50 };
const QUIET = "#5b6770";

/** Where data are drawn, in pixels from the upper left corner of the page. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** @param marginRight Pixels that are left for a legend. */
export function plotArea({ width, height }: Page, marginRight = MARGIN.right): PlotArea {
  return { left: MARGIN.left, right: width - marginRight, top: MARGIN.top, bottom: height - MARGIN.bottom };
}

/** A value on an axis: where, in pixels, and how it is written. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Axes {
  readonly title: string;
  /** What the marks count. */
  readonly across: string;
  /** What the levels count, where the title does not say it. */
  readonly up?: string;
  /** Lines across, named on the left. */
  readonly levels: readonly Tick[];
  /** Named below. */
  readonly marks: readonly Tick[];
}

export function axes(
  { height }: Page,
  { left, right, top, bottom }: PlotArea,
  { title, across, up, levels, marks }: Axes,
): Html {
  return html`<text x="${left}" y="20" font-size="14" font-weight="600">${title}</text>
${levels.map(({ at: y, text }) => html`<line x1="${left}" x2="${right}" y1="${at(y)}" y2="${at(y)}" stroke="#e3e7ea"/><text x="${left - 6}" y="${at(y + 4)}" text-anchor="end" fill="${QUIET}">${text}</text>`)}
${marks.map(({ at: x, text }) => html`<text x="${at(x)}" y="${bottom + 18}" text-anchor="middle" fill="${QUIET}">${text}</text>`)}
<text x="${(left + right) / 2}" y="${height - 10}" text-anchor="middle">${across}</text>
${up === undefined ? nothing : html`<text transform="rotate(-90)" x="${-(top + bottom) / 2}" y="16" text-anchor="middle">${up}</text>`}`;
}

/** An SVG file; equal figures give equal bytes. */
export function svgFile({ width, height }: Page, content: Html): string {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1d252c">
<rect width="${width}" height="${height}" fill="white"/>
${content}
</svg>
`.markup;
}

/** A line through points [x, y] in pixels. */
export function polyline(points: readonly (readonly [number, number])[], colour: string, width: number): Html {
  const places = points.map(([x, y]) => `${at(x)},${at(y)}`).join(" ");
  return html`<polyline fill="none" stroke="${colour}" stroke-width="${width}" points="${places}"/>`;
}

/** Names in their colours, one below the other, the first at [x, y]. */
export function legend(
  names: readonly { readonly name: string; readonly colour: string }[],
  [x, y]: readonly [number, number],
): readonly Html[] {
  return names.map(({ name, colour }, i) => html`<text x="${x}" y="${y + 18 * i}" fill="${colour}">${name}</text>`);
}

/** A coordinate as the file holds it. */
export function at(coordinate: number): string {
  return coordinate.toFixed(1);
}

/** `count` places from 0 to 1, both included: where an axis is marked. */
export function evenly(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** Of Okabe and Ito (2008): told apart with any colour vision. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"] as const;
export const [BLUE, VERMILION] = COLOURS;

export function colourOf(series: number): string {
  return COLOURS[series % COLOURS.length]!;
}
