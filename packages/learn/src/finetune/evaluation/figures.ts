/** The figures of an evaluation by their file names: what each task is looked at by. */
import type { Pair } from "@cmrkit/cardiac";
import { confusionOf } from "../../metrics/confusion-matrix.ts";
import { type Answered, isClass, isLandmark, isValue } from "../evaluate.ts";
import type { EvaluatedModel } from "../evaluate-run.ts";
import { landmarkNames } from "../landmarks/config.ts";
import type { TargetName } from "../targets.ts";
import { blandAltmanSvg, type FigureTitle, scatterSvg } from "./agreement-figures.ts";
import { confusionSvg } from "./confusion-figure.ts";
import { successRateSvg } from "./distance-figure.ts";
import { measuredByBoth } from "./measure-metrics.ts";
import type { MeasureName } from "./measured-case.ts";

/** Every number that a plot can be of. */
const numberTitles = {
  lvEfPercent: { title: "LV ejection fraction", unit: "%" },
  rvEfPercent: { title: "RV ejection fraction", unit: "%" },
  lvEdvMl: { title: "LV end-diastolic volume", unit: "ml" },
  lvEsvMl: { title: "LV end-systolic volume", unit: "ml" },
  lvEdMassG: { title: "LV mass", unit: "g" },
  rvEdvMl: { title: "RV end-diastolic volume", unit: "ml" },
  rvEsvMl: { title: "RV end-systolic volume", unit: "ml" },
  infarctMassG: { title: "Infarct mass", unit: "g" },
  infarctSharePercent: { title: "Infarct, share of the muscle", unit: "%" },
  ageYears: { title: "Age", unit: "years" },
  bmi: { title: "Body mass index", unit: "kg/m²" },
} as const satisfies Record<MeasureName | TargetName, FigureTitle>;

const plotted = ["lvEfPercent", "rvEfPercent", "infarctSharePercent"] as const satisfies readonly MeasureName[];

/** SVG files; a plot without a pair is left out. */
export function evaluationFigures({ task, rows, measures }: EvaluatedModel): Readonly<Record<string, string>> {
  switch (task.kind) {
    case "segmentation":
      return figuresOf(plotted, (name) => measuredByBoth(measures.filter((each) => each.name === name)), {
        prefix: "bland-altman",
        draw: blandAltmanSvg,
      });
    case "classification":
      return { "confusion-matrix.svg": confusionSvg(confusionOf(task.classes, rows.filter(isClass))) };
    case "regression":
      return figuresOf(task.targets, (name) => rows.filter(isValue).filter((row) => row.name === name), {
        prefix: "scatter",
        draw: scatterSvg,
      });
    case "landmark-heatmap":
    case "landmark-coordinates":
      return successRates(rows, landmarkNames(task.landmarks));
  }
}

/** In mm, and in pixels of images whose pixel size nobody knows: the two never mix. */
function successRates(rows: readonly Answered[], names: readonly string[]): Readonly<Record<string, string>> {
  const ofUnits = Map.groupBy(rows.filter(isLandmark), ({ distance }) => distance.unit);
  const drawn = [...ofUnits].map(([unit, own]) => {
    const curves = names.map((name) => ({
      name,
      distances: own.filter((row) => row.name === name).map(({ distance }) => distance.value),
    }));
    return [`success-rate-${unit}.svg`, successRateSvg(curves, unit)] as const;
  });
  return Object.fromEntries(drawn);
}

interface Drawing {
  readonly prefix: string;
  readonly draw: (pairs: readonly Pair[], title: FigureTitle) => string;
}

function figuresOf<Name extends keyof typeof numberTitles>(
  names: readonly Name[],
  pairsOf: (name: Name) => readonly Pair[],
  { prefix, draw }: Drawing,
): Readonly<Record<string, string>> {
  const drawn = names.flatMap((name) => {
    const pairs = pairsOf(name);
    return pairs.length === 0 ? [] : [[`${prefix}-${name}.svg`, draw(pairs, numberTitles[name])] as const];
  });
  return Object.fromEntries(drawn);
}
