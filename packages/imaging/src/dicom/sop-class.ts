/** Which DICOM objects this reader takes: classic MR images, one per file. Source: DICOM PS3.4 annex B.5. */
import { describe } from "./attributes.ts";
import { type Dataset, integerOf, required, requireWhole, textOf } from "./dataset.ts";
import { DicomError } from "./errors.ts";

export const mrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

const enhancedMrImages: Readonly<Record<string, string>> = {
  "1.2.840.10008.5.1.4.1.1.4.1": "Enhanced MR Image Storage",
  "1.2.840.10008.5.1.4.1.1.4.3": "Enhanced MR Color Image Storage",
  "1.2.840.10008.5.1.4.1.1.4.4": "Legacy Converted Enhanced MR Image Storage",
};

/** Names of what lies beside the images of a study; any other class is named by its UID. */
const otherObjects: Readonly<Record<string, string>> = {
  "1.2.840.10008.1.3.10": "DICOMDIR",
  "1.2.840.10008.5.1.4.1.1.2": "CT Image Storage",
  "1.2.840.10008.5.1.4.1.1.4.2": "MR Spectroscopy Storage",
  "1.2.840.10008.5.1.4.1.1.7": "Secondary Capture Image Storage",
  "1.2.840.10008.5.1.4.1.1.11.1": "Grayscale Softcopy Presentation State Storage",
  "1.2.840.10008.5.1.4.1.1.66": "Raw Data Storage",
  "1.2.840.10008.5.1.4.1.1.66.4": "Segmentation Storage",
  "1.2.840.10008.5.1.4.1.1.88.33": "Comprehensive SR Storage",
  "1.2.840.10008.5.1.4.1.1.104.1": "Encapsulated PDF Storage",
};

/**
 * The SOP class UID of a classic MR image.
 * @throws {DicomError} `not-mr-image` for another class, `unsupported-multi-frame` for enhanced MR or several frames,
 *   `missing-attribute`, `truncated` or `malformed` when the class cannot be told.
 */
export function requireClassicMrImage(dataset: Dataset, mediaStorageSopClassUid: string | undefined): string {
  const { source } = dataset;
  const stated = textOf(dataset, "SOPClassUID") ?? mediaStorageSopClassUid;
  if (stated === undefined) requireWhole(dataset);
  const uid = required(stated, dataset, "SOPClassUID");
  const enhanced = enhancedMrImages[uid];
  if (enhanced !== undefined) {
    const message = `${source} is an ${enhanced} object; only classic MR Image Storage, one image per file, is read`;
    throw new DicomError("unsupported-multi-frame", `${message}: export the series as classic MR`, { source });
  }
  if (uid !== mrImageStorage) {
    const what = otherObjects[uid] ?? `an object of SOP class ${uid}`;
    throw new DicomError("not-mr-image", `${source} is not an MR image but ${what}`, { source, sopClassUid: uid });
  }
  requireOneFrame(dataset);
  return uid;
}

function requireOneFrame(dataset: Dataset): void {
  const frames = integerOf(dataset, "NumberOfFrames") ?? 1;
  if (frames === 1) return;
  const { source } = dataset;
  const message = `${source}: ${describe("NumberOfFrames")} is ${frames} in an MR Image Storage object, which has one frame`;
  throw new DicomError("unsupported-multi-frame", message, { source, frames });
}
