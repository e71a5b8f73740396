/** One long-axis view: its phases, the outlines of ventricle and atrium, and how the ventricle shortens. */
import {
  atrialAreaMm2,
  atriumOutline,
  cavityAreaMm2,
  derive,
  endocardialLengthMm,
  isMeasured,
  LEFT_ATRIUM,
  LEFT_VENTRICLE,
  type LongAxisFunction,
  type LongAxisLandmarks,
  type LongAxisOutline,
  type LongAxisPoints,
  longAxisFunction,
  longAxisLabels,
  longAxisPoints,
  type Measured,
  type NamedLabels,
  type NotMeasurable,
  notMeasurable,
  planeSize,
  tapseMm,
  ventricleOutline,
} from "@cmrkit/cardiac";
import { type LabelVolume, labelFrameOf, spacingMm, type Vector3, type Volume } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { type LabelFacts, type LabelSource, labelFacts } from "../input/label-source.ts";
import type { PlaneInput } from "../input/plane-input.ts";
import type { InputFacts } from "../input/study-input.ts";
import type { LongAxisView, MarkedPhases } from "./landmarks-file.ts";

export interface ViewToMeasure {
  /** Frames of one plane; the left ventricular cavity at least. */
  readonly named?: NamedLabels | undefined;
  readonly labelSource?: LabelSource | undefined;
  /** On the grid of the labels, for the report. */
  readonly image?: Volume | undefined;
  /** What is known of the image's files. */
  readonly imageInput?: Pick<PlaneInput, "facts" | "warnings"> | undefined;
  /** Landmarks that go before those found on labels. */
  readonly marked?: MarkedPhases | undefined;
  /** Frames from 0, where the caller knows them; else those of largest and smallest cavity. */
  readonly phases?: { readonly endDiastoleIndex: number; readonly endSystoleIndex: number } | undefined;
}

/** Of one chamber at two moments. */
export interface ChamberPhases {
  readonly largest: LongAxisOutline;
  readonly smallest: LongAxisOutline;
}

export interface MeasuredView {
  /** Of the image, where it was given. */
  readonly input?: InputFacts;
  readonly labels?: LabelFacts;
  readonly endDiastoleIndex: Measured;
  readonly endSystoleIndex: Measured;
  readonly landmarksBy: "marked by a reader" | LongAxisPoints["annulusBy"] | "none";
  /** Which border of the apex lengths to the annulus begin at; strain compares the same at both phases. */
  readonly apexBy: "as marked" | "epicardial" | "endocardial" | "none";
  /** At end-diastole and end-systole. */
  readonly leftVentricle: ChamberPhases;
  readonly isAtriumLabelled: boolean;
  /** At its largest and smallest, in frames of its own. */
  readonly leftAtrium: ChamberPhases;
  /** From landmarks; lateral and septal are measured where the sides are known. */
  readonly landmarks: LongAxisFunction;
  /** (L_ES − L_ED) / L_ED of the endocardium from one end of the annulus over the apex to the other. */
  readonly endocardialStrainPercent: Measured;
  readonly tapseMm: Measured;
}

/** What pictures are drawn from; undefined where a view has landmarks alone. */
export interface DrawnView {
  readonly labels: LabelVolume;
  readonly image: Volume | undefined;
  readonly phases: readonly { readonly title: string; readonly frameIndex: number; readonly points: Points }[];
}

type Points = LongAxisPoints | NotMeasurable;

/** Own rule: pixels of another shape are not square enough for rules of geometry in pixels. */
const LARGEST_SPACING_RATIO = 1.05;

/**
 * @throws {StudyError} `input` for labels of several slices, pixels that are not square, frames that are not there, or a view
 *   without labels and landmarks. @throws {CardiacError} `unknown-label`; `argument` when a coordinate is not finite.
 */
