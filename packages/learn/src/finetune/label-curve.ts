/** What each arm reaches from how many labelled patients, as a picture: means over seeds, and a dot for each. */
import { axisTicks, type Html, html } from "@cmrkit/study";
import { at, axes, colourOf, legend, type PlotArea, plotArea, polyline, svgFile, WIDE } from "../figures/figure.ts";
import { metricTitle } from "./evaluation/metric-rows.ts";
import type { FewShotCell } from "./few-shot.ts";

const TICKS = 5;

interface Dot {
  readonly patients: number;
  readonly value: number;
}

/** An SVG file; label counts lie on a log scale. Cells that are not measurable are left out. */
export function labelCurveSvg(cells: readonly FewShotCell[], metric: string): string {
  const area = plotArea(WIDE, 170);
  const dots = cells.flatMap((cell) => (cell.value === null ? [] : [{ ...cell, value: cell.value }]));
  const levels = levelsOf(dots);
  const { x, y } = placement(dots, levels, area);
  const arms = [...new Set(dots.map(({ arm }) => arm))].map((name, i) => ({ name, colour: colourOf(i) }));
  const counts = [...new Set(dots.map(({ patients }) => patients))];
  const drawnAxes = axes(WIDE, area, {
    title: `${metricTitle(metric)} of test patients by labelled patients`,
    across: "labelled patients",
    levels: levels.map((value) => ({ at: y(value), text: String(value) })),
    marks: counts.map((n) => ({ at: x(n), text: String(n) })),
  });
  const curves = arms.map(({ name, colour }) => {
    const ofArm = dots.filter(({ arm }) => arm === name);
    return curve(ofArm, { x, y }, colour);
  });
  return svgFile(
    WIDE,
    html`${drawnAxes}
${curves}
${legend(arms, [area.right + 16, area.top + 12])}`,
  );
}

/** Round numbers around all values. */
function levelsOf(dots: readonly Dot[]): readonly number[] {
  const values = dots.length === 0 ? [0, 1] : dots.map(({ value }) => value);
  return axisTicks(Math.min(...values), Math.max(...values), TICKS);
}

interface Placement {
  readonly x: (patients: number) => number;
  readonly y: (value: number) => number;
}

function placement(dots: readonly Dot[], levels: readonly number[], { left, right, top, bottom }: PlotArea): Placement {
  const counts = dots.map(({ patients }) => Math.log(patients));
  const [first, last] = dots.length === 0 ? [0, 1] : [Math.min(...counts), Math.max(...counts)];
  const [low, high] = [levels[0]!, levels.at(-1)!];
  const shareOf = (patients: number) => (last > first ? (Math.log(patients) - first) / (last - first) : 0.5);
  return {
    x: (patients) => left + (right - left) * shareOf(patients),
    y: (value) => (high > low ? top + ((bottom - top) * (high - value)) / (high - low) : (top + bottom) / 2),
  };
}

function curve(dots: readonly Dot[], { x, y }: Placement, colour: string): Html {
  const counts = [...new Set(dots.map(({ patients }) => patients))].sort((a, b) => a - b);
  const means = counts.map((n) => {
    const values = dots.filter(({ patients }) => patients === n).map(({ value }) => value);
    return [x(n), y(values.reduce((sum, value) => sum + value, 0) / values.length)] as const;
  });
  const circles = dots.map(
    ({ patients, value }) =>
      html`<circle cx="${at(x(patients))}" cy="${at(y(value))}" r="3" fill="${colour}" fill-opacity="0.5"/>`,
  );
  return html`${polyline(means, colour, 2)}${circles}`;
}
