/**
 * Scar on a late-gadolinium stack, by every rule at once and by one that the caller chose: amounts of scar by different rules
 * do not compare, so a result without its rule means nothing, and the others stand beside it.
 *
 * Sources: Flett et al. 2011, doi:10.1016/j.jcmg.2010.11.015; Schulz-Menger et al. 2020, doi:10.1186/s12968-020-00610-6.
 */
import {
  type DeviationMultiple,
  darkestSector,
  deviationMultiples,
  ENHANCED,
  type EnhancementThreshold,
  isMeasured,
  type LabelName,
  type Measured,
  MYOCARDIAL_DENSITY_G_PER_ML,
  MYOCARDIUM,
  type NamedLabels,
  type NotMeasurable,
  notMeasurable,
  type Region,
  type ScarMap,
  type ScarMeasures,
  scarAbove,
  scarLabels,
  scarMeasures,
  thresholdAboveRemote,
  thresholdAtHalfMaximum,
  valueWithin,
  wallCore,
} from "@cmrkit/cardiac";
import type { LabelVolume, Volume } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { type LabelFacts, type LabelSource, labelFacts, labelWarnings } from "../input/label-source.ts";
import type { MeasuredSequences, StillInput } from "../input/still-input.ts";
import type { InputFacts } from "../input/study-input.ts";
import { isSideUnknown } from "../pictures-side.ts";
import type { StudyWarning } from "../warning.ts";
import { sequenceDoubts } from "./sequence-doubts.ts";
import {
  type SegmentationOptions,
  segmentConvention,
  sixteenSegments,
  type TissueSegments,
  tissueSegments,
} from "./tissue-segments.ts";

export const lateEnhancementSequences = Object.freeze<MeasuredSequences>({
  title: "late enhancement",
  sequences: ["lge", "lge_psir"],
});

export const scarMethods = ["2sd", "3sd", "4sd", "5sd", "6sd", "fwhm", "mask"] as const;
export type ScarMethod = (typeof scarMethods)[number];

export interface LateEnhancementOptions extends SegmentationOptions {
  /** Name and version of the program, for the record. */
  readonly software: string;
  /** The rule that headline, pictures and label file go by; `5sd` unless told otherwise. */
  readonly method?: ScarMethod | undefined;
  /** Healthy, nulled myocardium that a reader drew, on the picture's grid; else the darkest sixth of the ventricle, by rule, away from its borders. */
  readonly remote?: Region | undefined;
  readonly labelSource?: LabelSource | undefined;
}

/** The result of one rule; `threshold` is undefined where a mask was given. */
export interface ScarResult extends Omit<ScarMeasures, "segmentScarSharePercent"> {
  /** In the picture's intensities. */
  readonly threshold?: Measured;
}

export interface LateEnhancementSegment {
  readonly segmentNumber: number;
  readonly name: string;
  /** Of the segment's myocardium, no-reflow included. */
  readonly scarSharePercent: Readonly<Record<ScarMethod, Measured>>;
}

/** `late-enhancement.json`. */
export interface LateEnhancementMeasurements {
  readonly schema: "cmrkit.late-enhancement/1";
  readonly researchUseOnly: true;
  readonly software: string;
  readonly input: InputFacts;
  readonly labels: LabelFacts;
  readonly conventions: typeof conventions;
  readonly remote: { readonly source: string; readonly mean: Measured; readonly standardDeviation: Measured };
  readonly method: ScarMethod;
  readonly results: Readonly<Record<ScarMethod, ScarResult>>;
  readonly orientation: TissueSegments["orientation"];
  readonly insertionsBy: TissueSegments["insertionsBy"];
  readonly segments: readonly LateEnhancementSegment[];
  readonly warnings: readonly StudyWarning[];
}

const conventions = Object.freeze({
  mass: "labelled area × distance between slices × density, on the native grid",
  myocardialDensityGPerMl: MYOCARDIAL_DENSITY_G_PER_ML,
  scar: "enhanced and no-reflow together; share of the left ventricular myocardium",
  noReflow:
    "by thresholds: dark islands between enhanced tissue and cavity, within slices; by mask: as it was drawn, none where the mask has no label for it",
  segments: segmentConvention,
});

export interface LateEnhancement {
  readonly measurements: LateEnhancementMeasurements;
  readonly volume: Volume;
  /** In cmrkit's numbers, scar counted to the myocardium. */
  readonly ventricles: LabelVolume;
  /** (Z, Y, X) of the chosen rule: 0, `ENHANCED` or `NO_REFLOW`; undefined where it has none. */
  readonly scar: Uint8Array | undefined;
}

