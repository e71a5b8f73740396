/**
 * Metrics of predicted against true labels, from the confusion matrix.
 *
 * A mean over classes goes over those that the truth knows: a class nobody has says nothing of a classifier, and two
 * models on the same cases lose the same classes. Where only one class is in the truth, whoever always answers it would
 * look perfect, so what compares classes is then not measurable.
 */
import { type Measured, notMeasurable } from "@cmrkit/cardiac";
import { assertClass } from "./classified-case.ts";
import { type ConfusionMatrix, eachVersusRest, type OneVersusRest, oneVersusRest, total } from "./confusion-matrix.ts";

const NO_CASES = notMeasurable("there are no cases");
const ONE_CLASS = notMeasurable("the truth holds one class only");

/** Share of the cases that are right. */
export function accuracy({ counts }: ConfusionMatrix): Measured {
  const cases = total(counts.map(total));
  return cases === 0 ? NO_CASES : total(counts.map((row, k) => row[k]!)) / cases;
}

/** Mean over the classes of the share of their cases that is right: macro sensitivity. */
export function balancedAccuracy(matrix: ConfusionMatrix): Measured {
  return overTrueClasses(matrix, sensitivityOf);
}

/** Mean over the classes of the share of other classes' cases that is not taken for them. */
export function macroSpecificity(matrix: ConfusionMatrix): Measured {
  return overTrueClasses(matrix, specificityOf);
}

function overTrueClasses(matrix: ConfusionMatrix, metric: (counts: OneVersusRest) => number): Measured {
  const known = eachVersusRest(matrix).filter(isInTruth);
  if (known.length === 0) return NO_CASES;
  return known.length === 1 ? ONE_CLASS : total(known.map(metric)) / known.length;
}

/**
 * Mean over the classes of F1 = 2·TP / (2·TP + FP + FN). A class that is predicted but not in the truth scores 0; one
 * that is in neither is left out. (CineMA's multi-class F1 is the micro average, which is the accuracy.)
 */
export function macroF1(matrix: ConfusionMatrix): Measured {
  const met = eachVersusRest(matrix).filter((counts) => isInTruth(counts) || counts.falsePositives > 0);
  if (met.length === 0) return NO_CASES;
  return total(met.map(f1Of)) / met.length;
}

/**
 * Matthews' correlation for K classes, from −1 or above to 1; 0 for one and the same answer to everything, which is what
 * guessing gives in the mean.
 *
 * Source: Gorodkin 2004, Comput Biol Chem 28:367–374, doi:10.1016/j.compbiolchem.2004.09.006, R_K with s cases, c of them
 * right, t_k in the truth and p_k in the predictions: (c·s − Σ t_k·p_k) / √((s² − Σ p_k²)·(s² − Σ t_k²)).
 */
export function matthewsCorrelation({ classes, counts }: ConfusionMatrix): Measured {
  const t = counts.map(total);
  const p = classes.map((_, k) => total(counts.map((row) => row[k]!)));
  const s = total(t);
  if (s === 0) return NO_CASES;
  const c = total(counts.map((row, k) => row[k]!));
  const spread = (a: readonly number[], b: readonly number[]) => total(a.map((value, k) => value * b[k]!));
  const truthSpread = s * s - spread(t, t);
  const predictedSpread = s * s - spread(p, p);
  if (truthSpread === 0) return ONE_CLASS;
  return predictedSpread === 0 ? 0 : (c * s - spread(t, p)) / Math.sqrt(predictedSpread * truthSpread);
}

/**
 * Share of the cases of a class that were found: recall. All other classes together are the negatives.
 * @throws {LearnError} `bad-label` when the positive class is none of the classes.
 */
export function sensitivity(matrix: ConfusionMatrix, positiveClass: string): Measured {
  const counts = countsOf(matrix, positiveClass);
  return isInTruth(counts) ? sensitivityOf(counts) : notMeasurable(`no case is ${positiveClass}`);
}

/**
 * Share of the cases of other classes that were not taken for this one.
 * @throws {LearnError} `bad-label` when the positive class is none of the classes.
 */
export function specificity(matrix: ConfusionMatrix, positiveClass: string): Measured {
  const counts = countsOf(matrix, positiveClass);
  const negatives = counts.trueNegatives + counts.falsePositives;
  return negatives > 0 ? specificityOf(counts) : notMeasurable(`no case is other than ${positiveClass}`);
}

function countsOf(matrix: ConfusionMatrix, positiveClass: string): OneVersusRest {
  assertClass(matrix.classes, positiveClass, "the positive class");
  return oneVersusRest(matrix, matrix.classes.indexOf(positiveClass));
}

const isInTruth = ({ truePositives, falseNegatives }: OneVersusRest) => truePositives + falseNegatives > 0;
const sensitivityOf = ({ truePositives: tp, falseNegatives: fn }: OneVersusRest) => tp / (tp + fn);
const specificityOf = ({ trueNegatives: tn, falsePositives: fp }: OneVersusRest) => tn / (tn + fp);
const f1Of = ({ truePositives: tp, falsePositives: fp, falseNegatives: fn }: OneVersusRest) =>
  (2 * tp) / (2 * tp + fp + fn);
