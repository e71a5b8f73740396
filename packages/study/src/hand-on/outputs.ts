/** What a study can be handed on as: each output with its files, and what it needs. */

import { reportConcepts } from "@cmrkit/cardiac";
import {
  decodeRgbPng,
  seriesReferences,
  sourceForProcessing,
  writeEncapsulatedPdf,
  writeSecondaryCapture,
} from "@cmrkit/imaging";
import type { NamedFile } from "../output/write-folder.ts";
import { reportHtml } from "../report/report.ts";
import { cardiovascularReport } from "./cardiovascular-report.ts";
import { cineSegmentation, phaseSegmentation } from "./dicom-segmentation.ts";
import { diagnosticReportJson, type FhirIdentifiers } from "./fhir.ts";
import { type DicomJob, derivedObject, type HandOnJob, RESEARCH_USE_ONLY } from "./job.ts";
import { measuresCsv, measuresParquet } from "./measure-rows.ts";
import { measurementReport } from "./measurement-report.ts";
import { pagesOf } from "./report-pages.ts";

/** What some outputs take beyond the analysis. */
export interface OutputMeans {
  readonly identifiers: FhirIdentifiers;
  /** Prints a page, as a browser does; absent where there is none. */
  readonly printPdf?: PagePrinter;
  /** Draws a page from its top to its end as one PNG picture, as a browser does; absent where there is none. */
  readonly drawPage?: PagePrinter;
}

export type PagePrinter = (html: string) => Promise<Uint8Array>;

type Content = NamedFile["content"] | Promise<NamedFile["content"]>;

interface DicomOutput {
  readonly needs: "dicom";
  readonly files: Readonly<Record<string, (job: DicomJob, means: OutputMeans) => Content>>;
}

interface AnyOutput {
  readonly needs: "nothing";
  readonly files: Readonly<Record<string, (job: HandOnJob, means: OutputMeans) => Content>>;
}

export type OutputName = (typeof outputNames)[number];

export const outputNames = [
  ...(["seg", "seg-labelmap", "seg-phases", "sr", "sr-tid3900", "pdf", "sc"] as const),
  ...(["fhir", "csv", "parquet"] as const),
] as const;

export const outputs: Readonly<Record<OutputName, DicomOutput | AnyOutput>> = Object.freeze({
  seg: { needs: "dicom", files: { "segmentation.dcm": (job) => cineSegmentation(job, "binary") } },
  "seg-labelmap": {
    needs: "dicom",
    files: { "segmentation-labelmap.dcm": (job) => cineSegmentation(job, "labelmap") },
  },
  "seg-phases": {
    needs: "dicom",
    files: {
      "segmentation-ed.dcm": (job) => phaseSegmentation(job, "endDiastole"),
      "segmentation-es.dcm": (job) => phaseSegmentation(job, "endSystole"),
    },
  },
  // a report refers to the segmentation's segments, so the one never leaves without the other
  sr: {
    needs: "dicom",
    files: { "measurements-sr.dcm": measurementReport, "segmentation.dcm": (job) => cineSegmentation(job, "binary") },
  },
  "sr-tid3900": { needs: "dicom", files: { "measurements-tid3900.dcm": cardiovascularReport } },
  pdf: { needs: "dicom", files: { "report-pdf.dcm": encapsulatedReport } },
  sc: { needs: "dicom", files: { "report-sc.dcm": capturedReport } },
  fhir: {
    needs: "nothing",
    files: { "diagnostic-report.json": (job, { identifiers }) => diagnosticReportJson(job, identifiers) },
  },
  csv: { needs: "nothing", files: { "measurements.csv": ({ analysis }) => measuresCsv(analysis.measurements) } },
  parquet: {
    needs: "nothing",
    files: { "measurements.parquet": ({ analysis }) => measuresParquet(analysis.measurements) },
  },
});

/** Every file name that an output can have. */
export const handedOnNames: readonly string[] = Object.freeze([
  ...new Set(Object.values(outputs).flatMap(({ files }) => Object.keys(files))),
]);

async function encapsulatedReport(job: DicomJob, { printPdf }: OutputMeans): Promise<Uint8Array> {
  if (printPdf === undefined) throw new TypeError("internal: a PDF was promised without a browser");
  return writeEncapsulatedPdf({
    object: derivedObject(job, "pdf"),
    title: "Ventricular function from cardiac MR; research use only",
    concept: reportConcepts.imagingReport,
    identifiesPatient: REPORT_IDENTIFIES_PATIENT,
    pdf: await printPdf(reportHtml(job.analysis, { onPaper: true })),
  });
}

/** The report says what was imaged and how, never who; a picture's own pixels are cut to the heart. */
const REPORT_IDENTIFIES_PATIENT = false;

async function capturedReport(job: DicomJob, { drawPage }: OutputMeans): Promise<Uint8Array> {
  if (drawPage === undefined) throw new TypeError("internal: pictures of pages were promised without a browser");
  const picture = decodeRgbPng(await drawPage(reportHtml(job.analysis, { onPaper: true })));
  return writeSecondaryCapture({
    object: derivedObject(job, "secondaryCapture"),
    ...pagesOf(picture),
    derivation: "Report of measurements, drawn as pages by a browser. Research use only. Not a medical device.",
    comments: RESEARCH_USE_ONLY,
    identifiesPatient: REPORT_IDENTIFIES_PATIENT,
    sources: seriesReferences(job.source.frames).flatMap(({ instances }) => instances),
    purpose: sourceForProcessing,
  });
}