/** One rule's map, or why it has none. */
interface Attempt {
  readonly map: ScarMap | NotMeasurable;
  readonly method: string;
  readonly threshold?: Measured;
}

/**
 * Measures scar by 2 to 6 deviations, by the half of the maximum, and by the labels where they tell it.
 * @param named One frame on the picture's grid: cavity and myocardium, scar with a name of its own or counted to the
 *   myocardium; the right ventricle for segments.
 * @throws {StudyError} `input` when labels have several frames, or show no myocardium.
 * @throws {CardiacError} `unknown-label`. @throws {GridError} `grids-differ`, `data-size`.
 */
export function measureLateEnhancement(
  input: StillInput,
  named: NamedLabels,
  options: LateEnhancementOptions,
): LateEnhancement {
  const { volume } = input;
  const { ventricles, scar, names } = scarLabels(named);
  const labels = labelFacts(named, options.labelSource);
  requireWall(ventricles, labels, lateEnhancementSequences.title);
  const segments = tissueSegments(ventricles, isSideUnknown(input), options);
  const remote = options.remote ?? remoteByRule(volume, ventricles);
  const attempts = attemptsOf(volume, ventricles, remote, scar && drawnScar(scar, names));
  const method = options.method ?? "5sd";
  const measures = byMethod((each) => measuresOf(attempts[each], ventricles, segments, input.voxelSizeUnknown));
  const chosen = attempts[method].map;
  return Object.freeze({
    volume,
    ventricles,
    scar: "mask" in chosen ? chosen.mask : undefined,
    measurements: {
      schema: "cmrkit.late-enhancement/1" as const,
      researchUseOnly: true as const,
      software: options.software,
      input: input.facts,
      labels,
      conventions,
      remote: remoteFacts(volume, remote),
      method,
      results: byMethod((each) => resultOf(measures[each], attempts[each])),
      orientation: segments.orientation,
      insertionsBy: segments.insertionsBy,
      segments: sixteenSegments.map((segment, n) => ({
        ...segment,
        scarSharePercent: byMethod((each) => measures[each].segmentScarSharePercent[n]!),
      })),
      warnings: [
        ...labelWarnings(labels, lateEnhancementSequences.title),
        ...input.warnings,
        ...sequenceDoubts(input, ventricles),
        ...segments.warnings,
        ...ownWarnings(options, measures),
      ],
    },
  });
}

/** Of the wall, off either border of remote myocardium: blood that is mixed in there would pass for its deviation. Own rule. */
const REMOTE_EROSION_SHARE = 0.2;

/** The darkest sixth of the ventricle, away from its borders. */
function remoteByRule(volume: Volume, ventricles: LabelVolume): Region | NotMeasurable {
  const sector = darkestSector(volume, ventricles);
  if (!("mask" in sector)) return sector;
  const core = wallCore(ventricles, 0, REMOTE_EROSION_SHARE);
  return {
    mask: sector.mask.map((inside, at) => Number(inside !== 0 && core.mask[at] !== 0)),
    source: `${sector.source}, less ${100 * REMOTE_EROSION_SHARE} % of the wall at either border`,
  };
}

/**
 * @param of What the labels belong to, in a sentence.
 * @throws {StudyError} `input` unless the labels have one frame that shows myocardium.
 */
export function requireWall({ frameCount, labels }: LabelVolume, { model }: LabelFacts, of: string): void {
  if (frameCount !== 1) throw new StudyError("input", `the labels have ${frameCount} frames, expected one`);
  if (labels.includes(MYOCARDIUM)) return;
  const why =
    model === undefined
      ? `the labels of ${of} show no left ventricular myocardium; check what their numbers mean`
      : `the model drew no left ventricular myocardium on ${of}; give labels, or a model that learnt from such images`;
  throw new StudyError("input", why);
}

function byMethod<T>(of: (method: ScarMethod) => T): Readonly<Record<ScarMethod, T>> {
  return Object.fromEntries(scarMethods.map((method) => [method, of(method)])) as Record<ScarMethod, T>;
}

function drawnScar(mask: Uint8Array, names: readonly LabelName[]): ScarMap {
  const drawn = names.filter((name) => name === "infarct" || name === "noReflow");
  return { mask, method: `as drawn: ${drawn.map((name) => scarNames[name]).join(" and ")}` };
}

const scarNames = { infarct: "infarct", noReflow: "no-reflow" } as const;

