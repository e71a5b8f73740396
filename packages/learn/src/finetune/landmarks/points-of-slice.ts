/** The landmarks of one slice, as marked by somebody or derived from its mask, or why there are none. */
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "@cmrkit/cardiac";
import {
  fourChamberLandmarks,
  isWithin,
  notDerivable,
  type PlanePoint,
  type PlaneSize,
  rvInsertionPoints,
  type SeenFrom,
  type SeptumSide,
  type WeakLandmarks,
} from "@cmrkit/cardiac/landmarks";
import type { CaseImage, LabelName } from "../../datasets/data-set.ts";
import { type LandmarkSource, landmarkNames } from "./config.ts";
import type { LabelSlice } from "./slices.ts";

/** A point for every name, in their order, or the reason why the slice cannot be learnt from or measured. */
export type SlicePoints =
  | { readonly kind: "known"; readonly points: readonly PlanePoint[] }
  | { readonly kind: "not measurable"; readonly because: string };

/**
 * @param marked What the data set says of the image that the slice is of.
 * @param slice As `labelSlices` gives it. @param sliceCount Of its image.
 */
export function pointsOfSlice(
  source: LandmarkSource,
  marked: CaseImage["landmarks"],
  slice: LabelSlice,
  sliceCount: number,
): SlicePoints {
  const [, , Y, X] = slice.size;
  const size = { X, Y };
  switch (source.from) {
    case "points":
      return sliceCount === 1
        ? markedPoints(source.names, marked, size)
        : notMeasurable("points are marked in a plane, and the image is a stack");
    case "four-chamber mask":
      return inOrder(source, fourChamber(slice, size, source.septum));
    case "short-axis mask":
      return inOrder(source, insertion(slice, size, source.seenFrom));
  }
}

function markedPoints(names: readonly string[], marked: CaseImage["landmarks"], size: PlaneSize): SlicePoints {
  const points: PlanePoint[] = [];
  for (const name of names) {
    const point = marked?.[name];
    if (!point) return notMeasurable(`nobody marked ${name}`);
    if (!isWithin(point, size)) return notMeasurable(`${name} is marked outside of the image`);
    points.push(point);
  }
  return { kind: "known", points };
}

function fourChamber({ labels, labelNames }: LabelSlice, size: PlaneSize, septum: SeptumSide): WeakLandmarks<string> {
  if (!labels) return notDerivable("there is no mask");
  const cavity = labelNames.indexOf("leftVentricleBloodPool") + 1;
  const mask = labels.map((label) => Number(cavity > 0 && label === cavity));
  return fourChamberLandmarks(mask, size, septum);
}

/** Infarct and what belongs to it are muscle. */
const cmrkitNumbers: Readonly<Partial<Record<LabelName, number>>> = {
  rightVentricleBloodPool: RIGHT_VENTRICLE,
  leftVentricularMyocardium: MYOCARDIUM,
  leftVentricleBloodPool: LEFT_VENTRICLE,
  infarct: MYOCARDIUM,
  noReflow: MYOCARDIUM,
  oedema: MYOCARDIUM,
};

function insertion({ labels, labelNames }: LabelSlice, size: PlaneSize, seenFrom: SeenFrom): WeakLandmarks<string> {
  if (!labels) return notDerivable("there is no mask");
  const numbers = [0, ...labelNames.map((name) => cmrkitNumbers[name] ?? 0)];
  const numbered = labels.map((label) => numbers[label]!);
  return rvInsertionPoints(numbered, size, seenFrom);
}

function inOrder(source: LandmarkSource, weak: WeakLandmarks<string>): SlicePoints {
  if (weak.kind === "not derivable") return notMeasurable(weak.because);
  return { kind: "known", points: landmarkNames(source).map((name) => weak.points[name]!) };
}

function notMeasurable(because: string): SlicePoints {
  return { kind: "not measurable", because };
}
