/**
 * What a simulated heart is: numbers that can be written to JSON, checked against the ranges the model can draw.
 *
 * Angles around the left ventricle are measured in the short-axis picture as it is usually shown, seen from the apex:
 * 0° lateral (right of the picture), 90° inferior (down), 180° septal (left), 270° anterior (up).
 */
import { PhantomError } from "./errors.ts";

export const heartKinds = ["normal", "dilated", "hypertrophic", "infarcted", "rv-dilated"] as const;
export type HeartKind = (typeof heartKinds)[number];

export interface LeftVentricleParameters {
  readonly endDiastolicVolumeMl: number;
  readonly ejectionFractionPercent: number;
  /** Wall at the widest section at end-diastole, before any `WallRegion` thickens or thins it. */
  readonly wallThicknessMm: number;
  /** Length of the cavity from endocardial apex to mitral plane over the radius of its widest section. */
  readonly lengthToRadius: number;
  /** Where the widest section lies: 0 endocardial apex, 1 mitral plane. */
  readonly equatorFraction: number;
  /** Thickness of the wall at the apex, over `wallThicknessMm`. */
  readonly apicalThicknessRatio: number;
  /** How much nearer the mitral plane is to the apex at end-systole, of the end-diastolic distance. */
  readonly longitudinalShorteningPercent: number;
  /** Amplitude of the second angular harmonic of the squared cavity radius; 0 is round. */
  readonly ellipticity: number;
  readonly ellipticityAngleDeg: number;
  /** How much of the squared radius the middle of the septum lacks: the D shape of a loaded right ventricle. */
  readonly septalFlattening: number;
  /** Slope of the mitral plane against the short axis; positive when the septal side lies nearer the apex. */
  readonly basalSlope: number;
  /** Depth of the trabecular roughness of the endocardium; papillary muscles and trabeculae count as cavity. */
  readonly trabecularDepthMm: number;
  readonly papillaryRadiusMm: number;
}

export interface RightVentricleParameters {
  readonly endDiastolicVolumeMl: number;
  readonly ejectionFractionPercent: number;
  readonly wallThicknessMm: number;
  /** Direction of the middle of the septum, about 180. */
  readonly septumAngleDeg: number;
  /** Half the angle between the two insertions at the base. */
  readonly insertionHalfAngleDeg: number;
  /** Height of the apex of the right ventricle, of the length of the left: 0 apex, 1 base. */
  readonly apexFraction: number;
  /** 0.5 is a full, box-like free wall, 1 a thin crescent. */
  readonly crescentExponent: number;
}

/** A part of the left ventricular wall that is thicker, thinner or moves less than the rest, with soft edges. */
export interface WallRegion {
  readonly centreDeg: number;
  readonly widthDeg: number;
  /** Extent along the cavity: 0 endocardial apex, 1 mitral plane. */
  readonly fromFraction: number;
  readonly toFraction: number;
  /** Thickness over that of the wall elsewhere. */
  readonly thicknessFactor: number;
  /** Inward motion over that of the wall elsewhere: 0 akinetic, below 0 dyskinetic. */
  readonly motionFactor: number;
  /** Share of the wall, from the endocardium outwards, that is scar; 0 is none. */
  readonly scarFraction: number;
}

export interface BeatParameters {
  readonly heartRateBpm: number;
  /** End-systole, as a fraction of the cycle. */
  readonly systolicFraction: number;
  /** Share of the stroke volume that returns in the early filling wave; the atrial kick brings the rest. */
  readonly earlyFillingFraction: number;
}

/** Where the heart lies and which way it points; patient axes +x left, +y posterior, +z superior, origin mid-body. */
export interface PoseParameters {
  readonly leftMm: number;
  readonly posteriorMm: number;
  readonly superiorMm: number;
  /** Direction of the apex in the axial plane: 0 anterior, 90 left. */
  readonly apexAzimuthDeg: number;
  /** How far the apex points below the axial plane. */
  readonly apexDescentDeg: number;
  /** Turn about the long axis; positive turns the septum towards inferior. */
  readonly rollDeg: number;
}

export interface BodyParameters {
  readonly halfWidthMm: number;
  readonly halfDepthMm: number;
  readonly subcutaneousFatMm: number;
  readonly muscleMm: number;
  readonly epicardialFatMm: number;
  /** Names the arrangement of organs, lung vessels and trabeculae. */
  readonly textureSeed: number;
}

