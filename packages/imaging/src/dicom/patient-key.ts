/** Tells the images of one patient from those of another without letting the patient's identity out. */
import { parseDataset, textOf } from "./dataset.ts";
import { openDicomFile } from "./part10.ts";

/**
 * A key that all files of a patient share: what `hash` makes of PatientID (0010,0020), which is neither returned nor
 * named in an error. Undefined where the file states no PatientID. Name and birth date are not read.
 *
 * @param hash one way, and keyed where the numbers are few enough to be guessed.
 * @throws {DicomError} as `parseDicomInstance`.
 */
export function patientKey(bytes: Uint8Array, source: string, hash: (identity: string) => string): string | undefined {
  const identity = textOf(parseDataset(openDicomFile(bytes, source), source), "PatientID");
  return identity === undefined ? undefined : hash(identity);
}
