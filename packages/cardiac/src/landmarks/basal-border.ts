/**
 * The straight end of a long shape that is round elsewhere: the base of a ventricle's cavity in a long-axis view.
 *
 * Among the chords of the convex hull before which the shape is higher than 1.25 times the chord's length, it is the one
 * with the greatest
 *     area of the largest triangle on the chord − 5 · area of the hull cut off behind the chord.
 * On half an ellipse this is the diameter, however the ellipse is turned: areas keep their ratios under affine maps, and in
 * half a disc no triangle is larger than the one on the diameter. What is cut off counts, so that the rule still finds the
 * corners where the cavity narrows towards the base, and takes no round wall for it. The height counts because the wall
 * along the septum is often as straight as the base, only longer. At last the ends move to the outermost corners beside
 * them, for pixels blunt a corner.
 *
 * Both numbers were chosen by trial on half of the four-chamber masks of the 2015 Data Science Bowl, so that few were
 * ambiguous and hardly any had its apex below its base, as next to no picture of that set shows.
 */

import { hullArea } from "./convex-hull.ts";
import { distance, type PlanePoint, turn } from "./plane.ts";

const CUT_OFF_COST = 5;
const LEAST_HEIGHT = 1.25;
/** Of the chord's length: how far from its ends the corners are looked for. */
const NEAR_SHARE = 0.2;
/** cos 45°: chords that differ by more are another side of the shape. */
const OTHER_SIDE = Math.SQRT1_2;

export interface BasalBorder {
  /** Its ends, clockwise as displayed. */
  readonly ends: readonly [PlanePoint, PlanePoint];
  /** Score of the best chord of another side over that of this one: near 1 where no end stands out, as in an ellipse. */
  readonly ambiguity: number;
}

/** @param hull three corners at least, as `convexHull` gives them. */
export function basalBorder(hull: readonly PlanePoint[]): BasalBorder {
  const chords = hull.flatMap((_, from) => hull.map((_, to) => scoredChord(hull, from, to)));
  const best = highest(chords);
  const rivals = chords.filter((chord) => cosine(chord.ends, best.ends) < OTHER_SIDE);
  const [a, b] = best.ends;
  const outwards: PlanePoint = [b[1] - a[1], a[0] - b[0]];
  const ends = [
    cornerNear(hull, a, [a[0] - b[0], a[1] - b[1]], outwards),
    cornerNear(hull, b, [b[0] - a[0], b[1] - a[1]], outwards),
  ] as const;
  return { ends, ambiguity: Math.max(0, highest(rivals).score) / best.score };
}

/** The corner near an end of the chord that lies farthest out in both directions, of one length, at once. */
function cornerNear(hull: readonly PlanePoint[], end: PlanePoint, along: PlanePoint, outwards: PlanePoint): PlanePoint {
  const near = NEAR_SHARE * Math.hypot(...along);
  const outness = ([x, y]: PlanePoint) => x * (along[0] + outwards[0]) + y * (along[1] + outwards[1]);
  return hull
    .filter((corner) => distance(corner, end) <= near)
    .reduce((farthest, corner) => (outness(corner) > outness(farthest) ? corner : farthest), end);
}

interface ScoredChord {
  readonly ends: readonly [PlanePoint, PlanePoint];
  readonly score: number;
}

/** The chord behind which the hull runs clockwise from its first end to its second; one that is no base scores 0. */
function scoredChord(hull: readonly PlanePoint[], from: number, to: number): ScoredChord {
  const [a, b] = [hull[from]!, hull[to]!];
  const length = distance(a, b);
  const rectangle = hull.reduce((most, corner) => Math.max(most, turn(a, b, corner)), 0);
  const isHigh = length > 0 && rectangle / length >= LEAST_HEIGHT * length;
  if (!isHigh) return { ends: [a, b], score: 0 };
  const behind = from < to ? hull.slice(from, to + 1) : [...hull.slice(from), ...hull.slice(0, to + 1)];
  return { ends: [a, b], score: rectangle / 2 - CUT_OFF_COST * hullArea(behind) };
}

function highest(chords: readonly ScoredChord[]): ScoredChord {
  return chords.reduce((best, chord) => (chord.score > best.score ? chord : best));
}

function cosine([a, b]: ScoredChord["ends"], [c, d]: ScoredChord["ends"]): number {
  const [x1, y1, x2, y2] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const lengths = Math.hypot(x1, y1) * Math.hypot(x2, y2);
  return lengths === 0 ? 1 : (x1 * x2 + y1 * y2) / lengths;
}
