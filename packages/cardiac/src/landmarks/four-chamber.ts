/**
 * Apex and mitral annulus from the mask of the left ventricular cavity in a four-chamber view.
 *
 * The two annulus points are the ends of the basal border, the straight side of the cavity towards the atrium. The apex
 * is the point of the outline farthest from the middle between them, as the long axis is measured. They are weak
 * landmarks: no one drew them, and where the mask leaves out the valve's plane they are as wrong as the mask.
 */
import { apexOf } from "./apex.ts";
import { basalBorder } from "./basal-border.ts";
import { convexHull, hullArea } from "./convex-hull.ts";
import { largestPart, type MaskPart, outline, touchesBorder } from "./largest-part.ts";
import { distance, midpoint, type PlanePoint, type PlaneSize, turn } from "./plane.ts";
import { notDerivable, type WeakLandmarks } from "./weak-landmarks.ts";

export const fourChamberLandmarkNames = ["apex", "mitralAnnulusSeptal", "mitralAnnulusLateral"] as const;
export type FourChamberLandmark = (typeof fourChamberLandmarkNames)[number];

/** Fewer pixels make no outline that has a straight side. */
const FEWEST_PIXELS = 50;
/** A cavity fills its convex hull but for papillary muscles. */
const LEAST_FILLING = 0.8;
/** Above this, another side would serve nearly as well as the base. */
const MOST_AMBIGUOUS = 0.85;
/** Sine of the slope of a base whose lower end is told from its upper. */
const LEAST_DESCENT = 0.25;

/**
 * On which side of the cavity the septum is, which the cavity alone does not tell: to the left or right hand of one who
 * looks from the base to the apex (left in a picture as viewers show it, right in a mirrored one), or nearer to the foot
 * of the picture. The last suits sets whose pictures are mirrored or not as it falls: of the Data Science Bowl's it names
 * the ends rightly but in the few that are shown like axial planes, apex up right.
 */
export type SeptumSide = "left hand" | "right hand" | "below";

/** @param cavity (Y, X), not 0 inside. */
export function fourChamberLandmarks(
  cavity: Uint8Array,
  size: PlaneSize,
  septum: SeptumSide,
): WeakLandmarks<FourChamberLandmark> {
  const inside = cavity.map((value) => Number(value !== 0));
  const part = largestPart(inside, size, 1, "left ventricular cavity");
  if (part.kind === "none") return notDerivable(part.because);
  if (part.pixels.length < FEWEST_PIXELS) return notDerivable(`the cavity has only ${part.pixels.length} pixels`);
  if (touchesBorder(part)) return notDerivable("the cavity touches the border of the image, which may cut it");
  return landmarksOfPart(part, septum);
}

function landmarksOfPart(part: MaskPart, septum: SeptumSide): WeakLandmarks<FourChamberLandmark> {
  const edge = outline(part);
  const hull = convexHull(edge);
  if (part.pixels.length < LEAST_FILLING * hullArea(hull)) return notDerivable("the cavity's outline is too ragged");
  const { ends, ambiguity } = basalBorder(hull);
  if (ambiguity > MOST_AMBIGUOUS) return notDerivable("no end of the cavity stands out as its base");
  const apex = apexOf(edge, midpoint(...ends));
  const [a, b] = ends;
  if (septum === "below" && Math.abs(a[1] - b[1]) < LEAST_DESCENT * distance(a, b))
    return notDerivable("neither end of the base lies clearly below the other");
  const [septal, lateral] = isSeptal(a, ends, apex, septum) ? [a, b] : [b, a];
  return { kind: "derived", points: { apex, mitralAnnulusSeptal: septal, mitralAnnulusLateral: lateral } };
}

function isSeptal(end: PlanePoint, ends: readonly [PlanePoint, PlanePoint], apex: PlanePoint, septum: SeptumSide) {
  const base = midpoint(...ends);
  if (septum === "below") return end[1] > base[1];
  const isLeft = turn(base, apex, end) < 0;
  return isLeft === (septum === "left hand");
}