export function measureView(
  view: LongAxisView,
  given: ViewToMeasure,
): { readonly measured: MeasuredView; readonly drawn: DrawnView | undefined } {
  const { named, marked } = given;
  if (named === undefined) {
    if (marked === undefined) throw new StudyError("input", `${view} has neither labels nor landmarks`);
    return { measured: fromMarkedAlone(view, marked), drawn: undefined };
  }
  const labels = longAxisLabels(named);
  requirePlane(labels, view);
  const cavity = areasOf(labels, LEFT_VENTRICLE, cavityAreaMm2);
  const ed = given.phases?.endDiastoleIndex ?? largestOf(cavity);
  const es = given.phases?.endSystoleIndex ?? smallestOf(cavity);
  requireFrames(labels, [ed, es].filter(isMeasured), view);
  const points = new Map<Measured, Points>([ed, es].map((frame) => [frame, pointsAt(labels, frame)]));
  const outlineAt = (frame: Measured) =>
    outlineOf(frame, points.get(frame)!, (index, found) => ventricleOutline(labels, index, found));
  const measured: MeasuredView = {
    ...(given.imageInput && { input: given.imageInput.facts }),
    labels: labelFacts(named, given.labelSource),
    endDiastoleIndex: ed,
    endSystoleIndex: es,
    ...landmarkMeasures(view, labels, [points.get(ed)!, points.get(es)!], marked),
    leftVentricle: { largest: outlineAt(ed), smallest: outlineAt(es) },
    isAtriumLabelled: labels.labels.includes(LEFT_ATRIUM),
    leftAtrium: atriumPhases(labels),
    endocardialStrainPercent: strainPercent(
      lengthAt(labels, ed, points.get(ed)!),
      lengthAt(labels, es, points.get(es)!),
    ),
  };
  const phases = [
    { title: "end-diastole", frameIndex: ed },
    { title: "end-systole", frameIndex: es },
  ].flatMap(({ title, frameIndex }) =>
    isMeasured(frameIndex) ? [{ title, frameIndex, points: points.get(frameIndex)! }] : [],
  );
  return { measured, drawn: { labels, image: given.image, phases } };
}

function fromMarkedAlone(view: LongAxisView, marked: MarkedPhases): MeasuredView {
  const none = notMeasurable("no labels of the view are given");
  const outline = { areaMm2: none, lengthMm: none };
  return {
    endDiastoleIndex: none,
    endSystoleIndex: none,
    landmarksBy: "marked by a reader",
    apexBy: "as marked",
    leftVentricle: { largest: outline, smallest: outline },
    isAtriumLabelled: false,
    leftAtrium: { largest: outline, smallest: outline },
    landmarks: longAxisFunction(marked),
    endocardialStrainPercent: none,
    tapseMm: tapseOf(view, marked),
  };
}

function requirePlane({ grid }: LabelVolume, view: LongAxisView): void {
  if (grid.size[2] !== 1)
    throw new StudyError("input", `the labels of ${view} have ${grid.size[2]} slices, where a long-axis view has one`);
  const [sizeI, sizeJ] = spacingMm(grid.ijkToLps);
  if (Math.max(sizeI / sizeJ, sizeJ / sizeI) > LARGEST_SPACING_RATIO) {
    const message = `the pixels of ${view} are ${sizeI.toFixed(2)} × ${sizeJ.toFixed(2)} mm, not square`;
    throw new StudyError("input", `${message}; resample picture and labels to square pixels`);
  }
}

function requireFrames({ frameCount }: LabelVolume, frames: readonly number[], view: LongAxisView): void {
  const beyond = frames.find((frame) => !Number.isInteger(frame) || frame < 0 || frame >= frameCount);
  if (beyond !== undefined)
    throw new StudyError("input", `${view} has no frame ${beyond}: its frames run from 0 to ${frameCount - 1}`);
}

/** Of the frames in which the structure is drawn at all: often only some are. */
function areasOf(
  labels: LabelVolume,
  label: number,
  areaMm2: (labels: LabelVolume, frame: number) => Measured,
): ReadonlyMap<number, Measured> {
  const frames = Array.from({ length: labels.frameCount }, (_, frame) => frame);
  return new Map(
    frames
      .filter((frame) => labelFrameOf(labels, frame).labels.includes(label))
      .map((frame) => [frame, areaMm2(labels, frame)]),
  );
}

function largestOf(areas: ReadonlyMap<number, Measured>): Measured {
  return extremeOf(areas, (a, b) => a > b);
}

function smallestOf(areas: ReadonlyMap<number, Measured>): Measured {
  return areas.size < 2 ? notMeasurable("only one frame is labelled") : extremeOf(areas, (a, b) => a < b);
}

/** The first frame whose area is more extreme than all others; a frame that cannot be measured is not passed over. */
function extremeOf(areas: ReadonlyMap<number, Measured>, isMore: (a: number, b: number) => boolean): Measured {
  const [first, ...others] = [...areas];
  if (first === undefined) return notMeasurable("no frame is labelled");
  const unmeasured = [...areas.values()].find((area) => !isMeasured(area));
  if (unmeasured !== undefined) return unmeasured;
  return others.reduce((best, each) => (isMore(each[1] as number, best[1] as number) ? each : best), first)[0];
}

