/** What all figures have in common: a white page, a title, levels across and marks below the area that is drawn in. */

const [WIDTH, HEIGHT] = [720, 420];
const [LEFT, TOP, BOTTOM] = [64, 36, 48];

/** Where data are drawn, in pixels from the upper left corner of the page. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** @param marginRight Pixels that are left for a legend. */
export function plotArea(marginRight: number): PlotArea {
  return { left: LEFT, right: WIDTH - marginRight, top: TOP, bottom: HEIGHT - BOTTOM };
}

/** A value on an axis: where, in pixels, and how it is written. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Figure {
  readonly title: string;
  /** What the marks count. */
  readonly across: string;
  readonly area: PlotArea;
  /** Lines across, named on the left. */
  readonly levels: readonly Tick[];
  /** Named below. */
  readonly marks: readonly Tick[];
  /** SVG elements. */
  readonly drawn: readonly string[];
}

/** A whole SVG file; equal figures give equal bytes. */
export function figureSvg({ title, across, area, levels, marks, drawn }: Figure): string {
  const { left, right, bottom } = area;
  const frame = [
    ...levels.map((level) => levelLine(level, area)),
    ...marks.map(({ at, text }) => centred(at, bottom + 18, text)),
    centred((left + right) / 2, HEIGHT - 8, across),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
<text x="${left}" y="22" font-size="14">${escaped(title)}</text>
${[...frame, ...drawn].join("\n")}
</svg>
`;
}

function levelLine({ at, text }: Tick, { left, right }: PlotArea): string {
  const y = at.toFixed(1);
  const line = `<line x1="${left}" x2="${right}" y1="${y}" y2="${y}" stroke="#ddd"/>`;
  return `${line}<text x="${left - 6}" y="${y}" dy="4" text-anchor="end">${escaped(text)}</text>`;
}

function centred(x: number, y: number, text: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="middle">${escaped(text)}</text>`;
}

/** A line through points [x, y] in pixels. */
export function polyline(points: readonly (readonly [number, number])[], colour: string, width: number): string {
  const places = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return `<polyline fill="none" stroke="${colour}" stroke-width="${width}" points="${places}"/>`;
}

/** Names in their colours, one below the other, the first at [x, y]. */
export function legend(
  names: readonly { readonly name: string; readonly colour: string }[],
  [x, y]: readonly [number, number],
): string[] {
  return names.map(
    ({ name, colour }, i) => `<text x="${x}" y="${y + 18 * i}" fill="${colour}">${escaped(name)}</text>`,
  );
}

/** `count` places from 0 to 1, both included: where an axis is marked. */
export function evenly(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** Of Okabe and Ito (2008): told apart with any colour vision. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

export function colourOf(series: number): string {
  return COLOURS[series % COLOURS.length]!;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
