/** Body surface area, by which volumes and mass are indexed. */
import { CardiacError } from "./errors.ts";

export type BodySurfaceAreaFormula = "mosteller" | "dubois";

export interface BodySize {
  readonly heightCm: number;
  readonly weightKg: number;
}

/** What a person can measure; outside it a unit was mistaken (metres, pounds, grams). */
const HEIGHT_CM = [30, 260] as const;
const WEIGHT_KG = [1, 400] as const;

const formulas: Readonly<Record<BodySurfaceAreaFormula, (size: BodySize) => number>> = Object.freeze({
  /** Mosteller 1987, N Engl J Med 317:1098, doi:10.1056/NEJM198710223171717. */
  mosteller: ({ heightCm, weightKg }) => Math.sqrt((heightCm * weightKg) / 3600),
  /** Du Bois and Du Bois 1916, Arch Intern Med 17:863–871, doi:10.1001/archinte.1916.00080130010002. */
  dubois: ({ heightCm, weightKg }) => 0.007184 * weightKg ** 0.425 * heightCm ** 0.725,
});

/**
 * Body surface area in m².
 * @throws {CardiacError} `argument` when height or weight is no person's.
 */
export function bodySurfaceAreaM2(size: BodySize, formula: BodySurfaceAreaFormula = "mosteller"): number {
  assertWithin("height", "cm", size.heightCm, HEIGHT_CM);
  assertWithin("weight", "kg", size.weightKg, WEIGHT_KG);
  return formulas[formula](size);
}

function assertWithin(what: string, unit: string, value: number, [low, high]: readonly [number, number]): void {
  if (value >= low && value <= high) return;
  throw new CardiacError("argument", `${what} must be ${low}–${high} ${unit}, got ${value}: check the unit`, { value });
}
