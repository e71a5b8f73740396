/**
 * T1 before and after contrast, T2 and extracellular volume of the left ventricle, as a whole and by segment.
 *
 * Source: Messroghli et al. 2017, doi:10.1186/s12968-017-0389-8. Extracellular volume comes from the means of regions, each
 * read in its own map with its own labels, so that maps need not lie over each other.
 */
import {
  assertHaematocrit,
  bloodCore,
  derive,
  extracellularVolumePercent,
  type LocalReference,
  type Measured,
  mapValues,
  type NamedLabels,
  notMeasurable,
  partitionCoefficient,
  type RelaxationTimes,
  type SegmentValue,
  scarLabels,
  valueWithin,
  wallCore,
  zScore,
} from "@cmrkit/cardiac";
import type { LabelVolume, Volume } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { type LabelFacts, type LabelSource, labelFacts, labelWarnings } from "../input/label-source.ts";
import type { StillInput } from "../input/still-input.ts";
import type { InputFacts } from "../input/study-input.ts";
import { isSideUnknown } from "../pictures-side.ts";
import { distinctWarnings, type StudyWarning } from "../warning.ts";
import { requireWall } from "./late-enhancement.ts";
import {
  inMilliseconds,
  type MapInMilliseconds,
  type MapKind,
  mapKinds,
  mapTitles,
  type TimeUnit,
} from "./map-unit.ts";
import { type SegmentationOptions, segmentConvention, sixteenSegments, tissueSegments } from "./tissue-segments.ts";

/** One map with its labels. */
export interface MapToMeasure extends SegmentationOptions {
  readonly still: StillInput;
  /** One frame on the map's grid. */
  readonly named: NamedLabels;
  /** What the caller says of the stored numbers. */
  readonly unit?: TimeUnit | undefined;
  readonly labelSource?: LabelSource | undefined;
}

/** What a local reference can be given for. */
export const referencedMeasures = ["t1NativeMs", "t1PostContrastMs", "t2Ms", "extracellularVolumePercent"] as const;
export type ReferencedMeasure = (typeof referencedMeasures)[number];

export interface MappingOptions {
  readonly software: string;
  /** As a fraction, of blood drawn at the time of the scan; without it there is a partition coefficient only. */
  readonly haematocrit?: number | undefined;
  /** Share of the wall's thickness to take off at either border; `DEFAULT_EROSION_SHARE` unless told otherwise. */
  readonly erosionShare?: number | undefined;
  readonly references?: Partial<Readonly<Record<ReferencedMeasure, LocalReference>>> | undefined;
}

/**
 * Of the wall at either border: with a wall of 9 mm and pixels of 1.5 to 2 mm about one pixel. The guideline asks for
 * conservative contours and names no number, so this one is our own, and stands in every result.
 */
export const DEFAULT_EROSION_SHARE = 0.2;

/** One map, measured. Times are in ms. */
export interface MeasuredMap {
  readonly input: InputFacts;
  readonly labels: LabelFacts;
  readonly unit: MapInMilliseconds["unit"];
  readonly region: string;
  readonly myocardium: SegmentValue;
  readonly bloodRegion: string;
  readonly blood: SegmentValue;
  readonly orientation: ReturnType<typeof tissueSegments>["orientation"];
  readonly insertionsBy: ReturnType<typeof tissueSegments>["insertionsBy"];
}

export interface MappingSegment {
  readonly segmentNumber: number;
  readonly name: string;
  readonly maps: Partial<Readonly<Record<MapKind, SegmentValue>>>;
  readonly partitionCoefficient?: Measured;
  readonly extracellularVolumePercent?: Measured;
}

export interface ReferencedScore {
  readonly zScore: Measured;
  readonly reference: LocalReference;
}

/** `mapping.json`. */
export interface MappingMeasurements {
  readonly schema: "cmrkit.mapping/1";
  readonly researchUseOnly: true;
  readonly software: string;
  readonly conventions: ReturnType<typeof conventionsOf>;
  readonly maps: Partial<Readonly<Record<MapKind, MeasuredMap>>>;
  /** These two are present when T1 was given before or after contrast. */
  readonly partitionCoefficient?: Measured;
  readonly extracellularVolumePercent?: Measured;
  readonly haematocrit?: number;
  readonly scores: Partial<Readonly<Record<ReferencedMeasure, ReferencedScore>>>;
  readonly segments: readonly MappingSegment[];
  readonly warnings: readonly StudyWarning[];
}

/** What pictures and label files are made from. */
export interface MapRegions {
  readonly volume: Volume;
  readonly ventricles: LabelVolume;
  readonly still: StillInput;
  /** (Z, Y, X): 1 to 16 where a segment was read, `UNSEGMENTED` and `BLOOD`. */
  readonly regions: Uint8Array;
}

/** Myocardium that was read but lies in no segment, and blood, among the numbers of regions. */
export const UNSEGMENTED = 17;
export const BLOOD = 18;

export interface Mapping {
  readonly measurements: MappingMeasurements;
  readonly regions: ReadonlyMap<MapKind, MapRegions>;
}

/**
 * Measures the maps that are given.
 * @throws {StudyError} `input` without a map, or when labels have several frames or no myocardium; `unit` as `inMilliseconds`.
 * @throws {CardiacError} `argument` for a haematocrit that is no person's, an erosion of half the wall, or a reference without
 *   a source; `unknown-label`. @throws {GridError} `data-size`.
 */
