/** Labels of a beating heart → the measures that `measurements.json` holds. */
import type { LabelVolume } from "@cmrkit/imaging";
import { type BodySize, type BodySurfaceAreaFormula, bodySurfaceAreaM2 } from "./body-size.ts";
import { type Conventions, conventionsOf, type PapillaryConvention, type PhaseSource } from "./conventions.ts";
import { CardiacError } from "./errors.ts";
import { assertHeartRate } from "./heart-rate.ts";
import { joinFrames } from "./label-frames.ts";
import { assertLabelOrder } from "./label-order.ts";
import { derive, type Measured, type NotMeasurable } from "./measured.ts";
import { extremeFrames, measurablePhases, type Phases, volumeCurve } from "./phases.ts";
import { qualityWarnings, type Warning } from "./quality.ts";
import { type CountedCurves, countedCurves } from "./slices/counted-curves.ts";
import type { SliceChoice } from "./slices/slice-choice.ts";
import {
  type CountingOptions,
  countSlices,
  type SliceCounting,
  type VentriclePhases,
} from "./slices/slice-counting.ts";
import { sliceWarnings } from "./slices/slice-warnings.ts";
import type { StructureName } from "./structures.ts";
import {
  cardiacOutputLPerMin,
  endDiastolicMassG,
  type IndexedLeftVentricularFunction,
  type IndexedVolumes,
  indexLeftVentricle,
  indexVolumes,
  type LeftVentricularFunction,
  type VentricularVolumes,
  ventricularVolumes,
} from "./ventricular-function.ts";
import { RATE_SMOOTHING, type VolumeRates, volumeRates } from "./volume-rates.ts";
import { extentsOverTime } from "./volumes.ts";

export interface FunctionOptions extends Pick<CountingOptions, "landmarks"> {
  /** What the labels mean: papillary muscles in the cavity (default), or labelled as myocardium (`papillaryByThreshold`). */
  readonly papillaryMuscles?: PapillaryConvention | undefined;
  readonly heartRatePerMin?: number | undefined;
  /** Trigger time of each frame, or why they are not known; without them there are no rates. */
  readonly frameTimesMs?: readonly number[] | NotMeasurable | undefined;
  /** Gives body surface area and indexed values. */
  readonly bodySize?: BodySize | undefined;
  readonly bodySurfaceAreaFormula?: BodySurfaceAreaFormula | undefined;
  /** Which slices count; landmarks decide unless told otherwise where there are any, else all that is labelled counts. */
  readonly slices?: SliceChoice | undefined;
  /** With papillary muscles in the cavity, where `labels` have them in the wall: by them the wall around it is judged. */
  readonly wallLabels?: LabelVolume | undefined;
}

/** Names the form of the measures; its number rises when the meaning of a field changes. */
export const measurementsSchema = "cmrkit.measurements/2";

/** `measurements.json` less `input` and `model`, which only the caller knows. Frames count from 0. */
export interface FunctionMeasurements {
  readonly schema: typeof measurementsSchema;
  readonly researchUseOnly: true;
  readonly conventions: Conventions;
  /** Which slices counted at each phase, and why. */
  readonly slices: SliceCounting;
  readonly leftVentricle: LeftVentricularFunction;
  readonly rightVentricle: VentricularVolumes;
  /** Equal without shunt or regurgitation, and where both are measured well. */
  readonly strokeVolumes: {
    /** Left less right. */
    readonly differenceMl: Measured;
    /** Left by right. */
    readonly ratio: Measured;
  };
  readonly rates: {
    readonly smoothing: string;
    readonly leftVentricle: VolumeRates;
    readonly rightVentricle: VolumeRates;
  };
  /** This and the next are present when height and weight were given. */
  readonly bodySurfaceAreaM2?: number;
  readonly indexed?: {
    readonly leftVentricle: IndexedLeftVentricularFunction;
    readonly rightVentricle: IndexedVolumes;
  };
  readonly phases: {
    /** Of the left ventricle; mass is measured at its end-diastole. */
    readonly endDiastoleIndex: Measured;
    readonly endSystoleIndex: Measured;
    readonly rightVentricleEndDiastoleIndex: Measured;
    readonly rightVentricleEndSystoleIndex: Measured;
    readonly leftVentricleVolumeMl: readonly Measured[];
    readonly rightVentricleVolumeMl: readonly Measured[];
  };
  readonly warnings: readonly Warning[];
}

/**
 * Measures a whole cine, labels in cmrkit's numbers. Each ventricle's end-diastole and end-systole are the frames of
 * its own largest and smallest volume.
 * @throws {CardiacError} `label-order` when the labels are numbered by another convention, `unknown-label`;
 *   `argument` for a body size or heart rate that is no person's, another number of frame times than frames, slices that
 *   the stack does not have, or landmarks that fix no plane.
 * @throws {GridError} `data-size`.
 */
export function measureFunction(labels: LabelVolume, options: FunctionOptions = {}): FunctionMeasurements {
  const curves = curvesOf(labels);
  const frames = { left: extremeFrames(curves.left), right: extremeFrames(curves.right) };
  const counting = countingOf(labels, frames, options);
  const counted = countedCurves(labels, curves, counting);
  const phases = {
    left: measurablePhases(counted.left, frames.left),
    right: measurablePhases(counted.right, frames.right),
  };
  return measure({ labels, curves: counted, phases, counting, phaseSource: "volume-curve" }, options);
}

