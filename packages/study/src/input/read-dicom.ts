/** A folder of DICOM files as the input of an analysis. */
import { type DicomInstance, type FolderCine, readCineFolder, type SkippedFile, sourceCineOf } from "@cmrkit/imaging";
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
    warnings: [
      ...[...choice.warnings, ...cine.warnings].map((warning) => withoutPaths(warning, choice.series.instances)),
      ...warnings,
      ...leftOut(index.skipped),
    ],
    niftiHeaders: [],
    dicom: {
      cine: sourceCineOf(cine, choice.series.instances),
      firstImage: choice.series.instances[0]!.source,
    },
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

/** Results travel, and folders are often named after patients: instances are named by their UID alone. */
function withoutPaths({ kind, message }: StudyWarning, instances: readonly DicomInstance[]): StudyWarning {
  return { kind, message: instances.reduce((text, { source }) => text.replaceAll(` (${source})`, ""), message) };
}

/** Other formats and other DICOM objects belong in a study folder; an MR image that cannot be read does not. */
function leftOut(skipped: readonly SkippedFile[]): StudyWarning[] {
  const images = skipped.filter(({ error }) => error.kind !== "not-dicom" && error.kind !== "not-mr-image");
  if (images.length === 0) return [];
  const byKind = [...Map.groupBy(images, ({ error }) => error.kind)];
  const found = byKind.map(([kind, files]) => `${files.length} × ${kind}`).join(", ");
  const message = `images of the folder that could not be read are left out (${found}); cmr inspect names them`;
  return [{ kind: "images-left-out", message }];
}
