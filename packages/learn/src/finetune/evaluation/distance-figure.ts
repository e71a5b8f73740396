/** How many landmarks are found within which distance, as a picture. */
import { type Html, html } from "@cmrkit/study";
import { at, colourOf } from "../../figures/figure.ts";
import { type Plot, plotOf, plotSvg } from "../../figures/plot.ts";

/** The distances of one landmark, or of all. */
export interface DistanceCurve {
  readonly name: string;
  readonly distances: readonly number[];
}

/**
 * The share of landmarks that lie within each distance, a stair for each curve, as an SVG file.
 * Source: success detection rate, Wang et al. 2016, doi:10.1016/j.media.2016.02.004.
 * @param curves With one distance each at least.
 */
export function successRateSvg(curves: readonly DistanceCurve[], unit: string): string {
  const plot = plotOf({
    title: "Landmarks within a distance",
    xTitle: `distance to the reference, ${unit}`,
    yTitle: "share of landmarks",
    xs: [0, ...curves.flatMap(({ distances }) => distances)],
    ys: [0, 1],
  });
  return plotSvg(html`${plot.axes}
${curves.map((curve, i) => stair(plot, curve, colourOf(i)))}
${curves.map(({ name }, i) => legend(plot, name, i))}`);
}

/** Goes up by one landmark at each distance, and on to the right end. */
function stair({ x, y, right }: Plot, { distances }: DistanceCurve, colour: string): Html {
  const steps = distances
    .toSorted((a, b) => a - b)
    .map((value, i) => `H${at(x(value))}V${at(y((i + 1) / distances.length))}`);
  return html`<path d="M${at(x(0))} ${at(y(0))}${steps.join("")}H${right}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
}

const LINE_HEIGHT = 16;

function legend({ y, right }: Plot, name: string, i: number): Html {
  return html`<text x="${right - 4}" y="${at(y(0) - 8 - i * LINE_HEIGHT)}" text-anchor="end" fill="${colourOf(i)}">${name}</text>`;
}
