/** Predicted against true numbers: Bland and Altman's plot of the differences, and the scatter of both. */
import { isMeasured, type Pair, pairedAgreement } from "@cmrkit/cardiac";
import { type Html, html } from "@cmrkit/study";
import { at, VERMILION } from "../../figures/figure.ts";
import { dot, type Plot, plotOf, plotSvg } from "../../figures/plot.ts";

/** What the numbers are, such as `LV ejection fraction, %`. */
export interface FigureTitle {
  readonly title: string;
  readonly unit: string;
}

/**
 * Difference against mean of each pair, with bias and limits of agreement, as an SVG file.
 * Source: Bland and Altman 1986, doi:10.1016/S0140-6736(86)90837-8.
 */
export function blandAltmanSvg(pairs: readonly Pair[], { title, unit }: FigureTitle): string {
  const { bias, limitsOfAgreement } = pairedAgreement(pairs);
  const dots = pairs.map(({ predicted, reference }) => ({ x: (predicted + reference) / 2, y: predicted - reference }));
  const lines = [
    { value: limitsOfAgreement.upper, name: "+1.96 SD", dashes: "6 4" },
    { value: bias, name: "bias", dashes: "none" },
    { value: limitsOfAgreement.lower, name: "−1.96 SD", dashes: "6 4" },
  ].flatMap(({ value, ...line }) => (isMeasured(value) ? [{ ...line, value }] : []));
  const plot = plotOf({
    title: `${title}: predicted − reference`,
    xTitle: `mean of both, ${unit}`,
    yTitle: `difference, ${unit === "%" ? "points" : unit}`,
    xs: dots.map(({ x }) => x),
    ys: [0, ...dots.map(({ y }) => y), ...lines.map(({ value }) => value)],
  });
  return plotSvg(html`${plot.axes}
${lines.map(({ value, name, dashes }) => level(plot, value, `${name} ${value.toFixed(1)}`, dashes))}
${dots.map(({ x, y }) => dot(plot.x(x), plot.y(y)))}`);
}

function level({ y, left, right }: Plot, value: number, text: string, dashes: string): Html {
  return html`<line x1="${left}" x2="${right}" y1="${at(y(value))}" y2="${at(y(value))}" stroke="${VERMILION}" stroke-dasharray="${dashes}"/><text x="${right}" y="${at(y(value) - 4)}" text-anchor="end" fill="${VERMILION}">${text}</text>`;
}

/** Predicted against true values with the line of equality, as an SVG file. */
export function scatterSvg(pairs: readonly Pair[], { title, unit }: FigureTitle): string {
  const all = pairs.flatMap(({ predicted, reference }) => [predicted, reference]);
  const plot = plotOf({ title, xTitle: `reference, ${unit}`, yTitle: `predicted, ${unit}`, xs: all, ys: all });
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return plotSvg(html`${plot.axes}
<line x1="${at(plot.x(low))}" y1="${at(plot.y(low))}" x2="${at(plot.x(high))}" y2="${at(plot.y(high))}" stroke="${VERMILION}"/>
${pairs.map(({ predicted, reference }) => dot(plot.x(reference), plot.y(predicted)))}`);
}
