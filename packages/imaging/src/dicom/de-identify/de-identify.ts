/**
 * One DICOM file without who was imaged: Basic Application Level Confidentiality Profile with the options that are asked for.
 *
 * Source: DICOM PS3.15 2026c Annex E; PS3.16 CID 7050 for the codes of what was done. Pixels are copied as they are encoded.
 */
import { deflateRawSync } from "node:zlib";
import { decodeText } from "../character-set.ts";
import { DicomError } from "../errors.ts";
import { fileMeta } from "../file-meta.ts";
import { openDicomFile } from "../part10.ts";
import { transferSyntaxes } from "../transfer-syntax.ts";
import { concatenate } from "../write-elements.ts";
import { blankComments } from "./blank-comments.ts";
import { type CleaningRules, cleanElements, type Retention } from "./clean-elements.ts";
import type { Counts } from "./counts.ts";

import { encodeElements } from "./encode-elements.ts";
import { identifyingWords } from "./identifying-words.ts";
import { methodElements } from "./method.ts";
import { type EncodedElement, readElements } from "./read-elements.ts";
import { isClassicMr, screenPixels } from "./screen-pixels.ts";
import { dayShiftOf, replacementUid, type Secret } from "./secret.ts";

export interface DeIdentificationOptions {
  readonly secret: Secret;
  readonly retained: ReadonlySet<Retention>;
  /** What a patient is called from now on, in letters, digits, `.`, `_` and `-`; undefined refuses the patient's files. */
  readonly pseudonymOf: (patient: string) => string | undefined;
  /** Whether images are let through that may show text, such as screen saves. */
  readonly keepsBurnedIn: boolean;
  /** Name and version, for De-identification Method. */
  readonly software: string;
}

export interface DeIdentifiedFile {
  readonly bytes: Uint8Array;
  /** New identifiers, as they stand in the bytes. */
  readonly patientId: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  /** As in the copy, where it has one. */
  readonly seriesNumber: number | undefined;
  readonly counts: Counts;
  /** Comments in compressed pixels that were overwritten. */
  readonly comments: number;
}

/**
 * @param source name of the file, for messages.
 * @throws {DicomError} `not-dicom`, `truncated`, `malformed`, `unsupported-transfer-syntax`, `missing-attribute`; `no-pixels`
 *   and `burned-in` for what may not be copied; `unknown-patient` where no pseudonym is given; `unsupported-pixel-format`.
 */
export function deIdentify(bytes: Uint8Array, source: string, options: DeIdentificationOptions): DeIdentifiedFile {
  const file = openDicomFile(bytes, source);
  const { byteOrder, isExplicitVr, isDeflated } = transferSyntaxes[file.transferSyntaxUid];
  const encoding = { isLittleEndian: byteOrder === "little", isExplicitVr };
  const elements = readElements(file.dataset, encoding, source);
  const sopClassUid = asciiOf(elements, tags.sopClassUid) || file.mediaStorageSopClassUid;
  if (sopClassUid === undefined) throw missing("SOPClassUID", source);
  screenPixels(elements, { sopClassUid, source, keepsBurnedIn: options.keepsBurnedIn });

  const identity = readIdentity(elements, source);
  const patientId = options.pseudonymOf(identity.patient);
  if (patientId === undefined) throw unknownPatient(source);
  const { elements: cleaned, counts } = cleanElements(elements, rulesFor(elements, sopClassUid, patientId, options));
  const own = methodElements(cleaned, { patientId, retained: options.retained, software: options.software, encoding });
  const { elements: whole, comments } = withoutComments(own, source);
  const uids = newUids(identity, options.secret);
  const meta = fileMeta({ sopClassUid, sopInstanceUid: uids.sopInstanceUid }, file.transferSyntaxUid);
  const body = encodeElements(whole, encoding);
  return {
    bytes: concatenate([meta, isDeflated ? deflateRawSync(body) : body]),
    patientId,
    ...uids,
    seriesNumber: wholeNumberOf(cleaned, tags.seriesNumber),
    counts,
    comments,
  };
}

const tags = {
  specificCharacterSet: 0x0008_0005,
  sopClassUid: 0x0008_0016,
  sopInstanceUid: 0x0008_0018,
  patientId: 0x0010_0020,
  studyInstanceUid: 0x0020_000d,
  seriesInstanceUid: 0x0020_000e,
  seriesNumber: 0x0020_0011,
} as const;

interface Identity {
  /** Patient ID, else the study: its files then belong together at least. */
  readonly patient: string;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

function readIdentity(elements: readonly EncodedElement[], source: string): Identity {
  const required = (tag: number, keyword: string) => {
    const uid = asciiOf(elements, tag);
    if (uid !== "") return uid;
    throw missing(keyword, source);
  };
  const studyInstanceUid = required(tags.studyInstanceUid, "StudyInstanceUID");
  const id = elements.find(({ tag }) => tag === tags.patientId)?.value ?? new Uint8Array(0);
  const patientId = decodeText(id, characterSetsOf(elements)).replaceAll("\0", "").trim();
  return {
    patient: patientId === "" ? `study ${studyInstanceUid}` : patientId,
    sopInstanceUid: required(tags.sopInstanceUid, "SOPInstanceUID"),
    studyInstanceUid,
    seriesInstanceUid: required(tags.seriesInstanceUid, "SeriesInstanceUID"),
  };
}

function rulesFor(
  elements: readonly EncodedElement[],
  sopClassUid: string,
  patientId: string,
  { secret, retained }: DeIdentificationOptions,
): CleaningRules {
  const characterSets = characterSetsOf(elements);
  return {
    secret,
    retained,
    dayShift: dayShiftOf(secret, patientId),
    isClassic: isClassicMr(sopClassUid),
    characterSets,
    identifying: identifyingWords(elements, characterSets),
  };
}

function newUids({ sopInstanceUid, studyInstanceUid, seriesInstanceUid }: Identity, secret: Secret) {
  return {
    sopInstanceUid: replacementUid(secret, sopInstanceUid),
    studyInstanceUid: replacementUid(secret, studyInstanceUid),
    seriesInstanceUid: replacementUid(secret, seriesInstanceUid),
  };
}

function withoutComments(elements: readonly EncodedElement[], source: string) {
  let comments = 0;
  const blanked = elements.map((element) => {
    if (!element.isEncapsulated) return element;
    const { fragments, comments: found } = blankComments(element.value, source);
    comments += found;
    return { ...element, value: fragments };
  });
  return { elements: blanked, comments };
}

function characterSetsOf(elements: readonly EncodedElement[]): readonly string[] {
  return asciiOf(elements, tags.specificCharacterSet)
    .split("\\")
    .map((value) => value.trim());
}

function asciiOf(elements: readonly EncodedElement[], tag: number): string {
  const value = elements.find((element) => element.tag === tag)?.value ?? new Uint8Array(0);
  return Buffer.from(value).toString("latin1").replaceAll("\0", "").trim();
}

function wholeNumberOf(elements: readonly EncodedElement[], tag: number): number | undefined {
  const text = asciiOf(elements, tag);
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function missing(keyword: string, source: string): DicomError {
  const message = `${source} states no ${keyword}, without which it is no object of a study`;
  return new DicomError("missing-attribute", message, { source, attribute: keyword });
}

function unknownPatient(source: string): DicomError {
  return new DicomError("unknown-patient", `${source} is of a patient for whom no pseudonym is given`, { source });
}
