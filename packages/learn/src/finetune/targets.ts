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

/**
 * Ejection fractions come from volumes, in percent, never from sums of label numbers; volumes from labels on the native grid, or, where
 * there are none, from the numbers that the set's owners give.
 */
export const targets: Readonly<Record<TargetName, (source: TargetSource) => TargetValue>> = {
  lvEfPercent: (source) => ejectionFraction(volumeMl(source, "lvEdvMl"), volumeMl(source, "lvEsvMl")),
  rvEfPercent: (source) => ejectionFraction(volumeMl(source, "rvEdvMl"), volumeMl(source, "rvEsvMl")),
  lvEdvMl: (source) => volumeMl(source, "lvEdvMl"),
  lvEsvMl: (source) => volumeMl(source, "lvEsvMl"),
  ageYears: ({ facts: { ageYears } }) => known(ageYears, "no age is given"),
  bmi: ({ facts: { heightCm, weightKg } }) =>
    heightCm === undefined || weightKg === undefined
      ? unknown("height and weight are not both given")
      : known(weightKg / (heightCm / 100) ** 2, ""),
};

function ejectionFraction(ed: TargetValue, es: TargetValue): TargetValue {
  if (ed.kind === "unknown") return ed;
  if (es.kind === "unknown") return es;
  if (es.value > ed.value) return unknown("the cavity is larger at end-systole than at end-diastole");
  return known((100 * (ed.value - es.value)) / ed.value, "");
}

/** Volumes that owners may state, by the label and the phase that show them. */
const volumes = {
  lvEdvMl: { cavity: "leftVentricleBloodPool", phase: "ed" },
  lvEsvMl: { cavity: "leftVentricleBloodPool", phase: "es" },
  rvEdvMl: { cavity: "rightVentricleBloodPool", phase: "ed" },
  rvEsvMl: { cavity: "rightVentricleBloodPool", phase: "es" },
} as const satisfies Partial<Record<keyof CaseFacts, { cavity: LabelName; phase: Phase }>>;

function volumeMl({ facts, phases }: TargetSource, name: keyof typeof volumes): TargetValue {
  const { cavity, phase } = volumes[name];
  const [stated, pixels] = [facts[name], phases[phase]];
  if (stated !== undefined && !isDrawn(pixels, cavity)) return known(stated, "");
  const drawn = labelledVolumeMl(pixels, cavity, phaseTitles[phase]);
  if (stated === undefined || drawn.kind === "unknown") return drawn;
  return agree(stated, drawn.value) ? drawn : unknown(contradiction(name, stated, drawn.value));
}

function isDrawn(pixels: CasePixels | undefined, cavity: LabelName): boolean {
  return pixels?.labels !== undefined && pixels.labelNames.includes(cavity);
}

/** Own rule: what readers, slices and papillary muscles make of one volume differs by less; units and rows mixed up, by more. */
const TOLERANCE = { share: 0.25, ml: 15 };

function agree(statedMl: number, drawnMl: number): boolean {
  return Math.abs(statedMl - drawnMl) <= Math.max(TOLERANCE.ml, TOLERANCE.share * drawnMl);
}

function contradiction(name: string, statedMl: number, drawnMl: number): string {
  return `the set states ${name} ${statedMl.toFixed(1)} ml where its labels have ${drawnMl.toFixed(1)}; one of them is of another case or unit`;
}

const phaseTitles = { ed: "end-diastole", es: "end-systole" } as const;

/** Disc summation: labelled voxels times the volume of one. */
function labelledVolumeMl(pixels: CasePixels | undefined, name: LabelName, phase: string): TargetValue {
  if (!pixels?.labels) return unknown(`no labels at ${phase}, and no volume is stated`);
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
