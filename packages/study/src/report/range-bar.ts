/** A value beside its reference range: a band with a mark, readable without colour. */
import { type ReferenceRange, rangePosition } from "@cmrkit/cardiac";
import { type Html, html } from "./html.ts";
import { ink } from "./palette.ts";

const WIDTH = 130;
const HEIGHT = 14;
/** How far the scale goes beyond the band, as a share of its width. */
const BEYOND = 0.75;

/** A dot within the range, a diamond outside it; a value beyond the scale stands at its end. */
export function rangeBar(value: number, range: ReferenceRange): Html {
  const [from, to] = scaleOf(range);
  const x = (at: number) => (WIDTH * (Math.min(to, Math.max(from, at)) - from)) / (to - from);
  const bandStart = x(range.lower ?? from);
  const bandEnd = x(range.upper ?? to);
  const markX = Math.min(WIDTH - 5, Math.max(5, x(value)));
  return html`<svg class="range" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${rangePosition(value, range)} the reference range"><path d="M0 7H${WIDTH}" stroke="${ink.rule}"/><rect x="${bandStart.toFixed(1)}" y="2.5" width="${(bandEnd - bandStart).toFixed(1)}" height="9" rx="2" fill="${ink.band}"/>${mark(markX, rangePosition(value, range) === "within")}</svg>`;
}

/** The limits as a reader writes them: 52–73, ≥ 44. */
export function rangeText({ lower, upper }: ReferenceRange): string {
  if (lower === null) return upper === null ? "" : `≤ ${limitText(upper)}`;
  return upper === null ? `≥ ${limitText(lower)}` : `${limitText(lower)}–${limitText(upper)}`;
}

/** At most a digit after the point, below 10 two: limits that follow from a deviation have as many as a computer likes. */
function limitText(limit: number): string {
  return String(Number(limit.toFixed(limit < 10 ? 2 : 1)));
}

function mark(x: number, isWithin: boolean): Html {
  const at = x.toFixed(1);
  if (isWithin) return html`<circle cx="${at}" cy="7" r="3.4" fill="${ink.text}"/>`;
  return html`<path d="M${at} 2l5 5-5 5-5-5z" fill="${ink.alert}"/>`;
}

function scaleOf({ lower, upper }: ReferenceRange): readonly [number, number] {
  const low = lower ?? 0;
  const high = upper ?? 1.6 * low;
  const beyond = BEYOND * (high - low);
  return [lower === null ? low : Math.max(0, low - beyond), upper === null ? high : high + beyond];
}
