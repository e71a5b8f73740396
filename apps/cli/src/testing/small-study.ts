/** A small simulated study, drawn once for all tests of a file. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  cineScan,
  dicomFiles,
  niftiFiles,
  type SimulatedStudy,
  type StudyFile,
  sampleHeart,
  simulateStudy,
} from "@cmrkit/phantom";
import { randomStream } from "@cmrkit/tensor";

/** 48 × 48, about six slices × five frames. */
export const smallStudy: SimulatedStudy = simulateStudy(
  sampleHeart("normal", randomStream("cli tests")),
  cineScan({
    matrix: [48, 48],
    pixelSpacingMm: [4, 4],
    sliceThicknessMm: 4,
    sliceDistanceMm: 20,
    frameCount: 5,
  }),
  randomStream("cli tests scan"),
);

/** Writes the study as DICOM below a folder; `keep` may leave images out or change their bytes. */
export async function writeDicom(
  folder: string,
  keep: (bytes: Uint8Array, index: number) => Uint8Array | undefined = (bytes) => bytes,
  studyName = "small",
): Promise<void> {
  const files = dicomFiles(smallStudy, studyName, randomStream("names"));
  const changed = files.flatMap(({ name, bytes }, index) => {
    const kept = keep(bytes, index);
    return kept === undefined ? [] : [{ name: name.replace("dicom/", `${studyName}/`), bytes: kept }];
  });
  await writeFiles(folder, changed);
}

/** Writes `sax.nii.gz`, `sax_ed.nii.gz`, `sax_es.nii.gz` and their labels `…_gt.nii.gz`. */
export async function writeNiftis(folder: string): Promise<void> {
  const files = niftiFiles(smallStudy);
  await writeFiles(
    folder,
    files.map(({ name, bytes }) => ({ name: name.replace("nifti/", ""), bytes })),
  );
}

async function writeFiles(folder: string, files: readonly StudyFile[]): Promise<void> {
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
