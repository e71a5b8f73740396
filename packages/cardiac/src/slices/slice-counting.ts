/**
 * Which slices of a stack count to which ventricle at end-diastole and end-systole, and why; and how that carries over to the frames between.
 *
 * The base moves through the slices, by about one of them over a beat, so each phase has slices of its own. A frame between takes the
 * shares of both phases, weighted by how far the ventricle has emptied in the slices that count in both: the base follows the
 * emptying, and a slice that it leaves fades out of the curve instead of dropping from it.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { CardiacError } from "../errors.ts";
import { isMeasured, type Measured } from "../measured.ts";
import type { Phases } from "../phases.ts";
import type { StructureName } from "../structures.ts";
import { type SliceExtent, sliceExtent } from "../volumes.ts";
import { annulusPlane, slicesByAnnulus, type VentricleLandmarks } from "./annulus-plane.ts";
import type { ChosenSlices, SliceChoice, SliceRange } from "./slice-choice.ts";
import { judgement, noCavity, type SliceJudgement } from "./slice-verdict.ts";
import { type RuledSlice, slicesByWall } from "./wall-rule.ts";

/** What decided whether a slice counts. */
export type DecidedBy = "labels" | "wall rule" | "landmarks" | "choice";

export interface CountedSlice extends SliceJudgement {
  /** From 0 in the order of the stack. */
  readonly sliceIndex: number;
  readonly by: DecidedBy;
  /** Part of the slice's labelled muscle that counts to the mass, 0 … 1; of the left ventricle, where landmarks see muscle or none are given. */
  readonly muscleShare?: number;
  /** What the wall rule says of the slice, whoever decided; of the left ventricle. */
  readonly wallRule?: RuledSlice;
  /** What landmarks say of the slice, where there are any; of the left ventricle. */
  readonly landmarks?: SliceJudgement;
}

/** All slices of the stack at one phase of one ventricle. */
export interface PhaseSlices {
  readonly frameIndex: number;
  readonly slices: readonly CountedSlice[];
}

export interface VentricleSlices {
  /** Or why the phase has no frame. */
  readonly endDiastole: PhaseSlices | Exclude<Measured, number>;
  readonly endSystole: PhaseSlices | Exclude<Measured, number>;
}

export interface SliceCounting {
  readonly choice: SliceChoice["kind"];
  /** How it was decided, and what frames between the phases take. */
  readonly convention: string;
  readonly leftVentricle: VentricleSlices;
  readonly rightVentricle: VentricleSlices;
}

/** Of the left ventricle; a phase may have none. */
export interface PhaseLandmarks {
  readonly endDiastole?: VentricleLandmarks;
  readonly endSystole?: VentricleLandmarks;
}

export interface CountingOptions {
  /** Landmarks unless told otherwise where there are any, else as labelled. */
  readonly choice?: SliceChoice | undefined;
  readonly landmarks?: PhaseLandmarks | undefined;
}

/** Frames in which each ventricle is fullest and emptiest. */
export interface VentriclePhases {
  readonly left: Phases;
  readonly right: Phases;
}

/**
 * Judges every slice of each ventricle at its two phases.
 * @param labels With papillary muscles in the cavity: it is its wall that the rule looks at.
 * @throws {CardiacError} `argument` for a range that the stack does not have, or landmarks that fix no plane.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function countSlices(
  labels: LabelVolume,
  phases: VentriclePhases,
  options: CountingOptions = {},
): SliceCounting {
  assertCountable(labels.grid.size[2], options);
  const { choice: asked, landmarks = {} } = options;
  const hasLandmarks = landmarks.endDiastole !== undefined || landmarks.endSystole !== undefined;
  const choice = asked ?? { kind: hasLandmarks ? ("rule" as const) : ("labelled" as const) };
  const ofVentricle = (
    { endDiastoleIndex, endSystoleIndex }: Phases,
    judge: (frame: number, phase: keyof ChosenSlices) => readonly CountedSlice[],
  ): VentricleSlices => {
    const at = (frame: Measured, phase: keyof ChosenSlices) =>
      isMeasured(frame) ? { frameIndex: frame, slices: judge(frame, phase) } : frame;
    return { endDiastole: at(endDiastoleIndex, "endDiastole"), endSystole: at(endSystoleIndex, "endSystole") };
  };
  return {
    choice: choice.kind,
    convention: conventions[choice.kind],
    leftVentricle: ofVentricle(phases.left, (frame, phase) => {
      const oriented = isMeasured(phases.left.endDiastoleIndex) ? phases.left.endDiastoleIndex : frame;
      return leftSlices(labels, { frame, oriented }, choice, landmarks[phase], phase);
    }),
    rightVentricle: ofVentricle(phases.right, (frame, phase) => {
      const range = choice.kind === "chosen" ? choice.rightVentricle[phase] : undefined;
      return labelledOrChosen(labels, "rightVentricleBloodPool", frame, range);
    }),
  };
}

/**
 * Whether slices can be counted so at all, which is known before anything is labelled.
 * @throws {CardiacError} `argument` for a range that a stack of so many slices does not have, or landmarks that fix no plane.
 */
