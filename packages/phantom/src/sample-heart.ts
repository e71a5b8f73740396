/**
 * Hearts of each kind, drawn at random from adult ranges.
 *
 * Normal volumes, ejection fractions and wall thickness: Kawel-Boehm et al. 2020, doi:10.1186/s12968-020-00683-3.
 * Diseased hearts follow the inclusion rules of ACDC (Bernard et al. 2018, doi:10.1109/TMI.2018.2837502): dilated with
 * an ejection fraction below 40 %, hypertrophic with a wall of 15 mm or more, infarcted with regional loss of motion,
 * and right ventricles that are large or contract poorly.
 */
import type { RandomStream } from "@cmrkit/tensor";
import { heartPoint } from "./axial-place.ts";
import { anteriorCavityMm } from "./chest-wall.ts";
import { heart, momentOf } from "./heart.ts";
import type {
  BodyParameters,
  HeartKind,
  HeartParameters,
  LeftVentricleParameters,
  PoseParameters,
  RightVentricleParameters,
  WallRegion,
} from "./parameters.ts";
import { heartParameters } from "./parameters.ts";
import { angleOf, heightOf } from "./polar-map.ts";
import { heartFrame, toPatient } from "./pose.ts";

type Range = readonly [number, number];

interface KindRanges {
  readonly endDiastolicVolumeMl: Range;
  readonly ejectionFractionPercent: Range;
  readonly wallThicknessMm: Range;
  readonly lengthToRadius: Range;
  readonly longitudinalShorteningPercent: Range;
  readonly rightEjectionFractionPercent: Range;
  readonly septalFlattening: Range;
  readonly wallRegions: (random: RandomStream) => readonly WallRegion[];
}

const healthyWall = (): readonly WallRegion[] => [];

const kindRanges: Readonly<Record<HeartKind, KindRanges>> = {
  normal: {
    endDiastolicVolumeMl: [85, 190],
    ejectionFractionPercent: [54, 70],
    wallThicknessMm: [5.5, 8.5],
    lengthToRadius: [3.2, 3.9],
    longitudinalShorteningPercent: [12, 18],
    rightEjectionFractionPercent: [47, 64],
    septalFlattening: [0, 0.08],
    wallRegions: healthyWall,
  },
  dilated: {
    endDiastolicVolumeMl: [195, 370],
    ejectionFractionPercent: [10, 35],
    wallThicknessMm: [5.5, 8.5],
    lengthToRadius: [2.6, 3.3],
    longitudinalShorteningPercent: [3, 8],
    rightEjectionFractionPercent: [22, 52],
    septalFlattening: [0, 0.06],
    wallRegions: healthyWall,
  },
  hypertrophic: {
    endDiastolicVolumeMl: [75, 165],
    ejectionFractionPercent: [56, 78],
    wallThicknessMm: [9, 13],
    lengthToRadius: [3.3, 4.1],
    longitudinalShorteningPercent: [9, 15],
    rightEjectionFractionPercent: [50, 68],
    septalFlattening: [0, 0.05],
    wallRegions: septalHypertrophy,
  },
  infarcted: {
    endDiastolicVolumeMl: [125, 260],
    ejectionFractionPercent: [20, 44],
    wallThicknessMm: [6.5, 9],
    lengthToRadius: [2.8, 3.6],
    longitudinalShorteningPercent: [4, 10],
    rightEjectionFractionPercent: [44, 62],
    septalFlattening: [0, 0.05],
    wallRegions: infarct,
  },
  "rv-dilated": {
    endDiastolicVolumeMl: [75, 150],
    ejectionFractionPercent: [46, 64],
    wallThicknessMm: [5, 7.5],
    lengthToRadius: [3.1, 3.9],
    longitudinalShorteningPercent: [8, 14],
    rightEjectionFractionPercent: [22, 40],
    septalFlattening: [0.12, 0.4],
    wallRegions: healthyWall,
  },
};

/**
 * A heart of a kind; equal streams give equal hearts.
 * @returns parameters within the ranges of `heartParameters`. Both ventricles pump about the same volume, as they do
 *   in a closed circulation, so the size of the right one follows from its ejection fraction.
 */
export function sampleHeart(kind: HeartKind, random: RandomStream): HeartParameters {
  const ranges = kindRanges[kind];
  const leftVentricle = sampleLeftVentricle(ranges, random);
  const rightVentricle = sampleRightVentricle(ranges, leftVentricle, random);
  const body = sampleBody(random);
  const heartRateBpm = between(random, [50, 95]);
  const floating = heartParameters({
    kind,
    leftVentricle,
    rightVentricle,
    wallRegions: ranges.wallRegions(random),
    beat: {
      heartRateBpm,
      // Systole shortens less than the beat does: about 0.55 s minus 2 ms for each beat per minute (Weissler 1968).
      systolicFraction: ((0.5 - 0.0017 * heartRateBpm) * heartRateBpm) / 60 + between(random, [-0.02, 0.02]),
      earlyFillingFraction: between(random, [0.55, 0.8]),
    },
    pose: samplePose(random),
    body,
  });
  return behindChestWall(floating, between(random, [-14, -5]));
}

