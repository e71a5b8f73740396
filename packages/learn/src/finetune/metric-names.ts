/** The metrics that an evaluation will have, known before anything is trained. */
import { notMeasurable } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";
import type { DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import type { TaskConfig } from "./config.ts";
import { type Answered, evaluation } from "./evaluate.ts";
import type { CaseMasks, ClassStructures } from "./evaluation/case-masks.ts";
import { type MeasuredCase, measuresOf } from "./evaluation/measured-case.ts";
import { scanRescanIntervals } from "./evaluation/scan-rescan.ts";
import { isLandmarkTask, landmarkNames } from "./landmarks/config.ts";
import { longAxisMetricNames } from "./landmarks/long-axis.ts";
import { landmarkMetrics } from "./landmarks/metrics.ts";

/**
 * The names, as tables have them; of landmarks those of either unit, and of long axes, since only pixels tell which there are.
 * @param set Name of the data set. @param cases That will be scored, with the images that the task asks for.
 */
export function metricNames(task: TaskConfig, set: string, cases: readonly DataCase[]): readonly string[] {
  if (isLandmarkTask(task)) {
    const distances = (["mm", "pixels"] as const).map((unit) => ({ distance: { unit, value: 0 } }));
    return [...Object.keys(landmarkMetrics(distances, landmarkNames(task.landmarks))), ...longAxisMetricNames];
  }
  if (task.kind !== "segmentation") return Object.keys(evaluation([], [], task, randomStream(0)));
  const measures = cases.flatMap((each) => measuresIn(each, task.classes));
  const random = randomStream(0);
  const known = measures.map((each) => ({ ...each, predicted: 1, reference: 1 }));
  const repeats = scanRescanIntervals(set, known, { random });
  return Object.keys({ ...evaluation(cases.flatMap(viewsOf), measures, task, random), ...repeats });
}

/** A row of each image, that only says which view it shows. */
function viewsOf({ id, patient, images }: DataCase): Answered[] {
  const none = notMeasurable("nothing is predicted yet");
  return images.map(({ name: image, view }) => {
    const of = { kind: "structure", patient, caseId: id, image, view, name: "" } as const;
    return { ...of, dice: none, iou: none, hd95Mm: none, assdMm: none, stability: none };
  });
}

/** Those that will be measured of a case, none of them measurable yet. */
function measuresIn(each: DataCase, classes: ClassStructures): readonly MeasuredCase[] {
  const masks = each.images.map((image): CaseMasks => {
    return { image, native: { size: [0, 0, 0], spacingMm: null }, predicted: noVoxels, reference: noVoxels };
  });
  return measuresOf(each, masks, classes);
}

const noVoxels = new Uint8Array(0);

/** @throws {LearnError} `bad-config` with the names that there are. */
export function requireMetric(metric: string, task: TaskConfig, set: string, cases: readonly DataCase[]): void {
  const known = metricNames(task, set, cases);
  if (known.includes(metric)) return;
  throw new LearnError("bad-config", `the evaluation has no metric "${metric}"; give one of ${known.join(", ")}`);
}
