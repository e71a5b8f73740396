/**
 * Basal slices by the wall around them: a slice belongs to the left ventricle when myocardium surrounds at least half of its
 * blood pool. Towards the apex every slice that shows a cavity counts.
 *
 * Source: Schulz-Menger et al. 2020, JCMR 22:19, doi:10.1186/s12968-020-00610-6. The rule is for the blood pool; muscle that a slice shows
 * below the annulus is muscle, and counts to the mass.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { isMeasured, type Measured, notMeasurable } from "../measured.ts";
import { type ApexEnd, apexEnd } from "../segments/stack-orientation.ts";
import { sliceExtent } from "../volumes.ts";
import { wallProfile } from "../wall-profile.ts";
import { judgement, noCavity, type SliceJudgement } from "./slice-verdict.ts";

/** Share of the cavity's outline with wall around it from which on a basal slice counts. */
export const LEAST_WALLED = 0.5;

export interface RuledSlice extends SliceJudgement {
  /** Share of the cavity's outline that has wall around it, 0 … 1. */
  readonly walledShare: Measured;
}

/**
 * The rule's word on each slice of a frame, in the order of the stack. Only the slices between the base and the first with wall
 * around half of the cavity are left out: an open wall further down is a fault of the labels. Where the labels do not show which
 * end is the base, or no slice has so much wall, the rule has no answer and every slice counts.
 * @param oriented The frame that shows where the apex is, best end-diastole.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function slicesByWall(labels: LabelVolume, frameIndex: number, oriented: number): readonly RuledSlice[] {
  const { voxelsPerSlice } = sliceExtent(labels, "leftVentricleBloodPool", frameIndex);
  const walled = voxelsPerSlice.map((voxels, sliceIndex) =>
    voxels === 0 ? notMeasurable("no cavity is labelled") : walledShare(labels, { frameIndex, sliceIndex }),
  );
  const apexAt = apexEnd(labels, oriented);
  if (typeof apexAt !== "string")
    return walled.map((share) => open(share, `the rule has no answer: ${apexAt.notMeasurable}`));
  const fromBase = basalSlices(walled, apexAt);
  if (fromBase === undefined)
    return walled.map((share) => open(share, "the rule has no answer: no slice has wall around half of its cavity"));
  return walled.map((share, slice) => ruled(share, fromBase.has(slice)));
}

function walledShare(labels: LabelVolume, slice: { readonly frameIndex: number; readonly sliceIndex: number }): number {
  const wall = wallProfile(labels, slice);
  return "kind" in wall ? wall.walledShare : 0;
}

/** Slices with a cavity that lie before the first with enough wall, from the base; undefined where none has. */
function basalSlices(walled: readonly Measured[], apexAt: ApexEnd): ReadonlySet<number> | undefined {
  const fromBase = apexAt === "last slice" ? [...walled.keys()] : [...walled.keys()].reverse();
  const hasWall = (slice: number) => atLeast(walled[slice], LEAST_WALLED);
  const first = fromBase.findIndex(hasWall);
  return first === -1 ? undefined : new Set(fromBase.slice(0, first));
}

function atLeast(share: Measured | undefined, least: number): boolean {
  return share !== undefined && isMeasured(share) && share >= least;
}

function ruled(share: Measured, isBasal: boolean): RuledSlice {
  if (!isMeasured(share)) return { ...noCavity, walledShare: share };
  const percent = `wall around ${(100 * share).toFixed(0)} % of the cavity`;
  const said = isBasal ? judgement(0, `${percent}, less than half`) : judgement(1, percent);
  return { ...said, walledShare: share };
}

function open(share: Measured, reason: string): RuledSlice {
  return { ...(isMeasured(share) ? judgement(1, reason) : noCavity), walledShare: share };
}
