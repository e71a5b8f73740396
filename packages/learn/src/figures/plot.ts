/** A plot on axes of round numbers, and places of values in it. */
import { axisTicks, type Html, html } from "@cmrkit/study";
import { at, axes, BLUE, plotArea, SMALL, svgFile } from "./figure.ts";

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
  const area = plotArea(SMALL);
  const [xTicks, yTicks] = [ticksOver(xs), ticksOver(ys)];
  const x = scaleOf(xTicks, area.left, area.right);
  const y = scaleOf(yTicks, area.bottom, area.top);
  const drawn = axes(SMALL, area, {
    ...{ title, across: xTitle, up: yTitle },
    levels: yTicks.map((tick) => ({ at: y(tick), text: String(tick) })),
    marks: xTicks.map((tick) => ({ at: x(tick), text: String(tick) })),
  });
  return { x, y, left: area.left, right: area.right, axes: drawn };
}

/** An SVG file. */
export function plotSvg(content: Html): string {
  return svgFile(SMALL, content);
}

export function dot(x: number, y: number): Html {
  return html`<circle cx="${at(x)}" cy="${at(y)}" r="4" fill="${BLUE}" fill-opacity="0.6"/>`;
}

function ticksOver(values: readonly number[]): readonly number[] {
  return axisTicks(Math.min(...values), Math.max(...values), TICKS);
}

function scaleOf(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const [first, last] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  return (value) => from + ((to - from) * (value - first)) / (last - first || 1);
}
