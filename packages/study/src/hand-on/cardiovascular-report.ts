/**
 * The measures as a Cardiovascular Analysis Report: a ventricular analysis of each ventricle, absolute values apart
 * from values divided by body surface area.
 *
 * Source: DICOM PS3.16 TID 3900 and TID 3920 (Supplement 97), and the example of PS3.17 annex FF for how an analysis is
 * named among the findings. Both templates are extensible; notes are comments of a summary.
 */
import { type CodedMeasure, codedMeasures, reportConcepts as concepts } from "@cmrkit/cardiac";
import { type CodedConcept, type Container, related, writeStructuredReport } from "@cmrkit/imaging";
import { evidenceOf } from "./evidence.ts";
import { type DicomJob, derivedObject } from "./job.ts";
import { algorithmItems, contextItems, measureItem, notes, reasons, siteItems } from "./report-items.ts";

const sides = [
  { site: concepts.leftVentricle, structures: ["leftVentricleBloodPool", "leftVentricularMyocardium"] },
  { site: concepts.rightVentricle, structures: ["rightVentricleBloodPool"] },
] as const;

/** TID 3900 in Comprehensive 3D SR. */
export function cardiovascularReport(job: DicomJob): Uint8Array {
  const { measurements } = job.analysis;
  const measures = codedMeasures(measurements);
  const analyses = sides.map(({ site, structures }) => {
    const own = measures.filter(({ structure }) => structures.some((name) => name === structure));
    return ventricularAnalysis(job, site, own);
  });
  const content: Container = {
    kind: "container",
    name: concepts.cardiovascularAnalysisReport,
    template: "3900",
    children: [
      ...contextItems(job),
      ...related("CONTAINS", procedure, ...analyses, {
        kind: "container",
        name: concepts.summary,
        children: related("CONTAINS", ...notes(measurements)),
      }),
    ],
  };
  const object = derivedObject(job, "cardiovascularReport");
  return writeStructuredReport({ object, content, evidence: evidenceOf(job).slice(0, 1) });
}

const procedure: Container = {
  kind: "container",
  name: concepts.currentProcedureDescriptions,
  children: related("CONTAINS", {
    kind: "text",
    name: concepts.procedureDescription,
    value: "Ventricular function from a short-axis cine stack",
  }),
};

function ventricularAnalysis(job: DicomJob, site: CodedConcept, measures: readonly CodedMeasure[]): Container {
  const algorithm = algorithmItems(job.analysis.measurements);
  const group = (name: CodedConcept, isIndexed: boolean): readonly Container[] => {
    const own = measures.filter((measure) => measure.isIndexed === isIndexed);
    const items = [
      ...own.map((measure) => measureItem(measure, [...(measure.site ? siteItems(measure.site) : []), ...algorithm])),
      ...reasons(own),
    ];
    return own.length === 0 ? [] : [{ kind: "container", name, children: related("CONTAINS", ...items) }];
  };
  return {
    kind: "container",
    name: concepts.findings,
    template: "3920",
    children: [
      ...related(
        "HAS CONCEPT MOD",
        { kind: "code", name: concepts.analysisPerformed, value: concepts.ventricularAnalysis },
        { kind: "code", name: concepts.findingSite, value: site },
      ),
      ...related("CONTAINS", ...group(concepts.absoluteValues, false), ...group(concepts.normalizedValues, true)),
    ],
  };
}
