/** What the planes of a study say of the view of each series, and of which series are localisers. */
import { dot, type Vector3 } from "@cmrkit/imaging";
import type { Evidence } from "./evidence.ts";
import type { SequenceName, ViewName } from "./kinds.ts";
import { angleAroundAxis, viewAtAngle } from "./long-axis-angle.ts";
import { LEAST_STACK_SLICES, nameOfSeries, type PlacedSeries } from "./placed-series.ts";
import { isAcross, isUpright, type ShortAxis } from "./short-axis.ts";

/** @param shortAxis of the study; undefined where no stack shows it. */
export function viewEvidence(
  one: PlacedSeries,
  study: readonly PlacedSeries[],
  shortAxis: ShortAxis | undefined,
): readonly Evidence<ViewName>[] {
  if (one === shortAxis?.stack) return [referenceEvidence(shortAxis)];
  const isStack = one.sliceCount >= LEAST_STACK_SLICES;
  const extent: Evidence<ViewName> = isStack
    ? geometry(`${one.sliceCount} parallel slices`, "usual", [], ["single_slice"])
    : geometry(one.sliceCount === 1 ? "one slice" : `${one.sliceCount} slices`, "usual", [], ["sax"]);
  return [extent, ...(shortAxis === undefined ? [] : placeEvidence(one, study, shortAxis, isStack))];
}

function placeEvidence(
  one: PlacedSeries,
  study: readonly PlacedSeries[],
  shortAxis: ShortAxis,
  isStack: boolean,
): readonly Evidence<ViewName>[] {
  const { stack, towardsApex } = shortAxis;
  const degrees = angleToAxis(one.normal, towardsApex);
  const reference = `the short-axis stack, ${nameOfSeries(stack.series)}`;
  if (isAcross(one.normal, towardsApex)) {
    const saw = `parallel (${degrees.toFixed(0)}°) to ${reference}`;
    return [geometry(saw, "measured", [isStack ? "sax" : "single_slice"])];
  }
  if (isUpright(one.normal, towardsApex)) return longAxisEvidence(one, study, towardsApex, reference);
  const saw = `at ${degrees.toFixed(0)}° to ${reference}: no usual view`;
  return [geometry(saw, "usual", isStack ? [] : ["single_slice"], ["sax"])];
}

function referenceEvidence({ stack, uprightCount }: ShortAxis): Evidence<ViewName> {
  const where = `${stack.sliceCount} parallel slices whose normal points to the left, front and feet, as the left ventricle does`;
  const others = uprightCount === 1 ? "one other plane stands" : `${uprightCount} other planes stand`;
  return uprightCount === 0
    ? geometry(where, "coded", ["sax"], ["single_slice"])
    : geometry(`${where}, and on which ${others} upright`, "measured", ["sax"], ["single_slice"]);
}

/** A three-chamber plane shows the outflow tract: which name it goes by only words can tell. */
function longAxisEvidence(
  one: PlacedSeries,
  study: readonly PlacedSeries[],
  towardsApex: Vector3,
  reference: string,
): readonly Evidence<ViewName>[] {
  const upright = study.filter(({ normal }) => isUpright(normal, towardsApex));
  const angles = upright.map(({ normal }) => angleAroundAxis(normal, towardsApex));
  const angle = angleAroundAxis(one.normal, towardsApex);
  const { views, isByThree } = viewAtAngle(angle, angles);
  const where = `upright on ${reference}, turned ${angle.toFixed(0)}° around its axis`;
  const saw = isByThree ? `${where}, one of three planes some 60° apart` : where;
  const speaksFor = views.flatMap((view): readonly ViewName[] => (view === "lax_3c" ? [view, "lvot"] : [view]));
  const place = geometry(saw, isByThree ? "coded" : "named", speaksFor, ["sax"]);
  if (!views.includes("lax_3c")) return [place];
  return [place, geometry("such a plane is called three-chamber as a rule", "usual", views)];
}

function angleToAxis(normal: Vector3, axis: Vector3): number {
  return (Math.acos(Math.min(1, Math.abs(dot(normal, axis)))) * 180) / Math.PI;
}

/** Planes at right angles, within the 6° that planning leaves. */
const ORTHOGONAL_SINE = Math.sin((6 * Math.PI) / 180);

/**
 * Stills in three directions at right angles within one series are what a scan is planned on.
 * @param parts the stacks of one series, this one among them.
 */
export function localiserEvidence(
  one: PlacedSeries,
  parts: readonly PlacedSeries[],
): readonly Evidence<SequenceName>[] {
  if (one.frameCount > 1) return [];
  const stills = parts.filter(({ frameCount }) => frameCount === 1);
  const across = stills.filter((other) => isOrthogonal(one, other));
  if (!across.some((second) => across.some((third) => isOrthogonal(second, third)))) return [];
  const saw = "stills in three directions at right angles in one series";
  return [{ source: "geometry", saw, strength: "measured", speaksFor: ["localiser"] }];
}

function isOrthogonal(a: PlacedSeries, b: PlacedSeries): boolean {
  return Math.abs(dot(a.normal, b.normal)) <= ORTHOGONAL_SINE;
}

function geometry(
  saw: string,
  strength: Evidence<ViewName>["strength"],
  speaksFor: readonly ViewName[],
  rulesOut: readonly ViewName[] = [],
): Evidence<ViewName> {
  return { source: "geometry", saw, strength, speaksFor, rulesOut };
}
