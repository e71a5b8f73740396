/**
 * Tissues, their relaxation, and how much contrast agent reaches them.
 *
 * Relaxation times at 1.5 T: blood, heart, liver, muscle, kidney from Stanisz et al. 2005, doi:10.1002/mrm.20605; fat,
 * marrow, spleen from de Bazelaire et al. 2004, doi:10.1148/radiol.2303021331. Those of scar, proton density of lung and
 * bone, the contents of stomach and bowel, and extracellular volumes other than blood's are chosen for a plausible picture.
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
  /** Of an old infarct. */
  scar: 15,
} as const;

export type TissueName = keyof typeof tissue;
export type TissueCode = (typeof tissue)[TissueName];

export interface TissueProperties {
  /** Native, without contrast agent. */
  readonly t1Ms: number;
  readonly t2Ms: number;
  /** Relative to water. */
  readonly protonDensity: number;
  /** Share of the volume that contrast agent reaches at equilibrium; of blood, what is no red cells. */
  readonly extracellular: number;
}

/** Share of red cells in the simulated blood. */
export const HAEMATOCRIT = 0.42;

export const tissueProperties = {
  air: { t1Ms: 1000, t2Ms: 50, protonDensity: 0, extracellular: 0 },
  blood: { t1Ms: 1441, t2Ms: 290, protonDensity: 1, extracellular: 1 - HAEMATOCRIT },
  myocardium: { t1Ms: 1030, t2Ms: 45, protonDensity: 0.9, extracellular: 0.27 },
  fat: { t1Ms: 343, t2Ms: 58, protonDensity: 1, extracellular: 0.08 },
  muscle: { t1Ms: 1008, t2Ms: 44, protonDensity: 0.85, extracellular: 0.14 },
  lung: { t1Ms: 1200, t2Ms: 40, protonDensity: 0.12, extracellular: 0.3 },
  liver: { t1Ms: 576, t2Ms: 46, protonDensity: 0.85, extracellular: 0.3 },
  spleen: { t1Ms: 1057, t2Ms: 79, protonDensity: 0.9, extracellular: 0.36 },
  marrow: { t1Ms: 549, t2Ms: 49, protonDensity: 1, extracellular: 0.12 },
  bone: { t1Ms: 1000, t2Ms: 1, protonDensity: 0.1, extracellular: 0 },
  fluid: { t1Ms: 4000, t2Ms: 1500, protonDensity: 1, extracellular: 0 },
  skin: { t1Ms: 900, t2Ms: 30, protonDensity: 0.7, extracellular: 0.2 },
  kidney: { t1Ms: 690, t2Ms: 55, protonDensity: 0.9, extracellular: 0.5 },
  bowel: { t1Ms: 900, t2Ms: 60, protonDensity: 0.8, extracellular: 0.2 },
  pericardium: { t1Ms: 1000, t2Ms: 2, protonDensity: 0.1, extracellular: 0.1 },
  scar: { t1Ms: 1200, t2Ms: 52, protonDensity: 0.9, extracellular: 0.6 },
} satisfies Record<TissueName, TissueProperties>;

/** A number for every tissue by its code. */
export function tissueTable(of: (properties: TissueProperties) => number): Float64Array {
  const table = new Float64Array(Object.keys(tissue).length);
  for (const name of tissueNames) table[tissue[name]] = of(tissueProperties[name]);
  return table;
}

function isTissueName(name: string): name is TissueName {
  return name in tissue;
}

const tissueNames = Object.keys(tissue).filter(isTissueName);
