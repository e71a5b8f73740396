/**
 * The polar map of the left ventricle: a value for each segment of the AHA, the base outside, the anterior wall on top and
 * the septum on the left, as one looks from the apex.
 *
 * Source: Cerqueira et al. 2002, doi:10.1161/hc0402.102975, figure 4. Every segment shows its value in figures, so that
 * nothing is lost without colours.
 */
import { ahaSegments, isMeasured, type Measured, type SegmentLevel } from "@cmrkit/cardiac";
import { type Html, html, nothing } from "./html.ts";
import { ink } from "./palette.ts";

export interface BullsEye {
  readonly title: string;
  readonly unit: string;
  /** By segment number, 16 of them, or 17 where the apical cap has a value too. */
  readonly values: readonly Measured[];
  /** Digits after the point. */
  readonly digits: number;
  /** Values at the palest and the darkest colour; beyond them colours stay, numbers do not. */
  readonly scale: readonly [palest: number, darkest: number];
}

const WIDTH = 252;
const HEIGHT = 292;
const CENTRE = { x: WIDTH / 2, y: 126 } as const;

/** Inner and outer radius; how many sectors; the middle of the first, in degrees against the clock from the right. */
const rings: Readonly<Record<SegmentLevel, { readonly radii: readonly [number, number]; readonly sectors: number }>> = {
  basal: { radii: [79, 108], sectors: 6 },
  mid: { radii: [50, 79], sectors: 6 },
  apical: { radii: [21, 50], sectors: 4 },
  apex: { radii: [0, 21], sectors: 1 },
};
const TOP_DEGREES = 90;

/** From pale to dark, told apart on grey paper too. */
const PALEST = [240, 245, 249] as const;
const DARKEST = [8, 64, 110] as const;
/** From this share of the scale on, figures are white. */
const DARK = 0.5;
const STEPS = 8;
/** No colour of the scale. */
const NOT_MEASURABLE = "#e9e4dc";

export function bullsEye(figure: BullsEye): Html {
  const shown = ahaSegments.slice(0, figure.values.length);
  return html`<figure class="bulls-eye"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${figure.title} by segment, ${figure.unit}">
${shown.map(({ level }, n) => sector(figure, level, n))}
${wallName("anterior", CENTRE.x, 12)}${wallName("inferior", CENTRE.x, 248)}${wallName("septal", 9, CENTRE.y, -90)}${wallName("lateral", WIDTH - 9, CENTRE.y, 90)}
${legend(figure)}</svg><figcaption>${figure.title} <span class="unit">${figure.unit}</span></figcaption></figure>`;
}

/** @param n Of the segment, from 0. */
function sector({ values, digits, scale }: BullsEye, level: SegmentLevel, n: number): Html {
  const { radii, sectors } = rings[level];
  const first = ahaSegments.findIndex((segment) => segment.level === level);
  const middle = TOP_DEGREES + ((n - first) * 360) / sectors;
  const value = values[n]!;
  const share = isMeasured(value) ? shareOf(value, scale) : 0;
  const fill = isMeasured(value) ? colourAt(share) : NOT_MEASURABLE;
  const [x, y] = level === "apex" ? [CENTRE.x, CENTRE.y] : placeAt((radii[0] + radii[1]) / 2, middle);
  const text = isMeasured(value) ? withMinus(value.toFixed(digits)) : "–";
  return html`<path d="${outline(radii, middle, 360 / sectors)}" fill="${fill}" stroke="#fff" stroke-width="1.5"/><text x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="middle" fill="${share >= DARK ? "#fff" : ink.text}">${text}</text>`;
}

/** A ring's part about a direction; a whole disc where the ring has no hole. */
function outline([inner, outer]: readonly [number, number], middle: number, width: number): string {
  if (inner === 0)
    return `M${CENTRE.x - outer} ${CENTRE.y}a${outer} ${outer} 0 1 0 ${2 * outer} 0a${outer} ${outer} 0 1 0 ${-2 * outer} 0Z`;
  const [from, to] = [middle - width / 2, middle + width / 2];
  const point = (radius: number, degrees: number) =>
    placeAt(radius, degrees)
      .map((at) => at.toFixed(2))
      .join(" ");
  return `M${point(outer, from)}A${outer} ${outer} 0 0 0 ${point(outer, to)}L${point(inner, to)}A${inner} ${inner} 0 0 1 ${point(inner, from)}Z`;
}

/** y runs down. */
function placeAt(radius: number, degrees: number): [x: number, y: number] {
  const angle = (degrees * Math.PI) / 180;
  return [CENTRE.x + radius * Math.cos(angle), CENTRE.y - radius * Math.sin(angle)];
}

function wallName(name: string, x: number, y: number, turn = 0): Html {
  return html`<text class="wall-name" x="${x}" y="${y}" text-anchor="middle"${turn === 0 ? nothing : html` transform="rotate(${turn} ${x} ${y})"`}>${name}</text>`;
}

function legend({ scale: [palest, darkest], unit }: BullsEye): Html {
  const [left, width, top] = [36, 180, 262];
  const step = width / STEPS;
  const boxes = Array.from(
    { length: STEPS },
    (_, n) =>
      html`<rect x="${(left + n * step).toFixed(1)}" y="${top}" width="${step.toFixed(1)}" height="8" fill="${colourAt((n + 0.5) / STEPS)}"/>`,
  );
  const label = (value: number, x: number) =>
    html`<text class="tick" x="${x}" y="${top + 21}" text-anchor="middle">${withMinus(String(value))} ${unit}</text>`;
  return html`<g class="scale">${boxes}${label(palest, left)}${label(darkest, left + width)}</g>`;
}

function shareOf(value: number, [palest, darkest]: readonly [number, number]): number {
  return Math.max(0, Math.min(1, (value - palest) / (darkest - palest)));
}

function colourAt(share: number): string {
  const channels = PALEST.map((pale, n) => Math.round(pale + share * (DARKEST[n]! - pale)));
  return `rgb(${channels.join(",")})`;
}

/** With the sign that print uses. */
function withMinus(figures: string): string {
  return figures.replace("-", "−").replace(/^−(0(\.0*)?)$/, "$1");
}
