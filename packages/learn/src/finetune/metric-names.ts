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
import type { Example } from "./examples.ts";
import { markedAnswers } from "./landmarks/answers.ts";
import { isLandmarkTask, type LandmarkTask, landmarkNames } from "./landmarks/config.ts";
import { longAxisAnswers, longAxisMetrics } from "./landmarks/long-axis.ts";
import { landmarkMetrics } from "./landmarks/metrics.ts";

/** What will be scored, and how. */
export interface Scored {
  readonly task: TaskConfig;
  /** Name of the data set. */
  readonly set: string;
  /** With the images that the task asks for. */
  readonly cases: readonly DataCase[];
  /** Of these cases: only pixels tell which landmarks there are, and in which unit. */
  readonly examples: readonly Omit<Example, "image">[];
}

/** The names, as tables have them. */
export function metricNames({ task, set, cases, examples }: Scored): readonly string[] {
  if (isLandmarkTask(task)) return Object.keys(landmarkMetricsOf(examples, task));
  if (task.kind !== "segmentation") return Object.keys(evaluation([], [], task, randomStream(0)));
  const measures = cases.flatMap((each) => measuresIn(each, task.classes));
  const random = randomStream(0);
  const known = measures.map((each) => ({ ...each, predicted: 1, reference: 1 }));
  const repeats = scanRescanIntervals(set, known, { random });
  return Object.keys({ ...evaluation(cases.flatMap(viewsOf), measures, task, random), ...repeats });
}

function landmarkMetricsOf(examples: Scored["examples"], task: LandmarkTask) {
  const rows = examples.flatMap((example) => markedAnswers(example, task));
  return { ...landmarkMetrics(rows, landmarkNames(task.landmarks)), ...longAxisMetrics(longAxisAnswers(rows)) };
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
export function requireMetric(metric: string, scored: Scored): void {
  const known = metricNames(scored);
  if (known.includes(metric)) return;
  throw new LearnError("bad-config", `the evaluation has no metric "${metric}"; give one of ${known.join(", ")}`);
}
