/** The learning curve of a run as a picture: training loss, smoothed, and validation loss over updates, log scale. */

export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

export interface LearningCurve {
  readonly title: string;
  readonly training: readonly CurvePoint[];
  readonly validation: readonly CurvePoint[];
}

const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 16, top: 36, bottom: 44 };
const SMOOTHED_OVER = 0.02;

/** An SVG file; equal curves give equal bytes. A run without a positive loss gets axes alone. */
export function learningCurveSvg({ title, training, validation }: LearningCurve): string {
  const smoothed = smooth(training);
  const shown = [...smoothed, ...validation].filter(({ loss }) => loss > 0);
  const scale = scaleOf(shown);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
<text x="${MARGIN.left}" y="22" font-size="14">${escaped(title)}</text>
${axes(scale)}
${polyline(smoothed, scale, "#1f6fb4")}
${polyline(validation, scale, "#c8501e")}
<text x="${WIDTH - 190}" y="52" fill="#1f6fb4">training loss, smoothed</text>
<text x="${WIDTH - 190}" y="70" fill="#c8501e">validation loss</text>
</svg>
`;
}

interface Scale {
  readonly steps: number;
  readonly low: number;
  readonly high: number;
  readonly x: (step: number) => number;
  readonly y: (loss: number) => number;
}

function scaleOf(points: readonly CurvePoint[]): Scale {
  const steps = points.reduce((most, { step }) => Math.max(most, step), 1);
  const low = points.reduce((least, { loss }) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  const high = points.reduce((most, { loss }) => Math.max(most, loss), 0);
  const [bottom, top] = high > 0 ? [low * 0.95, high * 1.05] : [0.1, 1];
  const across = WIDTH - MARGIN.left - MARGIN.right;
  const down = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    steps,
    low: bottom,
    high: top,
    x: (step) => MARGIN.left + (across * step) / steps,
    y: (loss) => MARGIN.top + (down * Math.log(top / loss)) / Math.log(top / bottom),
  };
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

const TICKS = 5;

function axes({ steps, low, high, x, y }: Scale): string {
  const bottom = HEIGHT - MARGIN.bottom;
  const levels = Array.from({ length: TICKS }, (_, i) => low * (high / low) ** (i / (TICKS - 1)));
  const marks = Array.from({ length: TICKS }, (_, i) => Math.round((steps * i) / (TICKS - 1)));
  const horizontal = levels.map((loss) => {
    const at = y(loss).toFixed(1);
    const line = `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#ddd"/>`;
    return `${line}<text x="${MARGIN.left - 6}" y="${at}" dy="4" text-anchor="end">${loss.toPrecision(3)}</text>`;
  });
  const vertical = marks.map((step) => {
    return `<text x="${x(step).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${step}</text>`;
  });
  const title = `<text x="${WIDTH / 2}" y="${HEIGHT - 8}" text-anchor="middle">updates</text>`;
  return [...horizontal, ...vertical, title].join("\n");
}

function polyline(points: readonly CurvePoint[], { x, y }: Scale, colour: string): string {
  const places = points
    .filter(({ loss }) => loss > 0)
    .map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`);
  return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${places.join(" ")}"/>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
