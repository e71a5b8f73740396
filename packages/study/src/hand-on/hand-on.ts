/** Hands a study's results on, in the formats that archives, hospitals and researchers read. */
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isWellFormedUid, type PatientIdentifier, readPatientIdentifier, readStudyContext } from "@cmrkit/imaging";
import type { Analysis } from "../analyse.ts";
import { StudyError } from "../errors.ts";
import type { StudyInput } from "../input/study-input.ts";
import type { ModelFacts } from "../model-facts.ts";
import type { NamedFile } from "../output/write-folder.ts";
import type { FhirIdentifiers, Identifier } from "./fhir.ts";
import { type DicomJob, type HandOnJob, isNameable, type Moment } from "./job.ts";
import { type OutputMeans, type OutputName, outputs } from "./outputs.ts";

/** How FHIR says who was imaged: not at all, by a keyed hash, or as the images do. */
export type IdentifierPolicy =
  | { readonly kind: "none" }
  /** The key keeps pseudonyms from being found by trying all numbers. */
  | { readonly kind: "hashed"; readonly key: Uint8Array }
  | { readonly kind: "source" };

export interface HandOnOptions {
  readonly outputs: readonly OutputName[];
  readonly writtenAt: Moment;
  readonly identifiers: IdentifierPolicy;
  /** Prints a page as PDF; without it `pdf` is refused. */
  readonly printPdf?: OutputMeans["printPdf"];
  /** Draws a page as a picture; without it `sc` is refused. */
  readonly drawPage?: OutputMeans["drawPage"];
}

/**
 * Says before a study is segmented which output it cannot have.
 * @throws {StudyError} `output-unavailable`, naming the output and why.
 */
export function assertAvailable(input: StudyInput, options: HandOnOptions): void {
  const bound = firstDicom(options);
  if (bound !== undefined && input.dicom === undefined) {
    refuse(bound, "a DICOM object refers to DICOM images, and the input is NIfTI; fhir, csv and parquet can be had");
  }
  if (options.identifiers.kind !== "none" && input.dicom === undefined) {
    refuse("fhir", "the input is NIfTI, which does not say who was imaged; leave identifiers at none");
  }
  if (options.outputs.includes("pdf") && options.printPdf === undefined) {
    refuse("pdf", "no Chromium was found to print the report; install chromium, or print report.html by hand");
  }
  if (options.outputs.includes("sc") && options.drawPage === undefined) {
    refuse("sc", "no Chromium was found to draw the report; install chromium, or leave this output out");
  }
}

/**
 * Says before a study is segmented whether what is asked for can name the model that is to draw.
 * @throws {StudyError} `output-unavailable`, naming the output and why.
 */
export function assertNameable(model: ModelFacts, options: HandOnOptions): void {
  const bound = firstDicom(options);
  if (bound === undefined || isNameable(model)) return;
  const why = `the model is named ${JSON.stringify(model.name)}, and a DICOM object holds at most 58 characters of ASCII without a backslash`;
  refuse(bound, `${why}; rename it in its model.json and analyse again, or leave DICOM outputs out`);
}

function firstDicom(options: HandOnOptions): OutputName | undefined {
  return options.outputs.find((name) => outputs[name].needs === "dicom");
}

function refuse(output: string, why: string): never {
  throw new StudyError("output-unavailable", `${output}: ${why}`, { output });
}

export interface HandedOn {
  readonly files: readonly NamedFile[];
  /** What a user should know of the files: what of the images could not be copied, or had to be though it breaks rules. */
  readonly notes: readonly string[];
}

/**
 * Makes the files of all outputs asked for, each once.
 * @throws {StudyError} `output-unavailable` as `assertAvailable` and `assertNameable`, or when a phase is not measurable.
 * @throws {DicomError} `not-writable`, and as `readStudyContext`.
 */
