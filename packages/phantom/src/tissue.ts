/**
 * Tissues and how bright balanced steady-state free precession (bSSFP) shows them.
 *
 * Relaxation times at 1.5 T: blood, heart, liver, muscle, kidney from Stanisz et al. 2005, doi:10.1002/mrm.20605; fat,
 * marrow, spleen from de Bazelaire et al. 2004, doi:10.1148/radiol.2303021331. Proton density of lung and bone, and the
 * contents of stomach and bowel, are chosen for a plausible picture.
 */

/** Tissues by name; the number is what the drawing code passes about. */
export const tissue = {
  air: 0,
  blood: 1,
  myocardium: 2,
  fat: 3,
  muscle: 4,
  lung: 5,
  liver: 6,
  spleen: 7,
  marrow: 8,
  bone: 9,
  fluid: 10,
  skin: 11,
  kidney: 12,
  bowel: 13,
  /** Pericardium, and the line where fat and water cancel within a voxel: no signal. */
  pericardium: 14,
} as const;

export type TissueName = keyof typeof tissue;
export type TissueCode = (typeof tissue)[TissueName];

interface Relaxation {
  readonly t1Ms: number;
  readonly t2Ms: number;
  /** Relative to water. */
  readonly protonDensity: number;
}

const relaxation = {
  air: { t1Ms: 1000, t2Ms: 50, protonDensity: 0 },
  blood: { t1Ms: 1441, t2Ms: 290, protonDensity: 1 },
  myocardium: { t1Ms: 1030, t2Ms: 45, protonDensity: 0.9 },
  fat: { t1Ms: 343, t2Ms: 58, protonDensity: 1 },
  muscle: { t1Ms: 1008, t2Ms: 44, protonDensity: 0.85 },
  lung: { t1Ms: 1200, t2Ms: 40, protonDensity: 0.12 },
  liver: { t1Ms: 576, t2Ms: 46, protonDensity: 0.85 },
  spleen: { t1Ms: 1057, t2Ms: 79, protonDensity: 0.9 },
  marrow: { t1Ms: 549, t2Ms: 49, protonDensity: 1 },
  bone: { t1Ms: 1000, t2Ms: 1, protonDensity: 0.1 },
  fluid: { t1Ms: 4000, t2Ms: 1500, protonDensity: 1 },
  skin: { t1Ms: 900, t2Ms: 30, protonDensity: 0.7 },
  kidney: { t1Ms: 690, t2Ms: 55, protonDensity: 0.9 },
  bowel: { t1Ms: 900, t2Ms: 60, protonDensity: 0.8 },
  pericardium: { t1Ms: 1000, t2Ms: 2, protonDensity: 0.1 },
} satisfies Record<TissueName, Relaxation>;

/**
 * Steady-state signal of bSSFP on resonance for TR ≪ T2, over equilibrium magnetisation:
 * ρ · sin α / (1 + cos α + (1 − cos α) · T1 / T2).
 *
 * Source: Scheffler & Lehnhardt 2003, doi:10.1007/s00330-003-1957-x, eq. 1; the echo at TR / 2 is left undamped.
 */
export function bssfpSignal({ t1Ms, t2Ms, protonDensity }: Relaxation, flipAngleDeg: number): number {
  const alpha = (flipAngleDeg * Math.PI) / 180;
  const cosine = Math.cos(alpha);
  return (protonDensity * Math.sin(alpha)) / (1 + cosine + (1 - cosine) * (t1Ms / t2Ms));
}

/** Signal of every tissue by its code, at one flip angle. */
export function signalTable(flipAngleDeg: number): Float64Array {
  const table = new Float64Array(Object.keys(tissue).length);
  for (const name of tissueNames) table[tissue[name]] = bssfpSignal(relaxation[name], flipAngleDeg);
  return table;
}

function isTissueName(name: string): name is TissueName {
  return name in tissue;
}

const tissueNames = Object.keys(tissue).filter(isTissueName);
