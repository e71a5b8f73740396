/** A folder of DICOM files as the input of an analysis. */
import { type FolderCine, readCineFolder, type SkippedFile } from "@cmrkit/imaging";
import { subjectOfHeader } from "../subject.ts";
import type { StudyWarning } from "../warning.ts";
import { shapeFacts } from "./shape-facts.ts";
import type { InputFacts, StudyInput } from "./study-input.ts";

/**
 * Reads the short-axis cine below a folder.
 * @throws {DicomError} every kind of `readCineFolder`.
 */
export async function readDicomInput(folder: string): Promise<StudyInput> {
  const found = await readCineFolder(folder);
  const { cine, choice, index } = found;
  const { subject, warnings } = subjectOfHeader(cine.patient, cine.heartRatePerMin);
  return Object.freeze({
    kind: "cine" as const,
    volume: cine.volume,
    facts: factsOf(found),
    subject,
    warnings: [...choice.warnings, ...cine.warnings, ...warnings, ...leftOut(index.skipped)],
    niftiHeaders: [],
  });
}

function factsOf({ cine, choice }: FolderCine): InputFacts {
  const { manufacturer, manufacturerModelName, magneticFieldStrengthT } = choice.series.instances[0]!;
  return Object.freeze({
    format: "dicom",
    ...shapeFacts(cine.volume),
    studyInstanceUid: cine.studyInstanceUid,
    seriesInstanceUid: cine.seriesInstanceUid,
    ...(manufacturer !== undefined && { manufacturer }),
    ...(manufacturerModelName !== undefined && { manufacturerModelName }),
    ...(magneticFieldStrengthT !== undefined && { magneticFieldStrengthT }),
    ...(cine.heartRatePerMin !== undefined && { heartRatePerMin: cine.heartRatePerMin }),
    frameOrderedBy: cine.frameOrderedBy,
  });
}

/** Other formats and other DICOM objects belong in a study folder; an MR image that cannot be read does not. */
function leftOut(skipped: readonly SkippedFile[]): StudyWarning[] {
  const images = skipped.filter(({ error }) => error.kind !== "not-dicom" && error.kind !== "not-mr-image");
  const [first] = images;
  if (first === undefined) return [];
  const count = images.length === 1 ? "1 image of the folder is" : `${images.length} images of the folder are`;
  return [{ kind: "images-left-out", message: `${count} left out, the first because: ${first.error.message}` }];
}