export function measureMaps(given: Partial<Readonly<Record<MapKind, MapToMeasure>>>, options: MappingOptions): Mapping {
  const { haematocrit, erosionShare = DEFAULT_EROSION_SHARE, references = {} } = options;
  if (haematocrit !== undefined) assertHaematocrit(haematocrit);
  const kinds = mapKinds.filter((kind) => given[kind] !== undefined);
  if (kinds.length === 0) throw new StudyError("input", "no map is given: T1 before or after contrast, or T2");
  const read = new Map(kinds.map((kind) => [kind, readMap(given[kind]!, kind, erosionShare)]));
  const maps = Object.fromEntries([...read].map(([kind, { measured }]) => [kind, measured]));
  const whole = extracellular(haematocrit, (kind) => read.get(kind)?.measured.myocardium, read);
  const measurements: MappingMeasurements = {
    schema: "cmrkit.mapping/1",
    researchUseOnly: true,
    software: options.software,
    conventions: conventionsOf(erosionShare),
    maps,
    ...whole,
    ...(haematocrit !== undefined && { haematocrit }),
    scores: scoresOf(references, maps, whole.extracellularVolumePercent),
    segments: sixteenSegments.map((segment, n) => ({
      ...segment,
      maps: Object.fromEntries([...read].map(([kind, { segments }]) => [kind, segments[n]!])),
      ...extracellular(haematocrit, (kind) => read.get(kind)?.segments[n], read),
    })),
    warnings: distinctWarnings([...read.values()].flatMap(({ warnings }) => warnings)),
  };
  return Object.freeze({ measurements, regions: new Map([...read].map(([kind, { regions }]) => [kind, regions])) });
}

function conventionsOf(erosionShare: number) {
  return Object.freeze({
    erosionShare,
    erosion: "share of the wall's own thickness taken off at the endocardium and at the epicardium, within slices",
    myocardium: "mean and standard deviation between voxels",
    extracellularVolume:
      "(1 − haematocrit) · λ, λ = ΔR1 of myocardium / ΔR1 of blood, from the means of regions, each in its own map",
    segments: segmentConvention,
    ranges: "none built in: T1 and T2 compare only with healthy people on the same scanner and sequence",
  });
}

interface ReadMap {
  readonly measured: MeasuredMap;
  readonly segments: readonly SegmentValue[];
  readonly regions: MapRegions;
  readonly warnings: readonly StudyWarning[];
}

function readMap(given: MapToMeasure, kind: MapKind, erosionShare: number): ReadMap {
  const { still, named, unit, labelSource } = given;
  const labels = labelFacts(named, labelSource);
  const { ventricles } = scarLabels(named);
  requireWall(ventricles, labels, mapTitles[kind]);
  const wall = wallCore(ventricles, 0, erosionShare);
  const scaled = inMilliseconds(still, kind, wall, unit);
  const segments = tissueSegments(ventricles, isSideUnknown(still), given);
  const { region, myocardium, segments: values } = mapValues(scaled.volume, wall, segments.numbers);
  const bloodRegion = bloodCore(ventricles, 0);
  return {
    measured: {
      input: still.facts,
      labels,
      unit: scaled.unit,
      region,
      myocardium,
      bloodRegion: bloodRegion.source,
      blood: valueWithin(scaled.volume, bloodRegion),
      orientation: segments.orientation,
      insertionsBy: segments.insertionsBy,
    },
    segments: segments.why
      ? values.map(({ voxels }) => ({ mean: segments.why!, standardDeviation: segments.why!, voxels }))
      : values,
    regions: {
      volume: scaled.volume,
      ventricles,
      still,
      regions: wall.mask.map((inside, at) => {
        if (bloodRegion.mask[at] !== 0) return BLOOD;
        return inside === 0 ? 0 : segments.numbers[at] || UNSEGMENTED;
      }),
    },
    warnings: [...labelWarnings(labels, mapTitles[kind]), ...still.warnings, ...scaled.warnings, ...segments.warnings],
  };
}

type Extracellular = Pick<MappingMeasurements, "partitionCoefficient" | "extracellularVolumePercent">;

function extracellular(
  haematocrit: number | undefined,
  ofKind: (kind: MapKind) => SegmentValue | undefined,
  read: ReadonlyMap<MapKind, ReadMap>,
): Extracellular {
  if (!read.has("t1Native") && !read.has("t1PostContrast")) return {};
  const times = (of: (kind: MapKind) => Measured | undefined): RelaxationTimes => ({
    nativeMs: of("t1Native") ?? notMeasurable("no T1 before contrast is given"),
    postContrastMs: of("t1PostContrast") ?? notMeasurable("no T1 after contrast is given"),
  });
  const myocardium = times((kind) => ofKind(kind)?.mean);
  const blood = times((kind) => read.get(kind)?.measured.blood.mean);
  const lambda = partitionCoefficient(myocardium, blood);
  return {
    partitionCoefficient: lambda,
    extracellularVolumePercent:
      haematocrit === undefined
        ? derive([lambda], () => notMeasurable("no haematocrit is given"))
        : extracellularVolumePercent(myocardium, blood, haematocrit),
  };
}

function scoresOf(
  references: Partial<Readonly<Record<ReferencedMeasure, LocalReference>>>,
  maps: Partial<Readonly<Record<MapKind, MeasuredMap>>>,
  extracellularVolume: Measured | undefined,
): MappingMeasurements["scores"] {
  const values: Readonly<Record<ReferencedMeasure, Measured | undefined>> = {
    t1NativeMs: maps.t1Native?.myocardium.mean,
    t1PostContrastMs: maps.t1PostContrast?.myocardium.mean,
    t2Ms: maps.t2?.myocardium.mean,
    extracellularVolumePercent: extracellularVolume,
  };
  return Object.fromEntries(
    referencedMeasures.flatMap((measure) => {
      const reference = references[measure];
      if (reference === undefined) return [];
      const value = values[measure] ?? notMeasurable("no map for it is given");
      return [[measure, { zScore: zScore(value, reference), reference }]];
    }),
  );
}
