/** How one measure is spread over a cohort: a dot a study, the middle half as a band, the median as a line. */
import { quantileOfSorted } from "@cmrkit/cardiac";
import { axisTicks } from "../report/axis-ticks.ts";
import { type Html, html } from "../report/html.ts";
import { ink, inkOf } from "../report/palette.ts";

const [WIDTH, HEIGHT, MARGIN] = [340, 96, 16];
const [BASE, DOT] = [68, 3.2];

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** @param values of at least one study. */
export function distributionFigure(title: string, values: readonly NamedValue[]): Html {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const numbers = sorted.map(({ value }) => value);
  const ticks = axisTicks(numbers[0]!, numbers.at(-1)!, 5);
  const [from, to] = [ticks[0]!, ticks.at(-1)!];
  const x = (value: number) => MARGIN + ((WIDTH - 2 * MARGIN) * (value - from)) / Math.max(to - from, 1e-9);
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => x(quantileOfSorted(numbers, share)).toFixed(1));
  const dots = stacked(sorted.map(({ name, value }) => ({ name, value, x: x(value) })));
  return html`<svg class="distribution" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<rect x="${q1!}" y="8" width="${(Number(q3) - Number(q1)).toFixed(1)}" height="${BASE - 4}" fill="${ink.band}"/>
<path d="M${MARGIN} ${BASE + 4}H${WIDTH - MARGIN}" stroke="${ink.rule}"/>
<path d="M${median!} 8V${BASE + 4}" stroke="${ink.text}" stroke-width="1.5"/>
${dots.map(({ name, value, x: at, y }) => html`<circle cx="${at.toFixed(1)}" cy="${y.toFixed(1)}" r="${DOT}" fill="${inkOf.rightVentricle}" fill-opacity="0.7"><title>${name}: ${value.toFixed(1)}</title></circle>`)}
${ticks.map((tick) => html`<text x="${x(tick).toFixed(1)}" y="${BASE + 20}" text-anchor="middle" font-size="11" fill="${ink.quiet}">${Number(tick.toPrecision(6))}</text>`)}
</svg>`;
}

interface Dot extends NamedValue {
  readonly x: number;
}

/** Dots that would lie over each other stand one above the other, as low as they can, up to the top of the figure. */
function stacked(dots: readonly Dot[]): readonly (Dot & { readonly y: number })[] {
  const rows: number[] = [];
  const most = Math.floor((BASE - 8) / (2 * DOT));
  return dots.map((dot) => {
    const free = rows.findIndex((last) => dot.x - last >= 2 * DOT);
    const row = free >= 0 ? free : Math.min(rows.length, most - 1);
    rows[row] = dot.x;
    return { ...dot, y: BASE - DOT - row * 2 * DOT };
  });
}
