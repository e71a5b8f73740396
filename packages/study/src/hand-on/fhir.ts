/**
 * The measures as a FHIR R4 DiagnosticReport with an Observation each.
 *
 * The report is preliminary, since no person has signed it. It says who was imaged only where identifiers are given.
 * Source: HL7 FHIR R4 (4.0.1); codes and units as in the structured reports.
 */
import {
  type CodedMeasure,
  codedMeasures,
  isMeasured,
  type ReferenceRange,
  reportConcepts,
  structureCodes,
} from "@cmrkit/cardiac";
import type { CodedConcept } from "@cmrkit/imaging";
import { saidOfContours } from "../contour-origin.ts";
import type { StudyMeasurements } from "../measurements.ts";
import { type DiagnosticReport, diagnosticReportSchema } from "./fhir-schema.ts";
import { type HandOnJob, RESEARCH_USE_ONLY } from "./job.ts";

/** Who and what was imaged, as the caller wants it told: plainly, as a pseudonym, or not at all. */
export interface FhirIdentifiers {
  readonly patient?: Identifier;
  readonly study?: Identifier;
}

export interface Identifier {
  /** URI of what gives the value. */
  readonly system: string;
  readonly value: string;
}

/** As a file; what it holds is checked against the schema before it is written. */
export function diagnosticReportJson(job: HandOnJob, identifiers: FhirIdentifiers): string {
  return `${JSON.stringify(diagnosticReport(job, identifiers), null, 2)}\n`;
}

