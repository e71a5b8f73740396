/**
 * What a scanner stores of each tissue: bright and dark in a cine or in late enhancement, milliseconds in a map.
 *
 * A voxel of several tissues carries their mean, which for a map is not quite what fitting their joint signal would give.
 */
import type { CineScan } from "./scan.ts";
import { HAEMATOCRIT, type TissueProperties, tissueProperties, tissueTable } from "./tissue.ts";

/** Images of one moment, beside the cine, as catalogues name their sequences; `t1_map_post` is taken after contrast agent. */
export const stillContrasts = ["lge", "t1_map", "t1_map_post", "t2_map"] as const;
export type StillContrast = (typeof stillContrasts)[number];

export interface Contrast {
  /** Stored value of each tissue by its code. */
  readonly values: Float64Array;
  /** Whether the coil, streaming blood and grain show: a map is free of them. */
  readonly isShaded: boolean;
  /** Standard deviation of the noise in stored units. */
  readonly noiseSigma: number;
}

/** Noise of maps over that of the cine, whose blood is near 700: some 2 % of the blood's T1, 5 % of the muscle's T2. */
const [T1_NOISE, T2_NOISE] = [2, 0.2];

export const contrasts: Readonly<Record<"cine" | StillContrast, (scan: CineScan) => Contrast>> = {
  cine: (scan) => weighted(scan, (properties) => bssfpSignal(properties, scan.flipAngleDeg)),
  lge: (scan) => weighted(scan, inversionRecoverySignal),
  t1_map: ({ noiseSigma }) => map(({ t1Ms, protonDensity }) => (protonDensity > 0 ? t1Ms : 0), T1_NOISE * noiseSigma),
  t1_map_post: ({ noiseSigma }) =>
    map((properties) => (properties.protonDensity > 0 ? enhancedT1Ms(properties) : 0), T1_NOISE * noiseSigma),
  t2_map: ({ noiseSigma }) => map(({ t2Ms, protonDensity }) => (protonDensity > 0 ? t2Ms : 0), T2_NOISE * noiseSigma),
};

function weighted(scan: CineScan, signalOf: (properties: TissueProperties) => number): Contrast {
  const values = tissueTable(signalOf).map((signal) => signal * scan.intensityScale);
  return { values, isShaded: true, noiseSigma: scan.noiseSigma };
}

function map(msOf: (properties: TissueProperties) => number, noiseSigma: number): Contrast {
  return { values: tissueTable(msOf), isShaded: false, noiseSigma };
}

/**
 * Steady-state signal of balanced steady-state free precession on resonance for TR ≪ T2, over equilibrium magnetisation:
 * ρ · sin α / (1 + cos α + (1 − cos α) · T1 / T2).
 *
 * Source: Scheffler & Lehnhardt 2003, doi:10.1007/s00330-003-1957-x, eq. 1; the echo at TR / 2 is left undamped.
 */
export function bssfpSignal(
  { t1Ms, t2Ms, protonDensity }: Pick<TissueProperties, "t1Ms" | "t2Ms" | "protonDensity">,
  flipAngleDeg: number,
): number {
  const alpha = (flipAngleDeg * Math.PI) / 180;
  const cosine = Math.cos(alpha);
  return (protonDensity * Math.sin(alpha)) / (1 + cosine + (1 - cosine) * (t1Ms / t2Ms));
}

/** By how much contrast agent speeds up the relaxation of blood, some ten minutes after a usual dose, in 1/s. */
const BLOOD_DELTA_R1 = 2;

/**
 * T1 with contrast agent at equilibrium: R1 rises in proportion to the extracellular volume, as
 * ECV = (1 − haematocrit) · ΔR1 of the tissue / ΔR1 of blood.
 *
 * Source: Messroghli et al. 2017, doi:10.1186/s12968-017-0389-8.
 */
export function enhancedT1Ms({ t1Ms, extracellular }: Pick<TissueProperties, "t1Ms" | "extracellular">): number {
  return 1000 / (1000 / t1Ms + (BLOOD_DELTA_R1 * extracellular) / (1 - HAEMATOCRIT));
}

/** Signal of the brightest tissue over that of blood in the cine, so that both images need the same range. */
const LGE_SCALE = 1.2;

/** Magnitude after an inversion that nulls healthy muscle, over equilibrium magnetisation: ρ · |1 − 2 · e^(−TI / T1)|. */
function inversionRecoverySignal(properties: TissueProperties): number {
  const inversionTimeMs = Math.LN2 * enhancedT1Ms(tissueProperties.myocardium);
  const recovered = 1 - 2 * Math.exp(-inversionTimeMs / enhancedT1Ms(properties));
  return LGE_SCALE * properties.protonDensity * Math.abs(recovered);
}
