/**
 * The right ventricle at end-diastole: a crescent on the septal side of the left, between two insertions, deepest at
 * the base, with a thin free wall.
 */
import type { EndDiastolicLeftVentricle } from "./left-ventricle.ts";
import type { RightVentricleParameters } from "./parameters.ts";
import { angleBetween, angleOf, heightOf, type PolarMap, polarMap, sectorVolumeMl } from "./polar-map.ts";

/** The right ventricle at end-diastole, node by node, as it lies on the epicardium of the left. */
export interface EndDiastolicRightVentricle {
  /** Free-wall endocardial radius² − left epicardial radius². */
  readonly cavityMm2: PolarMap;
  /** Free-wall epicardial radius² − free-wall endocardial radius². */
  readonly wallMm2: PolarMap;
  /** Depth of the cavity at the middle of the septum, at the base. */
  readonly depthMm: number;
}

/** The end-diastolic crescent whose cavity holds `endDiastolicVolumeMl` exactly. */
export function endDiastolicRightVentricle(
  rv: RightVentricleParameters,
  lv: EndDiastolicLeftVentricle,
): EndDiastolicRightVentricle {
  const epicardium = polarMap((node) => Math.sqrt(lv.cavityMm2[node]! + lv.wallMm2[node]!));
  const shape = polarMap((node) => relativeDepth(rv, heightOf(node), angleOf(node)));
  const crescent = (depthMm: number) =>
    polarMap((node) => (epicardium[node]! + depthMm * shape[node]!) ** 2 - epicardium[node]! ** 2);

  const depthMm = depthForVolume((depth) => sectorVolumeMl(crescent(depth), lv.lengthMm), rv.endDiastolicVolumeMl);
  const unscaled = crescent(depthMm);
  const toTarget = rv.endDiastolicVolumeMl / sectorVolumeMl(unscaled, lv.lengthMm);
  const cavityMm2 = polarMap((node) => unscaled[node]! * toTarget);
  const wallMm2 = polarMap((node) => {
    const inner = Math.sqrt(epicardium[node]! ** 2 + cavityMm2[node]!);
    const thickness = rv.wallThicknessMm * Math.min(1, (depthMm * shape[node]!) / rv.wallThicknessMm);
    return (inner + thickness) ** 2 - inner ** 2;
  });
  return Object.freeze({ cavityMm2, wallMm2, depthMm });
}

/** How much narrower the crescent is at its apex than at the base, and how far its base turns towards the outflow. */
const APICAL_NARROWING = 0.3;
const OUTFLOW_TURN = 0.35;

/** Depth of the crescent over its depth at the base, in [0, 1]; 0 outside the insertions and below its apex. */
function relativeDepth(rv: RightVentricleParameters, height: number, angle: number): number {
  const fromApex = (height - rv.apexFraction) / (1 - rv.apexFraction);
  if (fromApex <= 0) return 0;
  const centre = (rv.septumAngleDeg * Math.PI) / 180 + OUTFLOW_TURN * (fromApex - 0.5);
  const halfAngle = (rv.insertionHalfAngleDeg * Math.PI) / 180;
  const across = angleBetween(angle, centre) / (halfAngle * (1 - APICAL_NARROWING * (1 - fromApex)));
  return Math.abs(across) >= 1 ? 0 : fromApex ** 0.7 * (1 - across * across) ** rv.crescentExponent;
}

/** Bisection on a volume that grows with depth. 40 halvings of 300 mm leave 3e-10 mm. */
function depthForVolume(volumeMl: (depthMm: number) => number, targetMl: number): number {
  let [low, high] = [0, 300];
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (volumeMl(middle) < targetMl) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