/** @throws {ZodError} never, unless one of our own invariants is broken. */
function diagnosticReport(job: HandOnJob, { patient, study }: FhirIdentifiers): DiagnosticReport {
  const { measurements } = job.analysis;
  const observations = codedMeasures(measurements).map((measure, n) => observation(job, measure, `measure-${n + 1}`));
  return diagnosticReportSchema.parse({
    resourceType: "DiagnosticReport",
    text: narrative(measurements),
    contained: [deviceOf(measurements), ...observations],
    status: "preliminary",
    category: [
      { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0074", code: "RAD", display: "Radiology" }] },
    ],
    code: { coding: [fhirCoding(reportConcepts.imagingReport), fhirCoding(reportConcepts.cardiacMri)], text: TITLE },
    ...(patient !== undefined && { subject: { type: "Patient", identifier: patient } }),
    issued: job.writtenAt.instant,
    result: observations.map(({ id }) => ({ reference: `#${id}` })),
    ...(study !== undefined && { imagingStudy: [{ type: "ImagingStudy", identifier: study }] }),
    conclusion: conclusionOf(measurements),
  } satisfies DiagnosticReport);
}

const TITLE = "Ventricular function from cardiac MR";

type Observation = Extract<DiagnosticReport["contained"][number], { resourceType: "Observation" }>;

function observation({ analysis, writtenAt }: HandOnJob, measure: CodedMeasure, id: string): Observation {
  const { measurements } = analysis;
  return {
    resourceType: "Observation",
    id,
    status: "preliminary",
    category: [imaging],
    code: codeOf(measure),
    bodySite: { coding: [fhirCoding(measure.site ?? structureCodes[measure.structure].type)] },
    method: { text: methodOf(measure, measurements) },
    device: { reference: "#device" },
    issued: writtenAt.instant,
    ...resultOf(measure),
    ...rangeOf(measure, measurements),
    note: [{ text: RESEARCH_USE_ONLY }, { text: conventionOf(measurements) }],
  };
}

function methodOf({ path }: CodedMeasure, { conventions, rates, wall }: StudyMeasurements): string {
  if (path.startsWith("rates.")) return rates.smoothing;
  if (/strain/i.test(path)) return wall.conventions.strain;
  return path.startsWith("wall.") ? wall.conventions.thickness : conventions.volumeMethod;
}

const imaging = {
  coding: [
    { system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "imaging", display: "Imaging" },
  ],
};

/** A value divided by body surface area has the code of none that is not: then its name alone says what it is. */
function codeOf({ code, title, isIndexed, unit }: CodedMeasure): Observation["code"] {
  const isIndex = code.meaning.endsWith("Index");
  return isIndexed && !isIndex ? { text: `${title} (${unit.meaning})` } : { coding: [fhirCoding(code)], text: title };
}

function resultOf({ value, unit }: CodedMeasure): Pick<Observation, "valueQuantity" | "dataAbsentReason"> {
  if (isMeasured(value)) return { valueQuantity: quantity(value, unit) };
  const system = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
  const text = `not measurable, because ${value.notMeasurable}`;
  return { dataAbsentReason: { coding: [{ system, code: "unknown", display: "Unknown" }], text } };
}

function quantity(value: number, unit: CodedConcept) {
  return { value, unit: unit.meaning, system: "http://unitsofmeasure.org" as const, code: unit.value };
}

function rangeOf(
  { ranged, unit }: CodedMeasure,
  { reference }: StudyMeasurements,
): Pick<Observation, "referenceRange"> {
  const range = ranged === undefined ? null : reference[ranged].range;
  return range === null ? {} : { referenceRange: [rangeItem(range, unit)] };
}

function rangeItem({ lower, upper, people, source }: ReferenceRange, unit: CodedConcept) {
  return {
    ...(lower !== null && { low: quantity(lower, unit) }),
    ...(upper !== null && { high: quantity(upper, unit) }),
    text: `${people}, ${source}`,
  };
}

function conventionOf({ conventions }: StudyMeasurements): string {
  const papillary = { cavity: "to the cavity", mass: "to the mass" }[conventions.papillaryMuscles];
  const area =
    conventions.bodySurfaceAreaFormula === null ? "" : `; body surface by ${conventions.bodySurfaceAreaFormula}`;
  return `Papillary muscles count ${papillary}; myocardial density ${conventions.myocardialDensityGPerMl} g/ml${area}.`;
}

function deviceOf({ software, model }: StudyMeasurements) {
  return {
    resourceType: "Device" as const,
    id: "device",
    manufacturer: "cmrkit",
    deviceName: [{ name: "cmrkit analyze", type: "model-name" as const }],
    version: [{ value: software }, { value: `model ${model.name}, weights ${model.sha256}` }],
    note: [{ text: RESEARCH_USE_ONLY }],
  };
}

function conclusionOf(measurements: StudyMeasurements): string {
  const toLookAt = measurements.warnings.map(({ message }) => ` Look at first: ${message}.`).join("");
  return `${RESEARCH_USE_ONLY} Measured by a program. Contours: ${saidOfContours(measurements)}.${toLookAt}`;
}

function narrative(measurements: StudyMeasurements): DiagnosticReport["text"] {
  const rows = codedMeasures(measurements).map(({ title, value, unit }) => {
    const said = isMeasured(value) ? `${value.toFixed(1)} ${unit.meaning}` : `not measurable: ${value.notMeasurable}`;
    return `<tr><td>${escaped(title)}</td><td>${escaped(said)}</td></tr>`;
  });
  const body = `<p>${TITLE}. ${RESEARCH_USE_ONLY}</p><table>${rows.join("")}</table>`;
  return { status: "generated", div: `<div xmlns="http://www.w3.org/1999/xhtml">${body}</div>` };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const systems = {
  SCT: "http://snomed.info/sct",
  LN: "http://loinc.org",
  DCM: "http://dicom.nema.org/resources/ontology/DCM",
  UCUM: "http://unitsofmeasure.org",
  RFC5646: "urn:ietf:bcp:47",
} as const satisfies Record<CodedConcept["scheme"], string>;

function fhirCoding({ scheme, value, meaning }: CodedConcept) {
  return { system: systems[scheme], code: value, display: meaning };
}