/**
 * Measures from an end-diastolic and an end-systolic label volume on one grid; frame 0 is then the former, frame 1
 * the latter, for both ventricles.
 * @throws {CardiacError} as `measureFunction`; `frame` when either has several frames.
 * @throws {GridError} `grids-differ`, `data-size`.
 */
export function measureFunctionFromPair(
  endDiastole: LabelVolume,
  endSystole: LabelVolume,
  options: FunctionOptions = {},
): FunctionMeasurements {
  for (const { frameCount } of [endDiastole, endSystole]) {
    if (frameCount !== 1) throw new CardiacError("frame", `each volume of a pair has one frame, got ${frameCount}`);
  }
  const labels = joinFrames([endDiastole, endSystole]);
  const given: Phases = { endDiastoleIndex: 0, endSystoleIndex: 1 };
  const phases = { left: given, right: given };
  const counting = countingOf(labels, phases, options);
  const curves = countedCurves(labels, curvesOf(labels), counting);
  return measure({ labels, curves, phases, counting, phaseSource: "given" }, options);
}

function countingOf(labels: LabelVolume, phases: VentriclePhases, options: FunctionOptions): SliceCounting {
  const { slices: choice, landmarks, wallLabels } = options;
  return countSlices(wallLabels ?? labels, phases, { choice, landmarks });
}

function curvesOf(labels: LabelVolume): CountedCurves {
  const curve = (structure: StructureName) => volumeCurve(structure, extentsOverTime(labels, structure));
  return {
    left: curve("leftVentricleBloodPool"),
    right: curve("rightVentricleBloodPool"),
    myocardium: curve("leftVentricularMyocardium"),
  };
}

interface Counted {
  readonly labels: LabelVolume;
  readonly curves: CountedCurves;
  readonly phases: VentriclePhases;
  readonly counting: SliceCounting;
  readonly phaseSource: PhaseSource;
}

function measure(
  { labels, curves, phases, counting, phaseSource }: Counted,
  options: FunctionOptions,
): FunctionMeasurements {
  const labelOrder = assertLabelOrder(labels);
  const leftVentricle = leftVentricularFunction(curves, phases.left, options.heartRatePerMin);
  const rightVentricle = ventricularVolumes(curves.right, phases.right);
  return {
    schema: measurementsSchema,
    researchUseOnly: true,
    conventions: conventionsOf(options.papillaryMuscles ?? "cavity", phaseSource, formulaOf(options)),
    slices: counting,
    leftVentricle,
    rightVentricle,
    strokeVolumes: comparison(leftVentricle.strokeVolumeMl, rightVentricle.strokeVolumeMl),
    rates: {
      smoothing: RATE_SMOOTHING,
      leftVentricle: volumeRates(curves.left.volumesMl, options.frameTimesMs, leftVentricle.endDiastolicVolumeMl),
      rightVentricle: volumeRates(curves.right.volumesMl, options.frameTimesMs, rightVentricle.endDiastolicVolumeMl),
    },
    ...indexedValues(leftVentricle, rightVentricle, options),
    phases: {
      ...phases.left,
      rightVentricleEndDiastoleIndex: phases.right.endDiastoleIndex,
      rightVentricleEndSystoleIndex: phases.right.endSystoleIndex,
      leftVentricleVolumeMl: curves.left.volumesMl,
      rightVentricleVolumeMl: curves.right.volumesMl,
    },
    warnings: [
      ...qualityWarnings({ labels, labelOrder, curves, phases, leftVentricle, rightVentricle }),
      ...sliceWarnings(counting),
    ],
  };
}

function leftVentricularFunction(
  curves: CountedCurves,
  phases: Phases,
  heartRatePerMin: number | undefined,
): LeftVentricularFunction {
  const volumes = ventricularVolumes(curves.left, phases);
  const withMass = { ...volumes, endDiastolicMassG: endDiastolicMassG(curves.myocardium, phases) };
  if (heartRatePerMin === undefined) return withMass;
  assertHeartRate(heartRatePerMin);
  return { ...withMass, cardiacOutputLPerMin: cardiacOutputLPerMin(volumes, heartRatePerMin) };
}

function comparison(left: Measured, right: Measured): FunctionMeasurements["strokeVolumes"] {
  return {
    differenceMl: derive([left, right], (leftMl, rightMl) => leftMl - rightMl),
    ratio: derive([left, right], (leftMl, rightMl) => leftMl / rightMl),
  };
}

function indexedValues(
  left: LeftVentricularFunction,
  right: VentricularVolumes,
  options: FunctionOptions,
): Pick<FunctionMeasurements, "bodySurfaceAreaM2" | "indexed"> {
  if (options.bodySize === undefined) return {};
  const area = bodySurfaceAreaM2(options.bodySize, options.bodySurfaceAreaFormula);
  const indexed = { leftVentricle: indexLeftVentricle(left, area), rightVentricle: indexVolumes(right, area) };
  return { bodySurfaceAreaM2: area, indexed };
}

function formulaOf({ bodySize, bodySurfaceAreaFormula }: FunctionOptions): BodySurfaceAreaFormula | null {
  return bodySize === undefined ? null : (bodySurfaceAreaFormula ?? "mosteller");
}
