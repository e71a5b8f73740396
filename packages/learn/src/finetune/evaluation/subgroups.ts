/** The metrics by which a model is judged, by disease, sex, vendor and field strength, as far as the data set states them. */
import { isMeasured } from "@cmrkit/cardiac";
import type { RandomStream } from "@cmrkit/tensor";
import type { CaseFacts } from "../../datasets/data-set.ts";
import { agreementMetrics } from "../../metrics/agreement.ts";
import { classificationMetrics } from "../../metrics/classification.ts";
import type { Metrics, OfPatient } from "../../metrics/metric.ts";
import { regressionMetrics } from "../../metrics/regression.ts";
import { type RowWithFacts, type Subgroup, subgroupTable } from "../../metrics/subgroups.ts";
import type { TaskConfig } from "../config.ts";
import { type Answered, isClass, isLandmark, isStructure, isValue, meanValue } from "../evaluate.ts";
import { landmarkNames } from "../landmarks/config.ts";
import { landmarkMetrics } from "../landmarks/metrics.ts";
import { measuredByBoth } from "./measure-metrics.ts";
import type { MeasuredCase } from "./measured-case.ts";

export interface SubgroupSource {
  readonly rows: readonly Answered[];
  readonly measures: readonly MeasuredCase[];
  /** By case. */
  readonly factsOf: ReadonlyMap<string, CaseFacts>;
}

/** Clinical numbers that are told by group; the others follow from them. */
const toldMeasures = ["lvEfPercent", "rvEfPercent", "infarctSharePercent"] as const;

/** Groups with the task's main metrics; `n` of a metric counts the group's patients that have a value. */
export function evaluationSubgroups(
  { rows, measures, factsOf }: SubgroupSource,
  task: TaskConfig,
  random: RandomStream,
): readonly Subgroup[] {
  const withFacts = <Row extends OfPatient & { readonly caseId: string }>(own: readonly Row[]) =>
    own.map((row) => ({ ...row, facts: factsOf.get(row.caseId) ?? {} }));
  const groups = <Row extends RowWithFacts>(own: readonly Row[], metrics: Metrics<Row>) =>
    subgroupTable(own, metrics, { random: random.fork("subgroups") }).subgroups;
  switch (task.kind) {
    case "segmentation":
      return together([
        ...Object.keys(task.classes).map((name) =>
          groups(withFacts(diceOf(rows, name)), { [`${name} dice`]: meanValue }),
        ),
        ...toldMeasures.map((name) => {
          const own = measuredByBoth(measures.filter((measure) => measure.name === name));
          return groups(withFacts(own), named(name, agreementMetrics, ["meanAbsoluteError", "bias"]));
        }),
      ]);
    case "classification":
      return groups(withFacts(rows.filter(isClass)), told(classificationMetrics(task.classes), ["accuracy"]));
    case "regression":
      return together(
        task.targets.map((name) => {
          const own = rows.filter(isValue).filter((row) => row.name === name);
          return groups(withFacts(own), named(name, regressionMetrics, ["meanAbsoluteError", "bias"]));
        }),
      );
    case "landmark-heatmap":
    case "landmark-coordinates": {
      const own = rows.filter(isLandmark);
      const metrics = landmarkMetrics(own, landmarkNames(task.landmarks));
      return groups(withFacts(own), told(metrics, ["mean distance mm", "mean distance pixels"]));
    }
  }
}

function diceOf(rows: readonly Answered[], name: string) {
  return rows
    .filter(isStructure)
    .flatMap((row) => (row.name === name && isMeasured(row.dice) ? [{ ...row, value: row.dice }] : []));
}

function told<Row>(metrics: Metrics<Row>, names: readonly string[]): Metrics<Row> {
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => names.includes(name)));
}

function named<Row>(of: string, metrics: Metrics<Row>, names: readonly string[]): Metrics<Row> {
  return Object.fromEntries(Object.entries(told(metrics, names)).map(([name, metric]) => [`${of} ${name}`, metric]));
}

/** The metrics of equal groups in one entry each. */
function together(tables: readonly (readonly Subgroup[])[]): readonly Subgroup[] {
  const groups = Map.groupBy(tables.flat(), ({ fact, value }) => JSON.stringify([fact, value]));
  return [...groups.values()].map((same) => {
    const [largest] = same.toSorted((a, b) => b.patients - a.patients);
    return { ...largest!, metrics: Object.assign({}, ...same.map(({ metrics }) => metrics)) };
  });
}
