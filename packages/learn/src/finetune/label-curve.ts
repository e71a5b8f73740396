/** What each arm reaches from how many labelled patients, as a picture: means over seeds, and a dot for each. */
import { type Html, html } from "@cmrkit/study";
import {
  at,
  axes,
  colourOf,
  evenly,
  legend,
  type PlotArea,
  plotArea,
  polyline,
  svgFile,
  WIDE,
} from "../figures/figure.ts";
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
  const { low, high, x, y } = placement(dots, area);
  const arms = [...new Set(dots.map(({ arm }) => arm))].map((name, i) => ({ name, colour: colourOf(i) }));
  const levels = evenly(TICKS).map((share) => low + (high - low) * share);
  const counts = [...new Set(dots.map(({ patients }) => patients))];
  const drawnAxes = axes(WIDE, area, {
    title: `${metricTitle(metric)} of test patients by labelled patients`,
    across: "labelled patients",
    levels: levels.map((value) => ({ at: y(value), text: value.toFixed(3) })),
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

interface Placement {
  readonly low: number;
  readonly high: number;
  readonly x: (patients: number) => number;
  readonly y: (value: number) => number;
}

function placement(dots: readonly Dot[], { left, right, top, bottom }: PlotArea): Placement {
  const counts = dots.map(({ patients }) => Math.log(patients));
  const values = dots.map(({ value }) => value);
  const [first, last] = dots.length === 0 ? [0, 1] : [Math.min(...counts), Math.max(...counts)];
  const [least, most] = dots.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const margin = 0.05 * (most - least || 1);
  const [low, high] = [least - margin, most + margin];
  const shareOf = (patients: number) => (last > first ? (Math.log(patients) - first) / (last - first) : 0.5);
  return {
    ...{ low, high },
    x: (patients) => left + (right - left) * shareOf(patients),
    y: (value) => top + ((bottom - top) * (high - value)) / (high - low),
  };
}

function curve(dots: readonly Dot[], { x, y }: Pick<Placement, "x" | "y">, colour: string): Html {
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
