/** One file as a catalogue sees it: an image, one image of a DICOM series, or a reason why it is neither. */
import { open, readFile } from "node:fs/promises";
import {
  DicomError,
  type DicomInstance,
  ImagingError,
  parseDicomInstances,
  patientKey,
  readPixels,
} from "@cmrkit/imaging";
import { type ImageContent, imageContent, type PlaneContent, planeContent, refusalOf } from "./content.ts";
import { type ImageKind, kindFromWords, orElse } from "./described-kind.ts";
import { formatOf, HEAD_BYTES } from "./file-format.ts";
import { kindOfFileName, patientByExpression, patientOfFileName } from "./file-names.ts";
import type { CatalogueImage, ImageFormat } from "./image.ts";
import { type FileFormat, readVoxels } from "./read-voxels.ts";
import { type CatalogueSettings, kindByRule, pseudonym } from "./settings.ts";
import { isCineTiming } from "./stack-kind.ts";

/** Why a file is not in the catalogue as an image. */
export type Refusal =
  /** Neither DICOM, NIfTI, PNG nor JPEG. */
  | "not-an-image"
  /** Cut off, damaged, or not permitted to be read. */
  | "unreadable"
  /** A sound file that is not read here: CT, colour, a transfer syntax that cannot be decoded. */
  | "unsupported"
  | "label-map"
  | "constant-image"
  | "too-small"
  /** Its pixels, or its DICOM instance, are there already. */
  | "duplicate";

export type FileFinding =
  | { readonly outcome: "image"; readonly image: FileImage }
  | { readonly outcome: "instances"; readonly instances: FileInstances }
  | { readonly outcome: Refusal; readonly reason: string };

/** Whose image it is, and what it shows. */
export interface ImageOrigin {
  readonly patient: string;
  readonly study: string;
  readonly kind: ImageKind;
}

/** An image that is a file of its own. */
export interface FileImage extends ImageOrigin {
  readonly format: ImageFormat;
  readonly spacingMm: CatalogueImage["spacingMm"];
  readonly content: ImageContent;
}

/** Images of a DICOM series, which are sorted with the others later: one, or each frame of an enhanced object. */
export interface FileInstances extends ImageOrigin {
  readonly planes: readonly FilePlane[];
}

export interface FilePlane {
  readonly header: DicomInstance;
  readonly content: PlaneContent;
}

/** Reads a file and says what it is; whatever is wrong with the file becomes a reason, never an error. */
export async function readCatalogueFile(path: string, settings: CatalogueSettings): Promise<FileFinding> {
  try {
    const format = formatOf(await readHead(path));
    if (format === undefined) return { outcome: "not-an-image", reason: "neither DICOM, NIfTI, PNG nor JPEG" };
    const bytes = await readFile(path);
    return format === "dicom" ? instanceFinding(bytes, path, settings) : imageFinding(bytes, path, format, settings);
  } catch (error) {
    if (error instanceof ImagingError) return { outcome: outcomeOf(error), reason: `${error.kind}: ${error.message}` };
    if (error instanceof Error && "code" in error) return { outcome: "unreadable", reason: String(error.code) };
    throw error;
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function imageFinding(bytes: Uint8Array, path: string, format: FileFormat, settings: CatalogueSettings): FileFinding {
  const voxels = readVoxels(bytes, format);
  const content = imageContent(voxels.data, voxels.size);
  const refusal = refusalOf(content);
  if (refusal !== undefined) return refusal;
  const patient = patientFromPath(path, settings) ?? patientOfFileName(path);
  const moving: ImageKind = { sequence: isCineTiming(voxels.frameTimesMs) ? "cine" : "unknown", view: "unknown" };
  const kind = orElse(kindByRule(path, settings), orElse(kindOfFileName(path), moving));
  return {
    outcome: "image",
    image: { format, patient, study: patient, kind, spacingMm: voxels.spacingMm, content },
  };
}

function instanceFinding(bytes: Uint8Array, path: string, settings: CatalogueSettings): FileFinding {
  const planes = parseDicomInstances(bytes, path).map((header) => ({
    header,
    content: planeContent(readPixels(header)),
  }));
  const { header } = planes[0]!;
  const study = pseudonym(header.studyInstanceUid, settings);
  const hashed = patientKey(bytes, path, (identity) => pseudonym(identity, settings));
  const patient = patientFromPath(path, settings) ?? hashed ?? study;
  const kind = orElse(kindByRule(path, settings), kindOfHeader(header));
  return { outcome: "instances", instances: { planes, patient, study, kind } };
}

function kindOfHeader({ seriesDescription, imageType }: DicomInstance): ImageKind {
  const isLocaliser = imageType.some((value) => value.startsWith("LOCALI"));
  const described = kindFromWords(seriesDescription ?? "");
  return isLocaliser ? { ...described, sequence: "localiser" } : described;
}

function patientFromPath(path: string, { patient }: CatalogueSettings): string | undefined {
  return patient === undefined ? undefined : patientByExpression(path, patient);
}

/** Sound files of a kind that is not read, apart from damaged ones; all other kinds are damage. */
const unsupportedKinds: ReadonlySet<string> = new Set([
  "not-mr-image",
  "unsupported-multi-frame",
  "unsupported-transfer-syntax",
  "unsupported-pixel-format",
  "too-few-dimensions",
  "too-many-dimensions",
  "unsupported-datatype",
  "too-large",
  "colour",
  "transparent",
  "unsupported",
]);

function outcomeOf(error: ImagingError): Refusal {
  if (error instanceof DicomError && error.kind === "not-dicom") return "not-an-image";
  return unsupportedKinds.has(error.kind) ? "unsupported" : "unreadable";
}
