/**
 * The unit that a file states for its intensities: of maps of relaxation times, where a factor of ten or a thousand is
 * silent. Source: DICOM PS3.3 C.7.6.16.2.11 (Real World Value Mapping), C.11.1 (Rescale Type).
 */
import { type Dataset, doubleOf, itemsOf, textOf } from "./dataset.ts";

/** Value in the unit = stored value · slope + intercept. */
export interface StatedUnit {
  /** A UCUM code from a Real World Value Mapping, or the words of Rescale Type; US is "unspecified" there. */
  readonly unit: string;
  readonly slope: number;
  readonly intercept: number;
}

interface Rescale {
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
}

/** "Unspecified", and what vendors write when they mean the same. */
const SAYS_NOTHING: readonly string[] = ["US", "normalized", "NORMALIZED"];

/**
 * Undefined where the file states no unit. Of several mappings the first counts where they agree; where they do not, none is
 * believed. Mappings by table are not read.
 */
export function statedUnit(dataset: Dataset, { rescaleSlope, rescaleIntercept }: Rescale): StatedUnit | undefined {
  const mappings = itemsOf(dataset, "RealWorldValueMappingSequence").flatMap((item) => mappingOf(item) ?? []);
  const [first] = mappings;
  if (first !== undefined) return mappings.every((other) => isSame(other, first)) ? first : undefined;
  const unit = textOf(dataset, "RescaleType");
  if (unit === undefined || SAYS_NOTHING.includes(unit)) return undefined;
  return Object.freeze({ unit, slope: rescaleSlope, intercept: rescaleIntercept });
}

function mappingOf(item: Dataset): StatedUnit | undefined {
  const [units] = itemsOf(item, "MeasurementUnitsCodeSequence");
  const unit = units && textOf(units, "CodeValue");
  const slope = doubleOf(item, "RealWorldValueSlope");
  const intercept = doubleOf(item, "RealWorldValueIntercept");
  if (unit === undefined || slope === undefined || intercept === undefined) return undefined;
  return Object.freeze({ unit, slope, intercept });
}

function isSame(a: StatedUnit, b: StatedUnit): boolean {
  return a.unit === b.unit && a.slope === b.slope && a.intercept === b.intercept;
}
