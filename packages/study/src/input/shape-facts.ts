/** What is recorded of an image, in the words of an imaging protocol. */
import { type Series, spacingMm, type Volume } from "@cmrkit/imaging";
import type { InputFacts } from "./study-input.ts";

type ShapeFacts = Pick<InputFacts, "columns" | "rows" | "sliceCount" | "frameCount" | "voxelSpacingMm">;

export function shapeFacts({ grid, frameCount }: Pick<Volume, "grid" | "frameCount">): ShapeFacts {
  const [columns, rows, sliceCount] = grid.size;
  return { columns, rows, sliceCount, frameCount, voxelSpacingMm: spacingMm(grid.ijkToLps) };
}

/** @param sha256 Of the file. */
export function niftiFacts(volume: Volume, sha256: string): InputFacts {
  return Object.freeze({ format: "nifti", ...shapeFacts(volume), filesSha256: [sha256] });
}

/** Of one series, without what a beat has. */
export function seriesFacts({ instances, studyInstanceUid, seriesInstanceUid }: Series, volume: Volume): InputFacts {
  const { manufacturer, manufacturerModelName, magneticFieldStrengthT } = instances[0]!;
  return Object.freeze({
    format: "dicom",
    ...shapeFacts(volume),
    studyInstanceUid,
    seriesInstanceUid,
    ...(manufacturer !== undefined && { manufacturer }),
    ...(manufacturerModelName !== undefined && { manufacturerModelName }),
    ...(magneticFieldStrengthT !== undefined && { magneticFieldStrengthT }),
  });
}
