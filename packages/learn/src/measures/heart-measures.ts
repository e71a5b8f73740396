/** What the masks of a short-axis cine at end-diastole and end-systole say of a heart, in a fixed list of numbers. */
import {
  derive,
  type FunctionMeasurements,
  isMeasured,
  type Measured,
  measureFunctionFromPair,
  notMeasurable,
  type SliceChoice,
  sliceExtent,
  wallThickness,
} from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import type { CaseFacts } from "../datasets/data-set.ts";
import type { PhaseLabels } from "../segmentation/label-phases.ts";

export type BodyFacts = Pick<CaseFacts, "heightCm" | "weightKg">;

/** Names as columns of a table have them; the unit is in the name. */
export type HeartMeasures = Readonly<Record<string, Measured>>;

/**
 * Volumes, ejection fractions and mass, per m² of body surface where height and weight are known; mass by volume and left by
 * right volume; thickness of the wall in slices that it surrounds, and how much it thickens.
 *
 * @param slices Which slices count to the volumes; all that are labelled unless told otherwise.
 * Source: the quantities by which ACDC's groups are defined and told apart, Bernard et al. 2018, doi:10.1109/TMI.2018.2837502.
 * @throws {CardiacError} as `measureFunctionFromPair`.
 */
export function heartMeasures(
  { ed, es }: PhaseLabels,
  { heightCm, weightKg }: BodyFacts,
  slices?: SliceChoice,
): HeartMeasures {
  const bodySize = heightCm !== undefined && weightKg !== undefined ? { heightCm, weightKg } : undefined;
  const measured = measureFunctionFromPair(ed, es, { bodySize, slices });
  return { ...functionOf(measured), ...wallOf({ ed, es }) };
}

const NO_BODY = notMeasurable("height or weight is not known");

function functionOf({ leftVentricle: left, rightVentricle: right, indexed }: FunctionMeasurements): HeartMeasures {
  const quotient = (a: Measured, b: Measured) => derive([a, b], (x, y) => x / y);
  return {
    lvEdvMlPerM2: indexed?.leftVentricle.endDiastolicVolumeMlPerM2 ?? NO_BODY,
    lvEsvMlPerM2: indexed?.leftVentricle.endSystolicVolumeMlPerM2 ?? NO_BODY,
    lvEfPercent: left.ejectionFractionPercent,
    lvEdMassGPerM2: indexed?.leftVentricle.endDiastolicMassGPerM2 ?? NO_BODY,
    rvEdvMlPerM2: indexed?.rightVentricle.endDiastolicVolumeMlPerM2 ?? NO_BODY,
    rvEsvMlPerM2: indexed?.rightVentricle.endSystolicVolumeMlPerM2 ?? NO_BODY,
    rvEfPercent: right.ejectionFractionPercent,
    lvEdMassPerEdvGPerMl: quotient(left.endDiastolicMassG, left.endDiastolicVolumeMl),
    lvEdvPerRvEdv: quotient(left.endDiastolicVolumeMl, right.endDiastolicVolumeMl),
  };
}

/** Share of the endocardium that must have wall around it: not the outflow tract, nor what a basal slice cuts open. */
const WALLED = 0.9;

function wallOf({ ed, es }: PhaseLabels): HeartMeasures {
  const [diastolic, systolic] = [wallOfFrame(ed), wallOfFrame(es)];
  return {
    edWallMeanMm: diastolic.meanMm,
    edWallMaximumMm: diastolic.maximumMm,
    edWallDeviationMm: diastolic.deviationMm,
    esWallMeanMm: systolic.meanMm,
    esWallMaximumMm: systolic.maximumMm,
    esWallDeviationMm: systolic.deviationMm,
    wallThickening: derive([systolic.meanMm, diastolic.meanMm], (end, start) => end / start),
  };
}

interface FrameWall {
  /** Mean over slices, largest of any, and deviation of the slices' means. */
  readonly meanMm: Measured;
  readonly maximumMm: Measured;
  readonly deviationMm: Measured;
}

function wallOfFrame(labels: LabelVolume): FrameWall {
  const { voxelsPerSlice } = sliceExtent(labels, "leftVentricleBloodPool", 0);
  const slices = voxelsPerSlice.flatMap((count, sliceIndex) => {
    if (count === 0) return [];
    const { meanMm, maximumMm, walledShare } = wallThickness(labels, { frameIndex: 0, sliceIndex });
    return walledShare >= WALLED && isMeasured(meanMm) && isMeasured(maximumMm) ? [{ meanMm, maximumMm }] : [];
  });
  if (slices.length === 0) {
    const none = notMeasurable("no slice has wall all around the left ventricular cavity");
    return { meanMm: none, maximumMm: none, deviationMm: none };
  }
  const means = slices.map(({ meanMm }) => meanMm);
  const meanMm = means.reduce((sum, mm) => sum + mm, 0) / means.length;
  const variance = means.reduce((sum, mm) => sum + (mm - meanMm) ** 2, 0) / means.length;
  return { meanMm, maximumMm: Math.max(...slices.map((slice) => slice.maximumMm)), deviationMm: Math.sqrt(variance) };
}
