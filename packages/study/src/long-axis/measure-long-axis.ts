/**
 * Function from long-axis views alone: volumes of the left ventricle and the left atrium by area and length, excursions of the
 * annuli, longitudinal strain.
 *
 * Sources as in `biplaneVolumeMl`, `longAxisFunction` and `tapseMm`.
 */
import {
  biplaneVolumeMl,
  bodySurfaceAreaM2,
  derive,
  isMeasured,
  type LongAxisOutline,
  type Measured,
  notMeasurable,
  singlePlaneVolumeMl,
  type VentricularVolumes,
  volumesOfPhases,
} from "@cmrkit/cardiac";
import { labelWarnings } from "../input/label-source.ts";
import type { Subject } from "../subject.ts";
import { distinctWarnings, type StudyWarning } from "../warning.ts";
import { type LongAxisView, longAxisViews, viewTitles } from "./landmarks-file.ts";
import { type DrawnView, type MeasuredView, measureView, type ViewToMeasure } from "./measure-view.ts";
import { viewDoubts } from "./view-doubts.ts";

export interface LongAxisOptions {
  readonly software: string;
  readonly subject?: Subject | undefined;
}

export type AreaLengthMethod =
  | "biplane area–length of two and four chambers"
  | "single-plane area–length of four chambers"
  | "single-plane area–length of two chambers"
  | "none";

export interface LongAxisVentricle extends VentricularVolumes {
  readonly method: AreaLengthMethod;
}

export interface LongAxisAtrium {
  readonly method: AreaLengthMethod;
  readonly maximumVolumeMl: Measured;
  readonly minimumVolumeMl: Measured;
  /** (maximum − minimum) / maximum. */
  readonly emptyingFractionPercent: Measured;
}

/** `long-axis.json`. */
export interface LongAxisMeasurements {
  readonly schema: "cmrkit.long-axis/1";
  readonly researchUseOnly: true;
  readonly software: string;
  readonly subject: Subject;
  readonly conventions: typeof conventions;
  readonly leftVentricle: LongAxisVentricle;
  readonly leftAtrium: LongAxisAtrium;
  /** Present when height and weight were given. */
  readonly bodySurfaceAreaM2?: number;
  readonly indexed?: Readonly<Record<IndexedMeasure, Measured>>;
  /** Mean over the views that have it. */
  readonly globalLongitudinalStrainPercent: {
    readonly ofEndocardium: Measured;
    readonly ofAxis: Measured;
    /** Those with a strain of the endocardium. */
    readonly views: readonly LongAxisView[];
  };
  readonly views: Partial<Readonly<Record<LongAxisView, MeasuredView>>>;
  readonly warnings: readonly StudyWarning[];
}

type IndexedMeasure =
  | "endDiastolicVolumeMlPerM2"
  | "endSystolicVolumeMlPerM2"
  | "maximumAtrialVolumeMlPerM2"
  | "minimumAtrialVolumeMlPerM2";

const conventions = Object.freeze({
  volumes:
    "V = 8·A₁·A₂ / (3π·L), L the shorter length; of one view 8·A² / (3π·L). Ellipsoids about the long axis, which scarred and remodelled chambers are not",
  phases: "in each view the frames of largest and smallest left ventricular cavity, unless they were given",
  atrium: "at its largest and smallest in each view; length at right angles to the annulus",
  excursions: "how far a point of the annulus moves along the end-diastolic axis, positive to the apex",
  strainOfEndocardium:
    "(L − L_ED) / L_ED of the endocardial outline from annulus over apex to annulus; not tissue tracking",
  strainOfAxis: "(L − L_ED) / L_ED of the way from the apex to the middle of the annulus (Riffel 2015)",
});

export interface LongAxisAnalysis {
  readonly measurements: LongAxisMeasurements;
  readonly drawn: ReadonlyMap<LongAxisView, DrawnView>;
}

/**
 * Measures the views that are given.
 * @throws what `measureView` and `viewDoubts` throw. @throws {CardiacError} `argument` for a body size that is no person's.
 */
export function measureLongAxis(
  given: Partial<Readonly<Record<LongAxisView, ViewToMeasure>>>,
  { software, subject = {} }: LongAxisOptions,
): LongAxisAnalysis {
  const found = longAxisViews.flatMap((view) => {
    const one = given[view];
    return one === undefined ? [] : [[view, measureView(view, one)] as const];
  });
  const drawn = found.flatMap(([view, one]) => (one.drawn === undefined ? [] : [[view, one.drawn] as const]));
  const doubts = viewDoubts(drawn.map(([view, { labels }]) => [view, labels]));
  const views: LongAxisMeasurements["views"] = Object.fromEntries(
    found.map(([view, { measured }]) => [view, measured]),
  );
  const leftVentricle = ventricleOf(views);
  const leftAtrium = atriumOf(views);
  const measurements: LongAxisMeasurements = {
    schema: "cmrkit.long-axis/1",
    researchUseOnly: true,
    software,
    subject,
    conventions,
    leftVentricle,
    leftAtrium,
    ...indexedBy(subject, leftVentricle, leftAtrium),
    globalLongitudinalStrainPercent: globalStrain(found.map(([view, { measured }]) => [view, measured])),
    views,
    warnings: [...doubts, ...imageWarnings(given), ...warningsOf(views, leftVentricle)],
  };
  return Object.freeze({ measurements, drawn: new Map(drawn) });
}

function ventricleOf(views: LongAxisMeasurements["views"]): LongAxisVentricle {
  const { method, volumeMl } = areaLength(views, "leftVentricle");
  return { method, ...volumesOfPhases(volumeMl("largest"), volumeMl("smallest")) };
}

