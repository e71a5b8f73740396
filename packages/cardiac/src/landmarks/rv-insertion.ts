/**
 * Where the right ventricle joins the left: the anterior and the inferior insertion point of a short-axis slice, from
 * which the segments of the left ventricle are counted.
 *
 * Rule: the pixels where the right ventricular cavity touches the left ventricular myocardium form an arc about the left
 * ventricle; the insertion points are its ends. They lie between the two structures, on the epicardial border.
 */
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import { contacts } from "./contacts.ts";
import { largestPart } from "./largest-part.ts";
import { centroid, type PlanePoint, type PlaneSize } from "./plane.ts";
import { notDerivable, type WeakLandmarks } from "./weak-landmarks.ts";

export const insertionPointNames = ["rvInsertionAnterior", "rvInsertionInferior"] as const;
export type InsertionPoint = (typeof insertionPointNames)[number];

/** Where the eye is: short axes are displayed as seen from the apex, the right ventricle on the left, anterior up. */
export type SeenFrom = "apex" | "base";

/** A shorter arc is the tip of the right ventricle, whose two ends are one. */
const SHORTEST_ARC_DEGREES = 30;
/** The right ventricle lies on one side of the left. */
const LONGEST_ARC_DEGREES = 180;
/** A wider gap within the arc parts it in two. */
const WIDEST_GAP_DEGREES = 25;

/** @param labels (Y, X) in cmrkit's numbers. */
export function rvInsertionPoints(
  labels: Uint8Array,
  size: PlaneSize,
  seenFrom: SeenFrom,
): WeakLandmarks<InsertionPoint> {
  const rightVentricle = largestPart(labels, size, RIGHT_VENTRICLE, "right ventricular cavity");
  if (rightVentricle.kind === "none") return notDerivable(rightVentricle.because);
  const myocardium = largestPart(labels, size, MYOCARDIUM, "left ventricular myocardium");
  if (myocardium.kind === "none") return notDerivable(myocardium.because);
  const cavity = largestPart(labels, size, LEFT_VENTRICLE, "left ventricular cavity");
  if (cavity.kind === "none") return notDerivable(cavity.because);
  const centre = centroid([...myocardium.pixels, ...cavity.pixels]);
  return endsOfArc(contacts(rightVentricle, myocardium), centre, seenFrom);
}

function endsOfArc(
  points: readonly PlanePoint[],
  centre: PlanePoint,
  seenFrom: SeenFrom,
): WeakLandmarks<InsertionPoint> {
  if (points.length === 0) return notDerivable("the right ventricle does not touch the myocardium");
  const { first, last, degrees, widestGapDegrees } = arcAbout(centre, points);
  if (widestGapDegrees > WIDEST_GAP_DEGREES)
    return notDerivable("the right ventricle touches the myocardium in separate places");
  if (degrees < SHORTEST_ARC_DEGREES)
    return notDerivable(`the right ventricle touches only ${degrees.toFixed(0)}° of the myocardium`);
  if (degrees > LONGEST_ARC_DEGREES)
    return notDerivable(`the right ventricle surrounds ${degrees.toFixed(0)}° of the myocardium`);
  const [anterior, inferior] = seenFrom === "apex" ? [last, first] : [first, last];
  return { kind: "derived", points: { rvInsertionAnterior: anterior, rvInsertionInferior: inferior } };
}

interface Arc {
  /** Its ends, clockwise as displayed. */
  readonly first: PlanePoint;
  readonly last: PlanePoint;
  readonly degrees: number;
  /** Between neighbouring points of the arc. */
  readonly widestGapDegrees: number;
}

/** The arc about a centre that holds all points: what the widest gap between them leaves of the circle. */
function arcAbout([cx, cy]: PlanePoint, points: readonly PlanePoint[]): Arc {
  const placed = points
    .map((point) => ({ point, degrees: (Math.atan2(point[1] - cy, point[0] - cx) * 180) / Math.PI }))
    .sort((a, b) => a.degrees - b.degrees);
  const next = (n: number) => placed[(n + 1) % placed.length]!;
  const gaps = placed.map(({ degrees }, n) => {
    const turned = next(n).degrees - degrees;
    return turned > 0 || n < placed.length - 1 ? turned : turned + 360;
  });
  const outside = gaps.indexOf(Math.max(...gaps));
  return {
    first: next(outside).point,
    last: placed[outside]!.point,
    degrees: 360 - gaps[outside]!,
    widestGapDegrees: Math.max(...gaps.filter((_, n) => n !== outside), 0),
  };
}
