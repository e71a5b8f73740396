/**
 * What a reader should look at before trusting the numbers. A warning changes no value.
 *
 * The thresholds are cmrkit's own rules, set on the expert labels of 80 ACDC patients; they are limits of plausibility,
 * neither normal ranges nor diagnostic criteria.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { connectedComponents } from "./connected-components.ts";
import { frameLabels } from "./label-frames.ts";
import type { LabelOrderVerdict } from "./label-order.ts";
import { isMeasured, type Measured } from "./measured.ts";
import type { Phases, VolumeCurve } from "./phases.ts";
import { type StructureName, structureNames, structures } from "./structures.ts";
import type { LeftVentricularFunction, VentricularVolumes } from "./ventricular-function.ts";

export type WarningKind =
  /** A ventricle is no smaller at the end-systole that was named than at the end-diastole. */
  | "phases-doubtful"
  | "stroke-volumes-differ"
  | "volume-curve-not-smooth"
  | "structure-at-stack-edge"
  | "frame-not-measurable"
  | "label-order-doubtful"
  | "implausible-value"
  | "scattered-labels"
  /** A basal slice counts although less than half of its cavity has wall around it. */
  | "basal-slice-open"
  /** A slice was chosen to count in which nothing is labelled. */
  | "chosen-slice-empty";

export interface Warning {
  readonly kind: WarningKind;
  readonly message: string;
}

/** All that the checks look at. */
export interface Findings {
  readonly labels: LabelVolume;
  readonly labelOrder: LabelOrderVerdict;
  readonly curves: Readonly<Record<"left" | "right" | "myocardium", VolumeCurve>>;
  readonly phases: Readonly<Record<"left" | "right", Phases>>;
  readonly leftVentricle: LeftVentricularFunction;
  readonly rightVentricle: VentricularVolumes;
}

/**
 * Without shunt or regurgitation both ventricles eject the same; share of their mean that may differ. Expert labels of
 * 80 ACDC patients, many of them ill, differ by more than a quarter in 38, by more than a half in 15.
 */
const STROKE_VOLUME_SHARE = 0.5;
/** Share of the largest volume by which a frame may leave the mean of its two neighbours. */
const CURVE_JUMP_SHARE = 0.1;
/** With fewer frames a normal systole itself leaves its neighbours' mean by that much. */
const FRAMES_FOR_SMOOTHNESS = 15;
/** Share of a structure that may lie outside its largest component; expert labels of ACDC stay below. */
const SCATTERED_SHARE = 0.05;
/**
 * Share of a ventricle's largest slice that its slice at the end of the stack may have: more is no apex or last rim.
 * Stacks that were trimmed to the ventricles, as in ACDC (76 of 80), end wide at the base: what lay beyond is not known.
 */
const EDGE_AREA_SHARE = 0.5;

/** Adult hearts, healthy or not, that are hardly found outside these. */
const plausible = Object.freeze({
  volumeMl: [20, 700],
  ejectionFractionPercent: [5, 85],
  massG: [30, 500],
} as const);

const checks: readonly ((findings: Findings) => readonly Warning[])[] = [
  labelOrderDoubtful,
  framesNotMeasurable,
  phasesDoubtful,
  structuresAtStackEdge,
  strokeVolumesDiffer,
  curvesNotSmooth,
  implausibleValues,
  scatteredLabels,
];

export function qualityWarnings(findings: Findings): readonly Warning[] {
  return checks.flatMap((check) => check(findings));
}

function labelOrderDoubtful({ labelOrder }: Findings): readonly Warning[] {
  return labelOrderWarnings(labelOrder);
}

/** One where the cavity lies open: the labels may be poor, or mean other things than was said. */
export function labelOrderWarnings(labelOrder: LabelOrderVerdict): readonly Warning[] {
  if (labelOrder.kind !== "open") return [];
  const percent = (100 * labelOrder.enclosedShare).toFixed(0);
  const message = `only ${percent} % of the left ventricular cavity's outline borders on myocardium: check the labels`;
  return [{ kind: "label-order-doubtful", message }];
}

/** Gaps and empty frames that did not come out as a phase, and so do not show in the measures. */
function framesNotMeasurable({ curves }: Findings): Warning[] {
  return [curves.left, curves.right].flatMap(({ volumesMl }) => {
    const reasons = volumesMl.flatMap((volume) => (isMeasured(volume) ? [] : [volume.notMeasurable]));
    if (reasons.length === 0) return [];
    const more = reasons.length > 1 ? `, and ${reasons.length - 1} frames more` : "";
    return [{ kind: "frame-not-measurable", message: `${reasons[0]}${more}` }];
  });
}

