/** `metrics.jsonl` of a run: written as it goes, read for its learning curve. */
import type { TrainingProgress } from "../training/loop.ts";
import { appendMetrics, readMetrics } from "../training/run-record.ts";
import type { CurvePoint, LearningCurve } from "./curve.ts";

/** Updates whose metrics are averaged into one line. */
const LINE_EVERY = 10;

export interface MetricsLog {
  /** Takes the metrics of an update; a kind of batch reports only the views that it has. */
  update(progress: TrainingProgress, waitedShare: number): void;
  /** Writes a line at once. */
  add(line: Readonly<Record<string, number>>): void;
}

export function openMetricsLog(runFolder: string): MetricsLog {
  let gathered: TrainingProgress["metrics"][] = [];
  return {
    add: (line) => appendMetrics(runFolder, line),
    update: ({ step, steps, scalars, metrics }, waitedShare) => {
      gathered.push(metrics);
      if (step % LINE_EVERY !== 0 && step !== steps) return;
      const learningRate = scalars.learningRate ?? Number.NaN;
      appendMetrics(runFolder, { step, learningRate, ...meansByName(gathered), waitedShare });
      gathered = [];
    },
  };
}

/** Each metric's mean over the records that have it. */
export function meansByName(records: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = records.flatMap((record) => record[name] ?? []);
      return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
    }),
  );
}

/** The curve of a run. Updates that were repeated after an interruption count as they were made last. */
export function readLearningCurve(runFolder: string): Omit<LearningCurve, "title"> {
  const points = { loss: new Map<number, number>(), validationLoss: new Map<number, number>() };
  for (const metrics of readMetrics(runFolder)) {
    for (const name of ["loss", "validationLoss"] as const) {
      const { step, [name]: loss } = metrics;
      if (step !== undefined && loss !== undefined) points[name].set(step, loss);
    }
  }
  return { training: inOrder(points.loss), validation: inOrder(points.validationLoss) };
}

function inOrder(losses: ReadonlyMap<number, number>): CurvePoint[] {
  return [...losses].sort(([a], [b]) => a - b).map(([step, loss]) => ({ step, loss }));
}
