/** Metrics as people read them; files keep the names that programs go by. */
import { type BootstrapInterval, isMeasured } from "@cmrkit/cardiac";
import type { Evaluation } from "../evaluate.ts";
import type { MeasureName } from "./measured-case.ts";

interface Title {
  readonly title: string;
  readonly unit?: string;
}

const measures: Readonly<Record<MeasureName, Required<Title>>> = {
  lvEdvMl: { title: "LV EDV", unit: "ml" },
  lvEsvMl: { title: "LV ESV", unit: "ml" },
  lvEfPercent: { title: "LVEF", unit: "points" },
  lvEdMassG: { title: "LV mass at ED", unit: "g" },
  rvEdvMl: { title: "RV EDV", unit: "ml" },
  rvEsvMl: { title: "RV ESV", unit: "ml" },
  rvEfPercent: { title: "RVEF", unit: "points" },
  infarctMassG: { title: "infarct mass", unit: "g" },
  infarctSharePercent: { title: "infarct share", unit: "points" },
};

/** Metrics whose number has the unit of what is measured. */
const inTheMeasuresUnit: Readonly<Record<string, string>> = {
  meanAbsoluteError: "mean absolute error",
  rootMeanSquareError: "root mean square error",
  bias: "bias",
  lowerLimitOfAgreement: "lower limit of agreement",
  upperLimitOfAgreement: "upper limit of agreement",
};

const others: Readonly<Record<string, Title>> = {
  dice: { title: "Dice" },
  iou: { title: "IoU" },
  hd95Mm: { title: "HD95", unit: "mm" },
  assdMm: { title: "ASSD", unit: "mm" },
  stability: { title: "stability score" },
  coefficientOfVariationPercent: { title: "coefficient of variation", unit: "%" },
  scanRescanVariationPercent: { title: "scan–rescan coefficient of variation", unit: "%" },
  referenceScanRescanVariationPercent: {
    title: "scan–rescan coefficient of variation of the reference",
    unit: "%",
  },
  intraclassCorrelation: { title: "intraclass correlation" },
  pearsonR: { title: "Pearson's r" },
  rSquared: { title: "R²" },
  areaUnderRoc: { title: "area under the ROC curve" },
  balancedAccuracy: { title: "balanced accuracy" },
  macroF1: { title: "macro F1" },
  matthewsCorrelation: { title: "Matthews correlation" },
  aucOneVsRest: { title: "AUC, one against the rest" },
  aucOneVsOne: { title: "AUC, one against one" },
  expectedCalibrationError: { title: "expected calibration error" },
  brierScore: { title: "Brier score" },
};

/** A metric's name in words, with its unit; names of classes, landmarks and one's own targets stay as they are. */
export function metricTitle(name: string): string {
  const [subject, metric] = splitName(name);
  const measure = measureCalled(subject);
  const { title, unit } = inTheMeasuresUnit[metric]
    ? { title: inTheMeasuresUnit[metric], unit: measure?.unit }
    : (others[metric] ?? { title: metric });
  return [[measure?.title ?? subject, title].filter(Boolean).join(" "), ...(unit === undefined ? [] : [unit])].join(
    ", ",
  );
}

function splitName(name: string): readonly [subject: string, metric: string] {
  const at = name.lastIndexOf(" ");
  return [name.slice(0, Math.max(0, at)), name.slice(at + 1)];
}

function measureCalled(subject: string): Required<Title> | undefined {
  return Object.hasOwn(measures, subject) ? measures[subject as MeasureName] : undefined;
}

export interface MetricRow {
  readonly title: string;
  readonly interval: BootstrapInterval;
}

/** A row for each metric, in their order; a clinical measure of which no metric has a value is told once. */
export function metricRows(evaluation: Evaluation): readonly MetricRow[] {
  const entries = Object.entries(evaluation);
  const told = new Set<string>();
  return entries.flatMap(([name, interval]) => {
    const [subject] = splitName(name);
    const measure = measureCalled(subject);
    const own = entries.filter(([other]) => splitName(other)[0] === subject);
    if (!measure || own.some(([, { estimate }]) => isMeasured(estimate)))
      return [{ title: metricTitle(name), interval }];
    if (told.has(subject)) return [];
    told.add(subject);
    return [{ title: measure.title, interval }];
  });
}
