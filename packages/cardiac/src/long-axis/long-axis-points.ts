/**
 * Apex and mitral annulus of one frame of a long-axis view, from its labels.
 *
 * Where the left atrium is drawn, the annulus is where it meets the ventricle, else the straight end of the cavity, by the rule
 * of four-chamber masks. They are weak landmarks: no one marked them, and they are as wrong as the labels.
 */
import { apexOf } from "../landmarks/apex.ts";
import { contacts } from "../landmarks/contacts.ts";
import { fourChamberLandmarks } from "../landmarks/four-chamber.ts";
import { largestPart, type MaskPart, outline } from "../landmarks/largest-part.ts";
import { centroid, distance, midpoint, type PlanePoint, type PlaneSize } from "../landmarks/plane.ts";
import { type NotMeasurable, notMeasurable } from "../measured.ts";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import { LEFT_ATRIUM } from "./long-axis-labels.ts";

/** In pixels of the plane. */
export interface LongAxisPoints {
  readonly kind: "points";
  /** The two ends of the mitral annulus; the septal one first where that is known. */
  readonly annulus: readonly [PlanePoint, PlanePoint];
  readonly annulusBy: "left atrium" | "straight end of the cavity";
  /** Whether the first end is known to be the septal one: the right ventricle is drawn, and lies clearly nearer to it. */
  readonly tellsSeptum: boolean;
  /** Of the cavity. */
  readonly endocardialApex: PlanePoint;
  /** Of the wall, where it is drawn beyond the cavity's apex. */
  readonly epicardialApex: PlanePoint | undefined;
}

/** Own rule: ends of the annulus whose ways to the right ventricle differ by less, in shares of the annulus, have no septal one. */
const LEAST_NEARER = 0.5;

/** @param labels (Y, X) as `longAxisLabels` numbers them; pixels are taken for square. */
export function longAxisPoints(labels: Uint8Array, size: PlaneSize): LongAxisPoints | NotMeasurable {
  const cavity = largestPart(labels, size, LEFT_VENTRICLE, "left ventricular cavity");
  if (cavity.kind === "none") return notMeasurable(cavity.because);
  const base = labels.includes(LEFT_ATRIUM) ? annulusByAtrium(labels, size, cavity) : annulusByShape(labels, size);
  if ("notMeasurable" in base) return base;
  const sorted = septalFirst(labels, size, base.annulus);
  const middle = midpoint(...base.annulus);
  const wall = wallPart(labels, size);
  return {
    kind: "points",
    ...base,
    ...sorted,
    endocardialApex: apexOf(outline(cavity), middle),
    epicardialApex: wall && apexOf(outline(wall), middle),
  };
}

type Base = Pick<LongAxisPoints, "annulus" | "annulusBy">;

function annulusByAtrium(labels: Uint8Array, size: PlaneSize, cavity: MaskPart): Base | NotMeasurable {
  const atrium = largestPart(labels, size, LEFT_ATRIUM, "left atrium");
  if (atrium.kind === "none") return notMeasurable(atrium.because);
  const met = contacts(cavity, atrium);
  if (met.length === 0) return notMeasurable("the left atrium does not touch the left ventricular cavity");
  return { annulus: farthestPair(met), annulusBy: "left atrium" };
}

function annulusByShape(labels: Uint8Array, size: PlaneSize): Base | NotMeasurable {
  const cavity = labels.map((label) => Number(label === LEFT_VENTRICLE));
  const found = fourChamberLandmarks(cavity, size, "left hand");
  if (found.kind === "not derivable") return notMeasurable(found.because);
  const { mitralAnnulusSeptal, mitralAnnulusLateral } = found.points;
  return { annulus: [mitralAnnulusSeptal, mitralAnnulusLateral], annulusBy: "straight end of the cavity" };
}

function septalFirst(
  labels: Uint8Array,
  size: PlaneSize,
  [a, b]: LongAxisPoints["annulus"],
): Pick<LongAxisPoints, "annulus" | "tellsSeptum"> {
  const right = largestPart(labels, size, RIGHT_VENTRICLE, "right ventricular cavity");
  if (right.kind === "none") return { annulus: [a, b], tellsSeptum: false };
  const middle = centroid(right.pixels);
  const nearer = distance(b, middle) - distance(a, middle);
  return { annulus: nearer >= 0 ? [a, b] : [b, a], tellsSeptum: Math.abs(nearer) >= LEAST_NEARER * distance(a, b) };
}

/** Cavity and wall together, where a wall is drawn. */
function wallPart(labels: Uint8Array, size: PlaneSize): MaskPart | undefined {
  if (!labels.includes(MYOCARDIUM)) return undefined;
  const both = labels.map((label) => Number(label === MYOCARDIUM || label === LEFT_VENTRICLE));
  const part = largestPart(both, size, 1, "left ventricle");
  return part.kind === "none" ? undefined : part;
}

/** From a point to the farthest, and from there to the farthest: exact for points along a line, as of an annulus. */
function farthestPair(points: readonly PlanePoint[]): readonly [PlanePoint, PlanePoint] {
  const farthestFrom = (from: PlanePoint) =>
    points.reduce((best, point) => (distance(point, from) > distance(best, from) ? point : best), from);
  const one = farthestFrom(points[0]!);
  return [one, farthestFrom(one)];
}