export function assertCountable(sliceCount: number, { choice, landmarks = {} }: CountingOptions): void {
  const chosen = choice?.kind === "chosen" ? [choice.leftVentricle, choice.rightVentricle] : [];
  for (const { endDiastole, endSystole } of chosen) {
    if (endDiastole !== undefined) assertRange(endDiastole, sliceCount);
    if (endSystole !== undefined) assertRange(endSystole, sliceCount);
  }
  for (const marked of [landmarks.endDiastole, landmarks.endSystole]) if (marked !== undefined) annulusPlane(marked);
}

const BETWEEN = "frames between take the shares of both phases by how far the ventricle has emptied";

const conventions: Readonly<Record<SliceChoice["kind"], string>> = Object.freeze({
  labelled: "every slice counts in which the structure is labelled",
  rule: `left ventricle: what lies below the mitral annulus where landmarks are given, else slices from the base on whose cavity has wall around at least half of it (SCMR 2020), visible muscle counting to the mass; right ventricle: as labelled; ${BETWEEN}`,
  chosen: `slices chosen by the user for each phase, the left ventricle with its wall; a phase without a choice as labelled; ${BETWEEN}`,
});

function leftSlices(
  labels: LabelVolume,
  { frame, oriented }: { readonly frame: number; readonly oriented: number },
  choice: SliceChoice,
  landmarks: VentricleLandmarks | undefined,
  phase: keyof ChosenSlices,
): readonly CountedSlice[] {
  const byWall = slicesByWall(labels, frame, oriented);
  const plane = landmarks && annulusPlane(landmarks);
  const byPlane = (of: StructureName) => plane && slicesByAnnulus(labels, of, frame, plane);
  const [cavity, muscle] = [byPlane("leftVentricleBloodPool"), byPlane("leftVentricularMyocardium")];
  const range = choice.kind === "chosen" ? choice.leftVentricle[phase] : undefined;
  return labelledOrChosen(labels, "leftVentricleBloodPool", frame, range).map((plain, k): CountedSlice => {
    const [wallRule, annulus] = [byWall[k]!, cavity?.[k]];
    const evidence = { wallRule, ...(annulus && { landmarks: annulus }) };
    if (choice.kind !== "rule") return { ...plain, muscleShare: plain.share, ...evidence };
    const { verdict, share, reason } = annulus ?? wallRule;
    const by = annulus ? "landmarks" : "wall rule";
    const muscleShare = muscle ? saidOf(muscle[k]!) : 1;
    return { ...plain, verdict, share, reason, by, ...(muscleShare !== undefined && { muscleShare }), ...evidence };
  });
}

function saidOf({ verdict, share }: SliceJudgement): number | undefined {
  return verdict === "no cavity" ? undefined : share;
}

function labelledOrChosen(
  labels: LabelVolume,
  structure: StructureName,
  frame: number,
  range: SliceRange | undefined,
): readonly CountedSlice[] {
  const { voxelsPerSlice } = sliceExtent(labels, structure, frame);
  const by = range === undefined ? "labels" : "choice";
  return voxelsPerSlice.map((voxels, sliceIndex) => {
    const said = chosen(sliceIndex, range);
    return { sliceIndex, by, ...(voxels === 0 ? { ...noCavity, share: said.share } : said) };
  });
}

function chosen(slice: number, range: SliceRange | undefined): SliceJudgement {
  if (range === undefined) return judgement(1, "every labelled slice counts");
  const [first, last] = range;
  const isWithin = slice >= first && slice <= last;
  return judgement(Number(isWithin), `${isWithin ? "among" : "not among"} the chosen slices ${first}–${last}`);
}

function assertRange([first, last]: SliceRange, sliceCount: number): void {
  const isWhole = Number.isInteger(first) && Number.isInteger(last);
  if (isWhole && first >= 0 && first <= last && last < sliceCount) return;
  throw new CardiacError(
    "argument",
    `slices ${first}–${last} were chosen; expected first and last of a stack that has 0–${sliceCount - 1}`,
    { first, last, sliceCount },
  );
}

/**
 * The share of each slice that counts, frame by frame: (T, Z).
 * @param extents Of the structure in every frame. @param shares Of the structure's slices at the two phases.
 */
export function sharesOverTime(
  extents: readonly SliceExtent[],
  [endDiastole, endSystole]: readonly [PhaseShares, PhaseShares],
): readonly (readonly number[])[] {
  const both = endDiastole.shares.map((share, k) => Math.min(share, endSystole.shares[k]!));
  const areas = extents.map(({ voxelsPerSlice }) =>
    voxelsPerSlice.reduce((sum, voxels, k) => sum + voxels * both[k]!, 0),
  );
  const [full, empty] = [areas[endDiastole.frameIndex]!, areas[endSystole.frameIndex]!];
  return extents.map((_, frame) => {
    if (frame === endDiastole.frameIndex) return endDiastole.shares;
    if (frame === endSystole.frameIndex) return endSystole.shares;
    const emptied = full > empty ? Math.min(1, Math.max(0, (full - areas[frame]!) / (full - empty))) : 0;
    return endDiastole.shares.map((share, k) => (1 - emptied) * share + emptied * endSystole.shares[k]!);
  });
}

export interface PhaseShares {
  readonly frameIndex: number;
  readonly shares: readonly number[];
}
