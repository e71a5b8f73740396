/**
 * Which objects may be copied at all: images whose pixels come from the scanner, not from a screen. Nothing here looks at
 * pixels; what was written into them is not found.
 *
 * Source: DICOM PS3.15 §E.3.1 (Clean Pixel Data Option, which is not applied), PS3.3 C.7.6.1.1.2 (Image Type), C.8.6.1
 * (Conversion Type).
 */
import { DicomError } from "../errors.ts";
import { pixelTags } from "./kept-values.ts";
import type { EncodedElement } from "./read-elements.ts";

const mrClasses: ReadonlySet<string> = new Set([
  "1.2.840.10008.5.1.4.1.1.4", // MR Image Storage
  "1.2.840.10008.5.1.4.1.1.4.1", // Enhanced MR Image Storage
  "1.2.840.10008.5.1.4.1.1.4.4", // Legacy Converted Enhanced MR Image Storage
]);
const derivedClasses: ReadonlySet<string> = new Set([
  "1.2.840.10008.5.1.4.1.1.30", // Parametric Map Storage
  "1.2.840.10008.5.1.4.1.1.66.4", // Segmentation Storage
  "1.2.840.10008.5.1.4.1.1.66.7", // Label Map Segmentation Storage
]);
/** Names of what lies beside the images of a study; any other class is named by its UID. */
const otherClasses: Readonly<Record<string, string>> = {
  "1.2.840.10008.1.3.10": "DICOMDIR",
  "1.2.840.10008.5.1.4.1.1.7": "Secondary Capture",
  "1.2.840.10008.5.1.4.1.1.7.2": "Multi-frame Grayscale Byte Secondary Capture",
  "1.2.840.10008.5.1.4.1.1.7.4": "Multi-frame True Color Secondary Capture",
  "1.2.840.10008.5.1.4.1.1.4.3": "Enhanced MR Color",
  "1.2.840.10008.5.1.4.1.1.6.1": "Ultrasound",
  "1.2.840.10008.5.1.4.1.1.3.1": "Ultrasound Multi-frame",
};

const tags = {
  imageType: 0x0008_0008,
  conversionType: 0x0008_0064,
  photometricInterpretation: 0x0028_0004,
  burnedInAnnotation: 0x0028_0301,
  recognizableVisualFeatures: 0x0028_0302,
} as const;

/**
 * @param keepsBurnedIn whether images are let through that may show who was imaged.
 * @throws {DicomError} `no-pixels` for reports, documents and lists; `burned-in` for images that may show text or a face.
 */
export function screenPixels(
  elements: readonly EncodedElement[],
  {
    sopClassUid,
    source,
    keepsBurnedIn,
  }: { readonly sopClassUid: string; readonly source: string; readonly keepsBurnedIn: boolean },
): void {
  if (!elements.some(({ tag }) => pixelTags.includes(tag))) {
    const message = `${source} (${nameOfClass(sopClassUid)}) has no pixels, and what it says in words cannot be cleaned`;
    throw new DicomError("no-pixels", message, { source, sopClassUid });
  }
  const why = keepsBurnedIn ? undefined : suspicionOf(elements, sopClassUid);
  if (why === undefined) return;
  throw new DicomError("burned-in", `${source} may show who was imaged: ${why}`, { source, sopClassUid });
}

/** Whether attributes of Type 3 may be left out without looking at where they stand: images of one frame. */
export function isClassicMr(sopClassUid: string): boolean {
  return sopClassUid === "1.2.840.10008.5.1.4.1.1.4";
}

function suspicionOf(elements: readonly EncodedElement[], sopClassUid: string): string | undefined {
  const value = (tag: number) => textOf(elements.find((element) => element.tag === tag));
  if (value(tags.burnedInAnnotation) === "YES") return "Burned In Annotation (0028,0301) is YES";
  if (value(tags.recognizableVisualFeatures) === "YES") return "Recognizable Visual Features (0028,0302) is YES";
  if (derivedClasses.has(sopClassUid)) return undefined;
  if (!mrClasses.has(sopClassUid)) return `its class is ${nameOfClass(sopClassUid)}`;
  if (value(tags.conversionType) !== "") return "it has a Conversion Type (0008,0064), as screens and scans have";
  if (/SCREEN|CAPTURE|SAVE/.test(value(tags.imageType))) return "its Image Type (0008,0008) tells of a screen";
  if (!value(tags.photometricInterpretation).startsWith("MONOCHROME")) return "it is in colour, as screens are";
  return undefined;
}

function nameOfClass(uid: string): string {
  return otherClasses[uid] ?? `SOP class ${uid}`;
}

function textOf(element: EncodedElement | undefined): string {
  return element === undefined
    ? ""
    : Buffer.from(element.value)
        .toString("latin1")
        .replace(/[\0 ]+$/, "")
        .trim()
        .toUpperCase();
}
