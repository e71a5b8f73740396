/**
 * What is odd about outlines, as numbers, larger the odder: what the judge finds wrong in the pictures, and what is odd about the
 * shapes. Each sees what the other overlooks: a network a border in the wrong place, numbers of shape a hole in the wall.
 */
import { type ShapeCheck, shapeCheckNames, shapeChecks, shapeNumbers } from "@cmrkit/cardiac";
import type { LabelledPhases } from "./heart-box.ts";
import type { JudgedSlice } from "./judge.ts";

interface Judged {
  readonly all: readonly JudgedSlice[];
  /** Without the first and last slice with labels of each phase, and those beyond: where a ventricle ends experts differ. */
  readonly inner: readonly JudgedSlice[];
}

/** Each with what it is, as a reader is told it. */
const judgements = {
  surelyWrongInSlice: {
    title: "the judge is sure that labels of a slice are wrong",
    of: ({ inner }: Judged) => Math.log1p(most(inner, (s) => s.surelyWrongPixels)),
  },
  surelyWrong: {
    title: "the judge is sure that labels are wrong",
    of: ({ all }: Judged) => Math.log1p(sum(all, (s) => s.surelyWrongPixels)),
  },
  wrongShare: {
    title: "the judge doubts the labels as a whole",
    of: ({ all }: Judged) => logShare(sum(all, wrong), all),
  },
  wrongShareInside: {
    title: "the judge doubts the labels between base and apex",
    of: ({ all, inner }: Judged) => logShare(sum(inner, wrong), all),
  },
  wrongInSlice: {
    title: "the judge doubts the labels of a slice",
    of: ({ all, inner }: Judged) => logShare(most(inner, wrong), all),
  },
  wrongAtEnds: {
    title: "the judge doubts where the outlines end at base or apex",
    of: ({ all, inner }: Judged) =>
      logShare(
        most(
          all.filter((slice) => !inner.includes(slice)),
          wrong,
        ),
        all,
      ),
  },
} as const;

type Judgement = keyof typeof judgements;
const judgementNames = Object.keys(judgements) as readonly Judgement[];

export type OutlineNumber = ShapeCheck | Judgement;
export const outlineNumberNames: readonly OutlineNumber[] = [...judgementNames, ...shapeCheckNames];

/** `NaN` or infinite where a structure that a number needs is not there. */
export type OutlineNumbers = Readonly<Record<OutlineNumber, number>>;

export function outlineNumbers(phases: LabelledPhases, slices: readonly JudgedSlice[]): OutlineNumbers {
  const judged: Judged = { all: slices, inner: slices.filter((slice) => isInner(slice, slices)) };
  const found = judgementNames.map((name) => [name, judgements[name].of(judged)] as const);
  return {
    ...(Object.fromEntries(found) as Record<Judgement, number>),
    ...shapeNumbers({ ...phases, picture: phases.volume }),
  };
}

export function outlineNumberTitle(name: OutlineNumber): string {
  return name in judgements ? judgements[name as Judgement].title : shapeChecks[name as ShapeCheck].title;
}

function isInner({ phase, k }: JudgedSlice, slices: readonly JudgedSlice[]): boolean {
  const labelled = slices.filter((slice) => slice.phase === phase && slice.labelledPixels > 0).map((slice) => slice.k);
  return k > Math.min(...labelled) && k < Math.max(...labelled);
}

function wrong({ wrongPixels }: JudgedSlice): number {
  return wrongPixels;
}

/** Below it differences mean nothing. */
const LEAST_SHARE = 1e-4;

function logShare(pixels: number, slices: readonly JudgedSlice[]): number {
  const labelled = sum(slices, ({ labelledPixels }) => labelledPixels);
  return Math.log(pixels / Math.max(1, labelled) + LEAST_SHARE) - Math.log(LEAST_SHARE);
}

function sum(slices: readonly JudgedSlice[], value: (slice: JudgedSlice) => number): number {
  return slices.reduce((total, slice) => total + value(slice), 0);
}

function most(slices: readonly JudgedSlice[], value: (slice: JudgedSlice) => number): number {
  return Math.max(0, ...slices.map(value));
}