function sampleLeftVentricle(ranges: KindRanges, random: RandomStream): LeftVentricleParameters {
  const draw = (range: Range) => between(random, range);
  return {
    endDiastolicVolumeMl: draw(ranges.endDiastolicVolumeMl),
    ejectionFractionPercent: draw(ranges.ejectionFractionPercent),
    wallThicknessMm: draw(ranges.wallThicknessMm),
    lengthToRadius: draw(ranges.lengthToRadius),
    equatorFraction: draw([0.66, 0.85]),
    apicalThicknessRatio: draw([0.6, 0.9]),
    longitudinalShorteningPercent: draw(ranges.longitudinalShorteningPercent),
    ellipticity: draw([0, 0.1]),
    ellipticityAngleDeg: draw([0, 180]),
    septalFlattening: draw(ranges.septalFlattening),
    basalSlope: draw([0, 0.2]),
    trabecularDepthMm: draw([1, 3]),
    papillaryRadiusMm: draw([3.5, 5.5]),
  };
}

function sampleRightVentricle(
  ranges: KindRanges,
  lv: LeftVentricleParameters,
  random: RandomStream,
): RightVentricleParameters {
  const draw = (range: Range) => between(random, range);
  const ejectionFractionPercent = draw(ranges.rightEjectionFractionPercent);
  const leftStrokeVolumeMl = (lv.endDiastolicVolumeMl * lv.ejectionFractionPercent) / 100;
  const strokeVolumeMl = leftStrokeVolumeMl * draw([0.95, 1.1]);
  return {
    endDiastolicVolumeMl: (strokeVolumeMl / ejectionFractionPercent) * 100,
    ejectionFractionPercent,
    wallThicknessMm: draw([2, 3.5]),
    septumAngleDeg: draw([168, 192]),
    insertionHalfAngleDeg: draw([58, 74]),
    apexFraction: draw([0.08, 0.2]),
    crescentExponent: draw([0.55, 0.85]),
  };
}

function sampleBody(random: RandomStream): BodyParameters {
  const draw = (range: Range) => between(random, range);
  return {
    halfWidthMm: draw([150, 195]),
    halfDepthMm: draw([98, 128]),
    subcutaneousFatMm: draw([6, 28]),
    muscleMm: draw([9, 15]),
    epicardialFatMm: draw([2, 7]),
    textureSeed: random.integer(2 ** 31),
  };
}

/** Apex to the left, front and below; the heart left of the middle. How far back it lies is `behindChestWall`'s. */
function samplePose(random: RandomStream): PoseParameters {
  const draw = (range: Range) => between(random, range);
  return {
    leftMm: draw([28, 44]),
    posteriorMm: 0,
    superiorMm: draw([-15, 15]),
    apexAzimuthDeg: draw([38, 60]),
    apexDescentDeg: draw([22, 42]),
    rollDeg: draw([-15, 15]),
  };
}

/** The heart moved forward or back until its foremost part lies `gapMm` behind the chest wall; below 0 it dents it. */
function behindChestWall(parameters: HeartParameters, gapMm: number): HeartParameters {
  const whole = heart(parameters);
  const frame = heartFrame(parameters.pose);
  const { rightEpicardiumMm2, lengthMm } = momentOf(whole, 0);
  const posteriorMm = rightEpicardiumMm2.reduce((furthest, squared, node) => {
    const point = heartPoint(whole, heightOf(node) * lengthMm, angleOf(node), Math.sqrt(squared));
    const [x, y, z] = toPatient(frame, point);
    return Math.max(furthest, gapMm - y - anteriorCavityMm(parameters.body, x, z));
  }, Number.NEGATIVE_INFINITY);
  return heartParameters({ ...parameters, pose: { ...parameters.pose, posteriorMm } });
}

/** The septum, and often the wall in front of it, thick; the rest as the kind has it (asymmetric septal hypertrophy). */
function septalHypertrophy(random: RandomStream): readonly WallRegion[] {
  return [
    {
      centreDeg: between(random, [180, 235]),
      widthDeg: between(random, [90, 200]),
      fromFraction: between(random, [-0.2, 0.3]),
      toFraction: 1.2,
      thicknessFactor: between(random, [1.3, 1.9]),
      motionFactor: between(random, [0.85, 1]),
      scarFraction: 0,
    },
  ];
}

/** Middle of the territory of a coronary artery, its width, and how far it reaches from apex towards base. */
const territories = [
  { centreDeg: 235, widthDeg: [100, 150], toFraction: [0.6, 1.1] }, // left anterior descending: anteroseptal, with the apex
  { centreDeg: 20, widthDeg: [70, 110], toFraction: [0.8, 1.2] }, // circumflex: lateral
  { centreDeg: 110, widthDeg: [70, 115], toFraction: [0.8, 1.2] }, // right coronary: inferior
] as const;

/** An old infarct: one territory thin, scarred and without motion, or bulging a little. */
function infarct(random: RandomStream): readonly WallRegion[] {
  const territory = territories[random.integer(territories.length)]!;
  return [
    {
      centreDeg: territory.centreDeg + between(random, [-15, 15]),
      widthDeg: between(random, territory.widthDeg),
      fromFraction: -0.5,
      toFraction: between(random, territory.toFraction),
      thicknessFactor: between(random, [0.5, 0.8]),
      motionFactor: between(random, [-0.15, 0.2]),
      scarFraction: between(random.fork("scar"), [0.4, 1]),
    },
  ];
}

function between(random: RandomStream, [low, high]: Range): number {
  return low + (high - low) * random.uniform();
}