export async function handOn(input: StudyInput, analysis: Analysis, options: HandOnOptions): Promise<HandedOn> {
  assertAvailable(input, options);
  assertNameable(analysis.measurements.model, options);
  const job = { analysis, writtenAt: options.writtenAt };
  const means: OutputMeans = {
    identifiers: await identifiersOf(input, options.identifiers),
    ...(options.printPdf !== undefined && { printPdf: options.printPdf }),
    ...(options.drawPage !== undefined && { drawPage: options.drawPage }),
  };
  const isDicom = options.outputs.some((name) => outputs[name].needs === "dicom");
  const dicomJob = isDicom ? await withImages(job, input) : undefined;
  const files = new Map<string, NamedFile["content"]>();
  for (const name of options.outputs) {
    for (const [file, content] of contentsOf(name, job, dicomJob, means)) {
      if (!files.has(file)) files.set(file, await content());
    }
  }
  return {
    files: [...files].map(([name, content]) => ({ name, content })),
    notes: dicomJob ? notesOf(dicomJob) : [],
  };
}

function notesOf({ context, source }: DicomJob): readonly string[] {
  const leftOut = context.leftOut.map(
    (keyword) => `${keyword} of the images breaks the rules of its representation and was not copied`,
  );
  const images = source.frames.flat().map(({ sopInstanceUid }) => sopInstanceUid);
  const uids = [context.studyInstanceUid, source.seriesInstanceUid, ...images];
  const strange = uids.find((uid) => !isWellFormedUid(uid));
  if (strange === undefined) return leftOut;
  const said = `UIDs of the images break the rules of DICOM, such as ${strange}`;
  return [...leftOut, `${said}: what is written refers to them as they are, and validators will name them`];
}

type Made = readonly [string, () => NamedFile["content"] | Promise<NamedFile["content"]>];

function contentsOf(
  name: OutputName,
  job: HandOnJob,
  dicomJob: DicomJob | undefined,
  means: OutputMeans,
): readonly Made[] {
  const output = outputs[name];
  if (output.needs === "nothing") {
    return Object.entries(output.files).map(([file, make]) => [file, () => make(job, means)]);
  }
  if (dicomJob === undefined) throw new TypeError(`internal: ${name} was promised without DICOM images`);
  return Object.entries(output.files).map(([file, make]) => [file, () => make(dicomJob, means)]);
}

/** The identity of the images is read now, where it is needed, and goes into the objects alone. */
async function withImages(job: HandOnJob, { dicom }: StudyInput): Promise<DicomJob | undefined> {
  if (dicom === undefined) return undefined;
  const context = readStudyContext(await readFile(dicom.firstImage), dicom.firstImage);
  return { ...job, source: dicom.cine, context };
}

async function identifiersOf({ dicom }: StudyInput, policy: IdentifierPolicy): Promise<FhirIdentifiers> {
  if (policy.kind === "none" || dicom === undefined) return {};
  const { patient, studyInstanceUid } = readPatientIdentifier(await readFile(dicom.firstImage), dicom.firstImage);
  if (policy.kind === "hashed") {
    const hashed = (value: string): Identifier => ({ system: HASHED, value: hashOf(policy.key, value) });
    return { ...(patient !== undefined && { patient: hashed(patient.value) }), study: hashed(studyInstanceUid) };
  }
  const study = { system: "urn:dicom:uid", value: `urn:oid:${studyInstanceUid}` };
  return { ...(patient !== undefined && { patient: plain(patient) }), study };
}

const HASHED = "urn:cmrkit:hmac-sha-256";

function hashOf(key: Uint8Array, value: string): string {
  return createHmac("sha256", key).update(value).digest("hex");
}

/** A number of a hospital means something only with the hospital; where the images do not name it, that is said. */
function plain({ value, issuer }: PatientIdentifier): Identifier {
  const name = issuer === undefined ? "unknown" : encodeURIComponent(issuer);
  return { system: `urn:cmrkit:issuer-of-patient-id:${name}`, value };
}
