/** Content items that both kinds of report share: observer, procedure, measures, notes. */
import { type CodedMeasure, reportConcepts as concepts, isMeasured, quantities } from "@cmrkit/cardiac";
import { type CodedConcept, type ContentItem, type Related, related } from "@cmrkit/imaging";
import { saidOfContours } from "../contour-origin.ts";
import type { StudyMeasurements } from "../measurements.ts";
import { type DicomJob, derivedObject, observerUid, RESEARCH_USE_ONLY } from "./job.ts";

const english: CodedConcept = { scheme: "RFC5646", value: "en", meaning: "English" };

/** TID 1204 (language), TID 1002 with 1004 (the program as observer). */
export function contextItems(job: DicomJob): readonly Related[] {
  const { equipment } = derivedObject(job, "measurementReport");
  return [
    ...related("HAS CONCEPT MOD", { kind: "code", name: concepts.language, value: english }),
    ...related(
      "HAS OBS CONTEXT",
      { kind: "code", name: concepts.observerType, value: concepts.device },
      { kind: "uid", name: concepts.deviceObserverUid, value: observerUid(job.analysis) },
      { kind: "text", name: concepts.deviceObserverName, value: job.analysis.measurements.software },
      { kind: "text", name: concepts.deviceObserverManufacturer, value: equipment.manufacturer },
      { kind: "text", name: concepts.deviceObserverModelName, value: equipment.manufacturerModelName },
      { kind: "text", name: concepts.deviceObserverSerialNumber, value: equipment.deviceSerialNumber },
    ),
    ...related("HAS CONCEPT MOD", { kind: "code", name: concepts.procedureReported, value: concepts.cardiacMri }),
  ];
}

/**
 * TID 300: a number with its unit, or a failure, with its phase, index, site and algorithm (TID 4019).
 * @param children What it has beyond that; its site too, unless the group around it says it.
 */
export function measureItem(measure: CodedMeasure, children: readonly Related[] = []): ContentItem {
  const { code: name, value, unit, phase, isIndexed } = measure;
  const all = [
    ...(phase ? related("HAS CONCEPT MOD", { kind: "code", name: concepts.cardiacCyclePhase, value: phase }) : []),
    ...(isIndexed
      ? related("HAS CONCEPT MOD", { kind: "code", name: concepts.index, value: quantities.bodySurfaceArea })
      : []),
    ...children,
  ];
  if (isMeasured(value)) return { kind: "number", name, value, unit, children: all };
  return { kind: "no-number", name, why: concepts.measurementFailure, children: all };
}

/** The part of a structure that a measure or a group is of. */
export function siteItems(site: CodedConcept): readonly Related[] {
  return related("HAS CONCEPT MOD", { kind: "code", name: concepts.findingSite, value: site });
}

/** TID 4019 (algorithm identification) under a measure. */
export function algorithmItems({ software, model }: StudyMeasurements): readonly Related[] {
  return related(
    "HAS CONCEPT MOD",
    { kind: "text", name: concepts.algorithmName, value: `cmrkit, model ${model.name}` },
    { kind: "text", name: concepts.algorithmVersion, value: `${software}, weights ${model.sha256.slice(0, 16)}` },
  );
}

/** Why measures have no value, a line each reason. */
export function reasons(measures: readonly CodedMeasure[]): readonly ContentItem[] {
  const missing = measures.flatMap(({ title, value }) =>
    isMeasured(value) ? [] : [{ title, why: value.notMeasurable }],
  );
  return [...Map.groupBy(missing, ({ why }) => why)].map(([why, all]) =>
    comment(`${all.map(({ title }) => title).join("; ")}: not measurable, because ${why}`),
  );
}

/** Research use, conventions and warnings, by which the numbers are to be read. */
export function notes(measurements: StudyMeasurements): readonly ContentItem[] {
  const { conventions, slices, wall, warnings } = measurements;
  const papillary = { cavity: "counted to the cavity", mass: "counted to the mass" }[conventions.papillaryMuscles];
  return [
    comment(`${RESEARCH_USE_ONLY} Contours: ${saidOfContours(measurements)}.`),
    comment(`Volumes by ${conventions.volumeMethod}. Papillary muscles ${papillary}.`),
    comment(`Slices: ${slices.convention}.`),
    comment(`Myocardial density ${conventions.myocardialDensityGPerMl} g/ml.`),
    comment(`Left ventricle: ${conventions.leftVentriclePhases}.`),
    comment(`Right ventricle: ${conventions.rightVentriclePhases}.`),
    comment(`Wall: ${wall.conventions.segments}.`),
    comment(`Strain: ${wall.conventions.strain}.`),
    ...warnings.map(({ message }) => comment(`Warning: ${message}`)),
  ];
}

function comment(text: string): ContentItem {
  return { kind: "text", name: concepts.comment, value: inAscii(text) };
}

const spelling: Readonly<Record<string, string>> = {
  "×": "x",
  "²": "2",
  "–": "-",
  "−": "-",
  "·": "*",
  "≥": ">=",
  "≤": "<=",
};

/** Our own sentences without the few signs that ASCII lacks; the character set of the images may lack them too. */
function inAscii(text: string): string {
  return text.replace(/[^\n\r -~]/g, (sign) => spelling[sign] ?? "?");
}