function atriumOf(views: LongAxisMeasurements["views"]): LongAxisAtrium {
  const { method, volumeMl } = areaLength(views, "leftAtrium");
  const maximumVolumeMl = volumeMl("largest");
  const minimumVolumeMl = volumeMl("smallest");
  return {
    method,
    maximumVolumeMl,
    minimumVolumeMl,
    emptyingFractionPercent: emptyingFraction(maximumVolumeMl, minimumVolumeMl),
  };
}

/**
 * Largest and smallest go by area in each view, so that volumes can come out the other way round: then outlines or lengths are
 * wrong, and neither a zero nor a negative fraction would say so.
 */
function emptyingFraction(maximumVolumeMl: Measured, minimumVolumeMl: Measured): Measured {
  return derive([maximumVolumeMl, minimumVolumeMl], (most, least) =>
    least < most
      ? (100 * (most - least)) / most
      : notMeasurable(
          `the volume at the left atrium's smallest area, ${least.toFixed(1)} ml, is not below that at its largest, ${most.toFixed(1)} ml; look at its outlines`,
        ),
  );
}

/** Of one chamber: by both views where both show it; a view that fails is not left out in silence. */
function areaLength(views: LongAxisMeasurements["views"], chamber: "leftVentricle" | "leftAtrium") {
  const shows = (view: MeasuredView | undefined) =>
    chamber === "leftVentricle" ? view?.labels !== undefined : view?.isAtriumLabelled === true;
  const two = shows(views.lax2ch) ? views.lax2ch?.[chamber] : undefined;
  const four = shows(views.lax4ch) ? views.lax4ch?.[chamber] : undefined;
  const volumeMl = (size: "largest" | "smallest"): Measured => {
    if (two && four) return biplaneVolumeMl(two[size], four[size]);
    const only: LongAxisOutline | undefined = (four ?? two)?.[size];
    return only === undefined
      ? notMeasurable(`neither two nor four chambers show a labelled ${chamberTitles[chamber]}`)
      : singlePlaneVolumeMl(only);
  };
  return { method: methodOf(two !== undefined, four !== undefined), volumeMl };
}

const chamberTitles = { leftVentricle: "left ventricle", leftAtrium: "left atrium" } as const;

function methodOf(hasTwo: boolean, hasFour: boolean): AreaLengthMethod {
  if (hasTwo && hasFour) return "biplane area–length of two and four chambers";
  if (hasFour) return "single-plane area–length of four chambers";
  return hasTwo ? "single-plane area–length of two chambers" : "none";
}

function indexedBy(
  { bodySize }: Subject,
  ventricle: LongAxisVentricle,
  atrium: LongAxisAtrium,
): Pick<LongAxisMeasurements, "bodySurfaceAreaM2" | "indexed"> {
  if (bodySize === undefined) return {};
  const areaM2 = bodySurfaceAreaM2(bodySize);
  const per = (value: Measured) => derive([value], (ml) => ml / areaM2);
  return {
    bodySurfaceAreaM2: areaM2,
    indexed: {
      endDiastolicVolumeMlPerM2: per(ventricle.endDiastolicVolumeMl),
      endSystolicVolumeMlPerM2: per(ventricle.endSystolicVolumeMl),
      maximumAtrialVolumeMlPerM2: per(atrium.maximumVolumeMl),
      minimumAtrialVolumeMlPerM2: per(atrium.minimumVolumeMl),
    },
  };
}

function globalStrain(
  views: readonly (readonly [LongAxisView, MeasuredView])[],
): LongAxisMeasurements["globalLongitudinalStrainPercent"] {
  return {
    ofEndocardium: meanOf(views.map(([, { endocardialStrainPercent }]) => endocardialStrainPercent)),
    ofAxis: meanOf(views.map(([, { landmarks }]) => landmarks.globalLongitudinalStrainPercent)),
    views: views.flatMap(([view, { endocardialStrainPercent }]) => (isMeasured(endocardialStrainPercent) ? view : [])),
  };
}

function meanOf(values: readonly Measured[]): Measured {
  const measured = values.filter(isMeasured);
  if (measured.length > 0) return measured.reduce((sum, value) => sum + value, 0) / measured.length;
  return values[0] ?? notMeasurable("no view is given");
}

function imageWarnings(given: Partial<Readonly<Record<LongAxisView, ViewToMeasure>>>): readonly StudyWarning[] {
  return distinctWarnings(longAxisViews.flatMap((view) => given[view]?.imageInput?.warnings ?? []));
}

function warningsOf(views: LongAxisMeasurements["views"], { method }: LongAxisVentricle): readonly StudyWarning[] {
  const byRule = longAxisViews.filter((view) => {
    const by = views[view]?.landmarksBy;
    return by !== undefined && by !== "none" && by !== "marked by a reader";
  });
  return [
    ...longAxisViews.flatMap((view) => labelWarnings(views[view]?.labels, viewTitles[view])),
    ...(byRule.length === 0
      ? []
      : [
          {
            kind: "landmarks-by-rule" as const,
            message: `apex and annulus of ${byRule.map((view) => viewTitles[view]).join(", ")} were found on the labels by a rule of geometry; look where they lie`,
          },
        ]),
    ...(method.startsWith("single")
      ? [
          {
            kind: "single-plane" as const,
            message: `left ventricular volumes are by ${method}: what the other view would show is assumed`,
          },
        ]
      : []),
  ];
}
