/** A concept by its code. Source: DICOM PS3.3 §8.8 (Code Sequence Macro). */
import type { DatasetValues } from "./write-elements.ts";

/** SNOMED CT, LOINC, the standard's own codes, units, and languages. Source: DICOM PS3.16 §8. */
export type CodingScheme = "SCT" | "LN" | "DCM" | "UCUM" | "RFC5646";

export interface CodedConcept {
  readonly scheme: CodingScheme;
  readonly value: string;
  readonly meaning: string;
}

/** The one item of a code sequence. */
export function codeItem({ scheme, value, meaning }: CodedConcept): readonly DatasetValues[] {
  return [{ CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning }];
}
