/** What each arm reaches from how many labelled patients, as a picture: means over seeds, and a dot for each. */
import type { FewShotCell } from "./few-shot.ts";

const [WIDTH, HEIGHT] = [720, 420];
const MARGIN = { left: 64, right: 170, top: 36, bottom: 48 };
/** Of Okabe and Ito (2008): told apart with any colour vision. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const TICKS = 5;

interface Dot {
  readonly patients: number;
  readonly value: number;
}

/** An SVG file; label counts lie on a log scale. Cells that are not measurable are left out. */
export function labelCurveSvg(cells: readonly FewShotCell[], metric: string): string {
  const dots = cells.flatMap((cell) => (cell.value === null ? [] : [{ ...cell, value: cell.value }]));
  const place = placement(dots);
  const arms = [...new Set(dots.map(({ arm }) => arm))];
  const curves = arms.map((arm, i) =>
    curve(
      dots.filter((dot) => dot.arm === arm),
      place,
      colourOf(i),
    ),
  );
  const legend = arms.map((arm, i) => {
    const y = MARGIN.top + 12 + 20 * i;
    return `<text x="${WIDTH - MARGIN.right + 16}" y="${y}" fill="${colourOf(i)}">${escaped(arm)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
<text x="${MARGIN.left}" y="22" font-size="14">${escaped(metric)} of test patients by labelled patients</text>
${[...axes(dots, place), ...curves, ...legend].join("\n")}
</svg>
`;
}

function colourOf(arm: number): string {
  return COLOURS[arm % COLOURS.length]!;
}

interface Placement {
  readonly low: number;
  readonly high: number;
  readonly x: (patients: number) => number;
  readonly y: (value: number) => number;
}

function placement(dots: readonly Dot[]): Placement {
  const counts = dots.map(({ patients }) => Math.log(patients));
  const values = dots.map(({ value }) => value);
  const [first, last] = dots.length === 0 ? [0, 1] : [Math.min(...counts), Math.max(...counts)];
  const [least, most] = dots.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const margin = 0.05 * (most - least || 1);
  const [low, high] = [least - margin, most + margin];
  const across = WIDTH - MARGIN.left - MARGIN.right;
  const down = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    low,
    high,
    x: (patients) =>
      MARGIN.left + (last > first ? (across * (Math.log(patients) - first)) / (last - first) : across / 2),
    y: (value) => MARGIN.top + (down * (high - value)) / (high - low),
  };
}

function axes(dots: readonly Dot[], { low, high, x, y }: Placement): string[] {
  const levels = Array.from({ length: TICKS }, (_, i) => low + ((high - low) * i) / (TICKS - 1));
  const counts = [...new Set(dots.map(({ patients }) => patients))];
  return [
    ...levels.map((value) => {
      const at = y(value).toFixed(1);
      const line = `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#ddd"/>`;
      return `${line}<text x="${MARGIN.left - 6}" y="${at}" dy="4" text-anchor="end">${value.toFixed(3)}</text>`;
    }),
    ...counts.map((n) => `<text x="${x(n).toFixed(1)}" y="${HEIGHT - 28}" text-anchor="middle">${n}</text>`),
    `<text x="${(WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">labelled patients</text>`,
  ];
}

function curve(dots: readonly Dot[], { x, y }: Placement, colour: string): string {
  const counts = [...new Set(dots.map(({ patients }) => patients))].sort((a, b) => a - b);
  const means = counts.map((n) => {
    const values = dots.filter(({ patients }) => patients === n).map(({ value }) => value);
    return `${x(n).toFixed(1)},${y(values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1)}`;
  });
  const circles = dots.map(
    ({ patients, value }) =>
      `<circle cx="${x(patients).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${colour}" fill-opacity="0.5"/>`,
  );
  return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${means.join(" ")}"/>${circles.join("")}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
