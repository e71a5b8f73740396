/** Which DICOM objects this reader takes: MR images, classic and enhanced. Source: DICOM PS3.4 annex B.5. */
import { describe } from "./attributes.ts";
import { type Dataset, integerOf, required, requireWhole, textOf } from "./dataset.ts";
import { DicomError } from "./errors.ts";

export const mrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

/** Objects of many frames, each described by functional groups. */
const enhancedMrImages: readonly string[] = [
  "1.2.840.10008.5.1.4.1.1.4.1", // Enhanced MR Image Storage
  "1.2.840.10008.5.1.4.1.1.4.4", // Legacy Converted Enhanced MR Image Storage
];

/** Names of what lies beside the images of a study; any other class is named by its UID. */
const otherObjects: Readonly<Record<string, string>> = {
  "1.2.840.10008.1.3.10": "DICOMDIR",
  "1.2.840.10008.5.1.4.1.1.2": "CT Image Storage",
  "1.2.840.10008.5.1.4.1.1.4.2": "MR Spectroscopy Storage",
  "1.2.840.10008.5.1.4.1.1.4.3": "Enhanced MR Color Image Storage",
  "1.2.840.10008.5.1.4.1.1.7": "Secondary Capture Image Storage",
  "1.2.840.10008.5.1.4.1.1.11.1": "Grayscale Softcopy Presentation State Storage",
  "1.2.840.10008.5.1.4.1.1.66": "Raw Data Storage",
  "1.2.840.10008.5.1.4.1.1.66.4": "Segmentation Storage",
  "1.2.840.10008.5.1.4.1.1.88.33": "Comprehensive SR Storage",
  "1.2.840.10008.5.1.4.1.1.104.1": "Encapsulated PDF Storage",
};

/** What an MR object is: one image, or many frames. */
export interface MrObject {
  readonly sopClassUid: string;
  readonly isEnhanced: boolean;
}

/**
 * The SOP class of an MR image.
 * @throws {DicomError} `not-mr-image` for another class, `unsupported-multi-frame` for several frames in a classic image,
 *   `missing-attribute`, `truncated` or `malformed` when the class cannot be told.
 */
export function requireMrImage(dataset: Dataset, mediaStorageSopClassUid: string | undefined): MrObject {
  const { source } = dataset;
  const stated = textOf(dataset, "SOPClassUID") ?? mediaStorageSopClassUid;
  if (stated === undefined) requireWhole(dataset);
  const sopClassUid = required(stated, dataset, "SOPClassUID");
  const isEnhanced = enhancedMrImages.includes(sopClassUid);
  if (!isEnhanced && sopClassUid !== mrImageStorage) {
    const what = otherObjects[sopClassUid] ?? `an object of SOP class ${sopClassUid}`;
    throw new DicomError("not-mr-image", `${source} is not an MR image but ${what}`, { source, sopClassUid });
  }
  if (!isEnhanced) requireOneFrame(dataset);
  return { sopClassUid, isEnhanced };
}

function requireOneFrame(dataset: Dataset): void {
  const frames = integerOf(dataset, "NumberOfFrames") ?? 1;
  if (frames === 1) return;
  const { source } = dataset;
  const message = `${source}: ${describe("NumberOfFrames")} is ${frames} in an MR Image Storage object, which has one frame`;
  throw new DicomError("unsupported-multi-frame", `${message}; export it as enhanced MR, or one image a file`, {
    source,
    frames,
  });
}