/** A simulated heart in its body. Made by `heartParameters` or `sampleHeart`. */
export interface HeartParameters {
  readonly kind: HeartKind;
  readonly leftVentricle: LeftVentricleParameters;
  readonly rightVentricle: RightVentricleParameters;
  readonly wallRegions: readonly WallRegion[];
  readonly beat: BeatParameters;
  readonly pose: PoseParameters;
  readonly body: BodyParameters;
}

type Range = readonly [lowest: number, highest: number];
type Ranges<T> = { readonly [K in keyof T]: Range };

/** What the model can draw; wider than adult physiology, which `sampleHeart` keeps to. */
const leftVentricleRanges: Ranges<LeftVentricleParameters> = {
  endDiastolicVolumeMl: [30, 500],
  ejectionFractionPercent: [4, 85],
  wallThicknessMm: [3, 25],
  lengthToRadius: [2, 5],
  equatorFraction: [0.6, 1],
  apicalThicknessRatio: [0.3, 1.5],
  longitudinalShorteningPercent: [0, 30],
  ellipticity: [0, 0.3],
  ellipticityAngleDeg: [0, 360],
  septalFlattening: [0, 0.6],
  basalSlope: [-0.4, 0.4],
  trabecularDepthMm: [0, 6],
  papillaryRadiusMm: [0, 8],
};

const rightVentricleRanges: Ranges<RightVentricleParameters> = {
  endDiastolicVolumeMl: [30, 500],
  ejectionFractionPercent: [4, 85],
  wallThicknessMm: [1, 8],
  septumAngleDeg: [140, 220],
  insertionHalfAngleDeg: [40, 90],
  apexFraction: [0, 0.4],
  crescentExponent: [0.4, 1.5],
};

const wallRegionRanges: Ranges<WallRegion> = {
  centreDeg: [-360, 360],
  widthDeg: [10, 360],
  fromFraction: [-1, 1],
  toFraction: [0, 2],
  thicknessFactor: [0.3, 3],
  motionFactor: [-0.5, 1.5],
  scarFraction: [0, 1],
};

const beatRanges: Ranges<BeatParameters> = {
  heartRateBpm: [30, 200],
  systolicFraction: [0.2, 0.6],
  earlyFillingFraction: [0.2, 0.95],
};

const poseRanges: Ranges<PoseParameters> = {
  leftMm: [-150, 150],
  posteriorMm: [-150, 150],
  superiorMm: [-150, 150],
  apexAzimuthDeg: [-180, 180],
  apexDescentDeg: [-80, 80],
  rollDeg: [-180, 180],
};

const bodyRanges: Ranges<BodyParameters> = {
  halfWidthMm: [120, 280],
  halfDepthMm: [80, 220],
  subcutaneousFatMm: [2, 80],
  muscleMm: [6, 40],
  epicardialFatMm: [0, 20],
  textureSeed: [0, 2 ** 32 - 1],
};

/**
 * The parameters of a heart, checked and frozen.
 * @throws {PhantomError} `out-of-range` naming the parameter, its value and its range.
 */
export function heartParameters(parameters: HeartParameters): HeartParameters {
  return Object.freeze({
    kind: parameters.kind,
    leftVentricle: inRanges("leftVentricle", parameters.leftVentricle, leftVentricleRanges),
    rightVentricle: inRanges("rightVentricle", parameters.rightVentricle, rightVentricleRanges),
    wallRegions: Object.freeze(
      parameters.wallRegions.map((region, i) => inRanges(`wallRegions[${i}]`, region, wallRegionRanges)),
    ),
    beat: inRanges("beat", parameters.beat, beatRanges),
    pose: inRanges("pose", parameters.pose, poseRanges),
    body: inRanges("body", parameters.body, bodyRanges),
  });
}

function inRanges<T extends { readonly [K in keyof T]: number }>(path: string, values: T, ranges: Ranges<T>): T {
  for (const name in ranges) {
    const [lowest, highest] = ranges[name];
    const value = values[name];
    if (!(value >= lowest && value <= highest)) {
      throw new PhantomError("out-of-range", `${path}.${name} must lie in ${lowest} … ${highest}, got ${value}`);
    }
  }
  return Object.freeze({ ...values });
}
