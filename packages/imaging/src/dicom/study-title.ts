/** By what a reader tells one study from another on the screen. Source: DICOM PS3.3 C.7.2.1 (General Study). */
import { parseDataset, textOf } from "./dataset.ts";
import { openDicomFile } from "./part10.ts";

/** Free text and a date of the patient's: for the user's screen, not for results, logs or messages. */
export interface StudyTitle {
  /** As YYYY-MM-DD; undefined where it is no date. */
  readonly studyDate: string | undefined;
  readonly studyDescription: string | undefined;
}

/**
 * Reads the title of an image's study.
 * @param bytes the whole file. @param source name of the file, for messages.
 * @throws {DicomError} as `parseDicomInstance`.
 */
export function readStudyTitle(bytes: Uint8Array, source: string): StudyTitle {
  const dataset = parseDataset(openDicomFile(bytes, source), source);
  return Object.freeze({
    studyDate: dateOf(textOf(dataset, "StudyDate") ?? ""),
    studyDescription: textOf(dataset, "StudyDescription"),
  });
}

/** De-identified files hold dates such as 20120000, which are none. */
function dateOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}
