/** Numbers that a regression may learn, each from facts or labels of a case in its own unit. */
import type { CaseFacts, CasePixels, LabelName, Phase } from "../datasets/data-set.ts";

export const targetNames = ["lvEfPercent", "rvEfPercent", "lvEdvMl", "lvEsvMl", "ageYears", "bmi"] as const;
export type TargetName = (typeof targetNames)[number];

/** In UCUM. */
export const targetUnits: Readonly<Record<TargetName, string>> = {
  lvEfPercent: "%",
  rvEfPercent: "%",
  lvEdvMl: "mL",
  lvEsvMl: "mL",
  ageYears: "a",
  bmi: "kg/m2",
};

/** What a target may be computed from. */
export interface TargetSource {
  readonly facts: CaseFacts;
  /** Native pixels and labels of the phases that there are. */
  readonly phases: Readonly<Partial<Record<Phase, CasePixels>>>;
}

/** The value, or why there is none. */
export type TargetValue =
  | { readonly kind: "known"; readonly value: number }
  | { readonly kind: "unknown"; readonly why: string };

/** Ejection fractions come from volumes, in percent, never from sums of label numbers; volumes from the native grid. */
export const targets: Readonly<Record<TargetName, (source: TargetSource) => TargetValue>> = {
  lvEfPercent: (source) => ejectionFraction(source, "leftVentricleBloodPool"),
  rvEfPercent: (source) => ejectionFraction(source, "rightVentricleBloodPool"),
  lvEdvMl: ({ phases }) => volumeMl(phases.ed, "leftVentricleBloodPool", "end-diastole"),
  lvEsvMl: ({ phases }) => volumeMl(phases.es, "leftVentricleBloodPool", "end-systole"),
  ageYears: ({ facts: { ageYears } }) => known(ageYears, "no age is given"),
  bmi: ({ facts: { heightCm, weightKg } }) =>
    heightCm === undefined || weightKg === undefined
      ? unknown("height and weight are not both given")
      : known(weightKg / (heightCm / 100) ** 2, ""),
};

function ejectionFraction({ phases }: TargetSource, cavity: LabelName): TargetValue {
  const [ed, es] = [volumeMl(phases.ed, cavity, "end-diastole"), volumeMl(phases.es, cavity, "end-systole")];
  if (ed.kind === "unknown") return ed;
  if (es.kind === "unknown") return es;
  if (es.value > ed.value) return unknown(`${cavity} is larger at end-systole than at end-diastole`);
  return known((100 * (ed.value - es.value)) / ed.value, "");
}

/** Disc summation: labelled voxels times the volume of one. */
function volumeMl(pixels: CasePixels | undefined, name: LabelName, phase: string): TargetValue {
  if (!pixels?.labels) return unknown(`no labels at ${phase}`);
  if (pixels.spacingMm === null) return unknown("the size of a voxel is not known");
  const label = pixels.labelNames.indexOf(name) + 1;
  const voxels = label === 0 ? 0 : pixels.labels.reduce((count, each) => count + Number(each === label), 0);
  const [z, y, x] = pixels.spacingMm;
  return voxels === 0 ? unknown(`no ${name} at ${phase}`) : known((voxels * z * y * x) / 1000, "");
}

function known(value: number | undefined, why: string): TargetValue {
  return value === undefined ? unknown(why) : { kind: "known", value };
}

function unknown(why: string): TargetValue {
  return { kind: "unknown", why };
}