function pointsAt(labels: LabelVolume, frame: Measured): Points {
  return isMeasured(frame) ? longAxisPoints(labelFrameOf(labels, frame).labels, planeSize(labels)) : frame;
}

function outlineOf(
  frame: Measured,
  points: Points,
  of: (frameIndex: number, points: LongAxisPoints) => LongAxisOutline,
): LongAxisOutline {
  if (!isMeasured(frame)) return { areaMm2: frame, lengthMm: frame };
  return "kind" in points ? of(frame, points) : { areaMm2: points, lengthMm: points };
}

function atriumPhases(labels: LabelVolume): ChamberPhases {
  const areas = areasOf(labels, LEFT_ATRIUM, atrialAreaMm2);
  const at = (frame: Measured) =>
    outlineOf(frame, pointsAt(labels, frame), (index, points) => atriumOutline(labels, index, points));
  if (areas.size === 0) {
    const none = notMeasurable("no left atrium is labelled");
    return { largest: { areaMm2: none, lengthMm: none }, smallest: { areaMm2: none, lengthMm: none } };
  }
  return { largest: at(largestOf(areas)), smallest: at(smallestOf(areas)) };
}

function lengthAt(labels: LabelVolume, frame: Measured, points: Points): Measured {
  if (!isMeasured(frame)) return frame;
  return "kind" in points ? endocardialLengthMm(labels, frame, points) : points;
}

function strainPercent(ed: Measured, es: Measured): Measured {
  return derive([ed, es], (from, to) => (100 * (to - from)) / from);
}

function tapseOf(view: LongAxisView, { endDiastole, endSystole }: MarkedPhases): Measured {
  return view === "lax4ch" ? tapseMm(endDiastole, endSystole) : notMeasurable("it is measured in four chambers");
}

type LandmarkMeasures = Pick<MeasuredView, "landmarksBy" | "apexBy" | "landmarks" | "tapseMm">;

function landmarkMeasures(
  view: LongAxisView,
  labels: LabelVolume,
  [ed, es]: readonly [Points, Points],
  marked: MarkedPhases | undefined,
): LandmarkMeasures {
  const noTricuspid = notMeasurable("the lateral end of the tricuspid annulus is not marked");
  if (marked !== undefined) {
    const landmarks = longAxisFunction(marked);
    return { landmarksBy: "marked by a reader", apexBy: "as marked", landmarks, tapseMm: tapseOf(view, marked) };
  }
  if (!("kind" in ed) || !("kind" in es)) {
    const why = "kind" in ed ? es : ed;
    return {
      landmarksBy: "none",
      apexBy: "none",
      landmarks: withoutLandmarks(why as NotMeasurable),
      tapseMm: noTricuspid,
    };
  }
  const isEpicardial = ed.epicardialApex !== undefined && es.epicardialApex !== undefined;
  const landmarks = longAxisFunction({
    endDiastole: placed(labels, ed, isEpicardial),
    endSystole: placed(labels, es, isEpicardial),
  });
  const tellsSides = view === "lax4ch" && ed.tellsSeptum && es.tellsSeptum;
  return {
    landmarksBy: ed.annulusBy,
    apexBy: isEpicardial ? "epicardial" : "endocardial",
    landmarks: tellsSides ? landmarks : { ...landmarks, lateralMapseMm: unknownSides, septalMapseMm: unknownSides },
    tapseMm: noTricuspid,
  };
}

const unknownSides = notMeasurable(
  "which end of the annulus is the septal one is told by the right ventricle in four chambers alone",
);

function withoutLandmarks(why: NotMeasurable): LongAxisFunction {
  return {
    endDiastolicLengthMm: why,
    endSystolicLengthMm: why,
    globalLongitudinalStrainPercent: why,
    lateralMapseMm: why,
    septalMapseMm: why,
    meanMapseMm: why,
  };
}

function placed(labels: LabelVolume, points: LongAxisPoints, isEpicardial: boolean): LongAxisLandmarks {
  const [sizeI, sizeJ] = spacingMm(labels.grid.ijkToLps);
  const inMm = ([x, y]: readonly [number, number]): Vector3 => [x * sizeI, y * sizeJ, 0];
  const apex = isEpicardial ? points.epicardialApex! : points.endocardialApex;
  return { apex: inMm(apex), septalAnnulus: inMm(points.annulus[0]), lateralAnnulus: inMm(points.annulus[1]) };
}
