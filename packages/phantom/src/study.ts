/** A simulated study as files: DICOM, NIfTI and the truth, each a name and bytes; writing them is the caller's. */
import { frameOf, labelFrameOf, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { permutation, type RandomStream } from "@cmrkit/tensor";
import { dicomInstances } from "./dicom-study.ts";
import type { RenderedImage } from "./render.ts";
import type { SimulatedStudy } from "./simulated-study.ts";

/** A file of a study; names hold `/` between folders. */
export interface StudyFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The study as one DICOM file an image, under `dicom/`.
 *
 * As in an export from a scanner, neither the names nor the order of the files follow series, slices or frames.
 * @param studyName root of all UIDs: equal names give equal UIDs.
 * @param random names and order come from it.
 */
export function dicomFiles(study: SimulatedStudy, studyName: string, random: RandomStream): readonly StudyFile[] {
  const instances = dicomInstances(study, studyName);
  const order = permutation(instances.length, random);
  return order.map((from, i) => ({ name: `dicom/IM${String(i + 1).padStart(5, "0")}`, bytes: instances[from]! }));
}

/**
 * The images and their labels as NIfTI under `nifti/`: each whole, the short axis also as a pair of end-diastole and
 * end-systole, whose names are those of ACDC's folders.
 */
export function niftiFiles(study: SimulatedStudy): readonly StudyFile[] {
  const others = [...study.longAxis, ...study.stills].flatMap(([name, image]) => wholeImage(name, image));
  return [...wholeImage("sax", study), ...phasePair(study), ...others];
}

function wholeImage(name: string, { volume, labels }: RenderedImage): readonly StudyFile[] {
  const times = volume.frameTimesMs === undefined ? {} : { frameTimesMs: volume.frameTimesMs };
  return [
    { name: `nifti/${name}.nii.gz`, bytes: writeNifti(volume, INTENSITIES) },
    { name: `nifti/${name}_gt.nii.gz`, bytes: writeNiftiLabels(labels, { gzip: true, ...times }) },
  ];
}

function phasePair({ volume, labels, truth }: SimulatedStudy): readonly StudyFile[] {
  const { endDiastoleIndex, endSystoleIndex } = truth.phases;
  const pair = (name: string, frameIndex: number): readonly StudyFile[] => [
    { name: `nifti/sax_${name}.nii.gz`, bytes: writeNifti(frameOf(volume, frameIndex), INTENSITIES) },
    { name: `nifti/sax_${name}_gt.nii.gz`, bytes: writeNiftiLabels(labelFrameOf(labels, frameIndex), { gzip: true }) },
  ];
  return [...pair("ed", endDiastoleIndex), ...pair("es", endSystoleIndex)];
}

/** The truth as `truth.json`. */
export function truthFile({ truth }: SimulatedStudy): StudyFile {
  return { name: "truth.json", bytes: new TextEncoder().encode(`${JSON.stringify(truth, null, 2)}\n`) };
}

const INTENSITIES = { datatype: "int16", gzip: true } as const;
