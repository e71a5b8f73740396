/**
 * Volumes of whole short-axis cines that nobody outlined, beside those that their owners state: of the Data Science Bowl, and
 * of Rescan's people who were scanned twice. The model outlines every frame; end-diastole and end-systole are those of its
 * own largest and smallest volume, as in the analysis of a study.
 */
import { CardiacError, type FunctionMeasurements, measureFunction, notMeasurable } from "@cmrkit/cardiac";
import type { CaseFacts, CaseImage, DataCase } from "../../datasets/data-set.ts";
import { comparedMeasures } from "../../segmentation/compared-measures.ts";
import type { NativeGrid } from "../prepared-image.ts";
import { targets } from "../targets.ts";
import { type ClassStructures, labelsOn } from "./case-masks.ts";
import { askedMeasures, type FunctionMeasure, inCmrkitNumbers } from "./function-measures.ts";
import type { MeasuredPair } from "./measured-pair.ts";

/** What the model says of one frame. */
export interface OutlinedFrame {
  readonly native: NativeGrid;
  /** (Z, Y, X) classes of the task. */
  readonly predicted: Uint8Array;
}

/** The frames of the short-axis cine of a case without any outline whose volumes are stated; none of another case. */
export function framesWithStatedVolumes({ images, facts }: DataCase): readonly CaseImage[] {
  const isOutlined = images.some(({ labels }) => labels !== undefined);
  const frames = images.filter(({ view, sequence }) => view === "sax" && sequence === "cine");
  return isOutlined || frames.length < 2 || statedIn(facts).size === 0 ? [] : frames;
}

/** One pair for each measure that is stated and that the classes tell. */
export function statedVolumeMeasures(
  frames: readonly OutlinedFrame[],
  facts: CaseFacts,
  classes: ClassStructures,
): readonly MeasuredPair<FunctionMeasure>[] {
  const stated = statedIn(facts);
  const predicted = measuredOver(frames, classes);
  return askedMeasures(classes).flatMap((name) => {
    const reference = stated.get(name);
    return reference === undefined ? [] : [{ name, predicted: predicted(name), reference }];
  });
}

function statedIn(facts: CaseFacts): ReadonlyMap<FunctionMeasure, number> {
  const { lvEdvMl, lvEsvMl, rvEdvMl, rvEsvMl } = facts;
  const volumes = Object.entries({ lvEdvMl, lvEsvMl, rvEdvMl, rvEsvMl });
  const fractions = (["lvEfPercent", "rvEfPercent"] as const).map((name) => {
    const target = targets[name]({ facts, phases: {} });
    return [name, target.kind === "known" ? target.value : undefined] as const;
  });
  const all = [...volumes, ...fractions] as readonly (readonly [FunctionMeasure, number | undefined])[];
  return new Map(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function measuredOver(frames: readonly OutlinedFrame[], classes: ClassStructures) {
  const [first] = frames;
  const why = whyNot(frames.map(({ native }) => native));
  if (!first || why) return () => notMeasurable(why ?? "there is no frame");
  const voxels = first.predicted.length;
  const labels = new Uint8Array(frames.length * voxels);
  frames.forEach(({ predicted }, t) => {
    labels.set(inCmrkitNumbers(predicted, classes), t * voxels);
  });
  const { grid } = labelsOn(first.native, first.predicted);
  return measuresOf(() => measureFunction({ grid, frameCount: frames.length, labels }));
}

function whyNot([first, ...others]: readonly NativeGrid[]): string | undefined {
  if (first?.spacingMm === null) return "the size of a pixel is not known";
  const grid = (native: NativeGrid | undefined) => String([native?.size, native?.spacingMm]);
  return others.every((native) => grid(native) === grid(first)) ? undefined : "the frames lie on different grids";
}

/** Outlines inside out measure nothing, and end no evaluation. */
function measuresOf(measure: () => FunctionMeasurements) {
  try {
    const measured = measure();
    return (name: FunctionMeasure) => comparedMeasures[name](measured);
  } catch (error) {
    if (!(error instanceof CardiacError) || error.kind !== "label-order") throw error;
    return () => notMeasurable("in the predicted masks another structure than the cavity lies within the muscle");
  }
}