function phasesDoubtful({ leftVentricle, rightVentricle }: Findings): Warning[] {
  const ventricles = Object.entries({ left: leftVentricle, right: rightVentricle });
  const reversed = ventricles.flatMap(([side, { endDiastolicVolumeMl: edv, endSystolicVolumeMl: esv }]) =>
    isMeasured(edv) && isMeasured(esv) && esv >= edv ? [`${side} ${edv.toFixed(0)} and ${esv.toFixed(0)} ml`] : [],
  );
  if (reversed.length === 0) return [];
  const message = `the cavity does not shrink from end-diastole to end-systole (${reversed.join(", ")}): look whether the two were exchanged`;
  return [{ kind: "phases-doubtful", message }];
}

function structuresAtStackEdge({ labels, curves, phases }: Findings): Warning[] {
  const frame = phases.left.endDiastoleIndex;
  if (!isMeasured(frame)) return [];
  const ends = new Set([0, labels.grid.size[2] - 1]); // one in a stack of a single slice
  return [...ends].flatMap((slice) => {
    const cut = [curves.left, curves.right]
      .filter(({ extents }) => isWideAt(slice, extents[frame]?.voxelsPerSlice ?? []))
      .map(({ structure }) => structures[structure].title);
    if (cut.length === 0) return [];
    const message = `in slice ${slice}, at the end of the stack, the ${cut.join(" and the ")} is still wide: part of it may not be imaged`;
    return [{ kind: "structure-at-stack-edge", message }];
  });
}

function isWideAt(slice: number, voxelsPerSlice: readonly number[]): boolean {
  const voxels = voxelsPerSlice[slice] ?? 0;
  return voxels > 0 && voxels >= EDGE_AREA_SHARE * Math.max(...voxelsPerSlice);
}

function strokeVolumesDiffer({ leftVentricle, rightVentricle }: Findings): Warning[] {
  const [left, right] = [leftVentricle.strokeVolumeMl, rightVentricle.strokeVolumeMl];
  if (!isMeasured(left) || !isMeasured(right)) return [];
  if (Math.abs(left - right) <= (STROKE_VOLUME_SHARE * (left + right)) / 2) return [];
  const message = `stroke volumes differ, left ${left.toFixed(0)} ml, right ${right.toFixed(0)} ml: check the basal slices; regurgitation or a shunt does this too`;
  return [{ kind: "stroke-volumes-differ", message }];
}

function curvesNotSmooth({ curves }: Findings): Warning[] {
  return [curves.left, curves.right].flatMap(({ structure, extents }) => {
    const volumes = extents.map((extent) => extent.labelledVolumeMl);
    if (volumes.length < FRAMES_FOR_SMOOTHNESS) return [];
    const limit = CURVE_JUMP_SHARE * Math.max(...volumes);
    const jumps = volumes
      .map((volume, t) => Math.abs(volume - ((volumes[t - 1] ?? volume) + (volumes[t + 1] ?? volume)) / 2))
      .flatMap((jump, t) => (t > 0 && t < volumes.length - 1 && jump > limit ? [t] : []));
    if (jumps.length === 0) return [];
    const message = `the volume of the ${structures[structure].title} jumps at frame ${jumps.join(", ")}`;
    return [{ kind: "volume-curve-not-smooth", message }];
  });
}

function implausibleValues({ leftVentricle, rightVentricle }: Findings): Warning[] {
  const { volumeMl, ejectionFractionPercent, massG } = plausible;
  return [
    ...implausible("left end-diastolic volume", "ml", leftVentricle.endDiastolicVolumeMl, volumeMl),
    ...implausible("right end-diastolic volume", "ml", rightVentricle.endDiastolicVolumeMl, volumeMl),
    ...implausible("left ejection fraction", "%", leftVentricle.ejectionFractionPercent, ejectionFractionPercent),
    ...implausible("right ejection fraction", "%", rightVentricle.ejectionFractionPercent, ejectionFractionPercent),
    ...implausible("left ventricular mass", "g", leftVentricle.endDiastolicMassG, massG),
  ];
}

function implausible(what: string, unit: string, value: Measured, [low, high]: readonly [number, number]): Warning[] {
  if (!isMeasured(value) || (value >= low && value <= high)) return [];
  const message = `${what} ${value.toFixed(1)} ${unit} is outside ${low}–${high} ${unit}, where adult hearts lie (plausibility, not a normal range)`;
  return [{ kind: "implausible-value", message }];
}

function scatteredLabels({ labels, phases }: Findings): Warning[] {
  const frames = [phases.left.endDiastoleIndex, phases.left.endSystoleIndex].filter(isMeasured);
  return frames.flatMap((frame) => structureNames.flatMap((structure) => scattered(labels, structure, frame)));
}

function scattered(labels: LabelVolume, structure: StructureName, frame: number): Warning[] {
  const { label, title } = structures[structure];
  const data = frameLabels(labels, frame);
  const { sizes } = connectedComponents(labels.grid.size, (at) => data[at] === label, 26);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const outside = total - Math.max(0, ...sizes);
  if (outside <= SCATTERED_SHARE * total) return [];
  const percent = ((100 * outside) / total).toFixed(0);
  const message = `the ${title} of frame ${frame} is in ${sizes.length} pieces, ${percent} % outside the largest`;
  return [{ kind: "scattered-labels", message }];
}
