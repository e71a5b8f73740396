/** The learning curve of a run as a picture: training loss, smoothed, and validation loss over updates, log scale. */
import { html } from "@cmrkit/study";
import { axes, colourOf, evenly, legend, type PlotArea, plotArea, polyline, svgFile, WIDE } from "../figures/figure.ts";

export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

export interface LearningCurve {
  readonly title: string;
  readonly training: readonly CurvePoint[];
  readonly validation: readonly CurvePoint[];
}

const SMOOTHED_OVER = 0.02;
const TICKS = 5;

/** An SVG file; equal curves give equal bytes. A run without a positive loss gets axes alone. */
export function learningCurveSvg({ title, training, validation }: LearningCurve): string {
  const area = plotArea(WIDE);
  const smoothed = smooth(training);
  const { steps, low, high, x, y } = scaleOf([...smoothed, ...validation], area);
  const series = [
    { name: "training loss, smoothed", points: smoothed, colour: colourOf(0) },
    { name: "validation loss", points: validation, colour: colourOf(1) },
  ];
  const levels = evenly(TICKS).map((share) => low * (high / low) ** share);
  const marks = evenly(TICKS).map((share) => Math.round(steps * share));
  const drawnAxes = axes(WIDE, area, {
    ...{ title, across: "updates" },
    levels: levels.map((loss) => ({ at: y(loss), text: loss.toPrecision(3) })),
    marks: marks.map((step) => ({ at: x(step), text: String(step) })),
  });
  const lines = series.map(({ points, colour }) =>
    polyline(
      points.filter(isPositive).map(({ step, loss }) => [x(step), y(loss)]),
      colour,
      1.5,
    ),
  );
  return svgFile(
    WIDE,
    html`${drawnAxes}
${lines}
${legend(series, [area.right - 174, area.top + 16])}`,
  );
}

interface Scale {
  readonly steps: number;
  readonly low: number;
  readonly high: number;
  readonly x: (step: number) => number;
  readonly y: (loss: number) => number;
}

function scaleOf(points: readonly CurvePoint[], { left, right, top, bottom }: PlotArea): Scale {
  const shown = points.filter(isPositive);
  const steps = shown.reduce((most, { step }) => Math.max(most, step), 1);
  const least = shown.reduce((low, { loss }) => Math.min(low, loss), Number.POSITIVE_INFINITY);
  const most = shown.reduce((high, { loss }) => Math.max(high, loss), 0);
  const [low, high] = most > 0 ? [least * 0.95, most * 1.05] : [0.1, 1];
  return {
    ...{ steps, low, high },
    x: (step) => left + ((right - left) * step) / steps,
    y: (loss) => top + ((bottom - top) * Math.log(high / loss)) / Math.log(high / low),
  };
}

function isPositive({ loss }: CurvePoint): boolean {
  return loss > 0;
}

/** An exponential mean whose memory is a small share of the run, free of its start. Source: Adam's bias correction. */
function smooth(points: readonly CurvePoint[]): CurvePoint[] {
  const decay = 1 - 1 / Math.max(1, points.length * SMOOTHED_OVER);
  let [sum, weight] = [0, 0];
  return points.map(({ step, loss }) => {
    sum = decay * sum + (1 - decay) * loss;
    weight = decay * weight + (1 - decay);
    return { step, loss: sum / weight };
  });
}