function attemptsOf(
  volume: Volume,
  ventricles: LabelVolume,
  remote: Region | NotMeasurable,
  drawn: ScarMap | undefined,
): Readonly<Record<ScarMethod, Attempt>> {
  const byDeviations = (multiple: DeviationMultiple): Attempt => {
    const threshold = "mask" in remote ? thresholdAboveRemote(volume, remote, multiple) : remote;
    return byThreshold(volume, ventricles, threshold, `${multiple} standard deviations above remote myocardium`);
  };
  const [two, three, four, five, six] = deviationMultiples.map(byDeviations) as [
    Attempt,
    Attempt,
    Attempt,
    Attempt,
    Attempt,
  ];
  return {
    ...{ "2sd": two, "3sd": three, "4sd": four, "5sd": five, "6sd": six },
    fwhm: byThreshold(
      volume,
      ventricles,
      "mask" in remote ? halfMaximum(volume, remote, drawn, five) : remote,
      "half of the maximum within the enhanced core",
    ),
    mask: drawn
      ? { map: drawn, method: drawn.method }
      : { map: notMeasurable("the labels have no name for infarct or no-reflow"), method: "as drawn" },
  };
}

/** The core is the infarct as drawn, else what 5 deviations find. */
function halfMaximum(
  volume: Volume,
  remote: Region,
  drawn: ScarMap | undefined,
  fiveDeviations: Attempt,
): EnhancementThreshold | NotMeasurable {
  const hasDrawn = drawn?.mask.includes(ENHANCED) === true;
  const map = hasDrawn ? drawn : fiveDeviations.map;
  if (!("mask" in map)) return map;
  const core: Region = {
    mask: map.mask.map((value) => Number(value === ENHANCED)),
    source: hasDrawn ? "the infarct as drawn" : "what 5 standard deviations find",
  };
  return thresholdAtHalfMaximum(volume, core, remote);
}

function byThreshold(
  volume: Volume,
  ventricles: LabelVolume,
  threshold: EnhancementThreshold | NotMeasurable,
  rule: string,
): Attempt {
  if (!("kind" in threshold)) return { map: threshold, method: rule, threshold };
  return {
    map: scarAbove(volume, ventricles, threshold),
    method: threshold.method,
    threshold: threshold.intensity,
  };
}

function measuresOf(
  { map, method }: Attempt,
  ventricles: LabelVolume,
  segments: TissueSegments,
  voxelSizeUnknown: NotMeasurable | undefined,
): ScarMeasures {
  const empty = { mask: new Uint8Array(ventricles.labels.length), method };
  const found = scarMeasures(ventricles, "mask" in map ? map : empty, segments.numbers);
  const mass = voxelSizeUnknown === undefined ? found : withoutMass(found, voxelSizeUnknown);
  const placed = segments.why ? { ...mass, segmentScarSharePercent: sixteenSegments.map(() => segments.why!) } : mass;
  return "mask" in map ? placed : withoutScar(placed, map);
}

function withoutMass(measures: ScarMeasures, why: NotMeasurable): ScarMeasures {
  return { ...measures, scarMassG: why, noReflowMassG: why, myocardialMassG: why };
}

function withoutScar(measures: ScarMeasures, why: NotMeasurable): ScarMeasures {
  return {
    ...measures,
    scarMassG: why,
    noReflowMassG: why,
    scarSharePercent: why,
    noReflowSharePercent: why,
    segmentScarSharePercent: sixteenSegments.map(() => why),
  };
}

function resultOf({ segmentScarSharePercent: _, ...measures }: ScarMeasures, { threshold }: Attempt): ScarResult {
  return threshold === undefined ? measures : { ...measures, threshold };
}

function remoteFacts(volume: Volume, remote: Region | NotMeasurable): LateEnhancementMeasurements["remote"] {
  if (!("mask" in remote)) return { source: "none", mean: remote, standardDeviation: remote };
  const { mean, standardDeviation } = valueWithin(volume, remote);
  return { source: remote.source, mean, standardDeviation };
}

/** Of the myocardium: by 5 deviations a scar beyond this leaves little that could be remote. Own rule. */
const LARGE_SCAR_PERCENT = 50;

function ownWarnings(
  { remote }: LateEnhancementOptions,
  measures: Readonly<Record<ScarMethod, ScarMeasures>>,
): readonly StudyWarning[] {
  const automatic: StudyWarning = {
    kind: "remote-by-rule",
    message:
      "remote myocardium was chosen by rule, as the darkest sixth of the ventricle; look whether it is healthy and nulled",
  };
  const share = measures["5sd"].scarSharePercent;
  const large: StudyWarning = {
    kind: "scar-large",
    message: `5 standard deviations find scar in ${isMeasured(share) ? share.toFixed(0) : ""} % of the muscle: check nulling and remote myocardium`,
  };
  return [
    ...(remote === undefined ? [automatic] : []),
    ...(isMeasured(share) && share > LARGE_SCAR_PERCENT ? [large] : []),
  ];
}
