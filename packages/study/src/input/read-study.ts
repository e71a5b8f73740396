/** A path that the user gave → the study that lies there, whatever its format. */
import { open, stat } from "node:fs/promises";
import { StudyError } from "../errors.ts";
import type { RecogniseOptions } from "../recognise/recognise.ts";
import { readDicomInput } from "./read-dicom.ts";
import { readNiftiCine } from "./read-nifti.ts";
import type { StudyInput } from "./study-input.ts";

/**
 * Reads a DICOM folder, searched with its subfolders, or a 4D NIfTI file.
 * @param options how the short-axis cine of a DICOM folder is found.
 * @throws {StudyError} `input` when nothing is there, the file is of another kind, or series are named in a NIfTI file.
 * @throws {DicomError} as `readDicomInput`. @throws {NiftiError} as `readNifti`.
 */
export async function readStudy(path: string, options: RecogniseOptions = {}): Promise<StudyInput> {
  const kind = await kindOfPath(path);
  if (kind === "dicom") return readDicomInput(path, options);
  if ((options.overrides ?? []).length === 0) return readNiftiCine(path);
  throw new StudyError("input", `${path} is a NIfTI file, which has no series; leave --series out`, { path });
}

/**
 * What a path promises to be: a folder holds DICOM; a file is NIfTI by its name, else whatever its bytes say.
 * @throws {StudyError} `input` when nothing is there, or a picture file.
 */
export async function kindOfPath(path: string): Promise<"dicom" | "nifti"> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) throw new StudyError("input", `${path} is not there; check the path`, { path });
  if (info.isDirectory()) return "dicom";
  const picture = pictureFormat(await head(path));
  if (picture !== undefined) {
    const expected = "expected a DICOM folder or a NIfTI file (.nii, .nii.gz), whose voxels have a size and a place";
    throw new StudyError("input", `${path} is a ${picture} picture; ${expected}`, { path });
  }
  return /\.nii(\.gz)?$/i.test(path) ? "nifti" : "dicom";
}

const HEAD_BYTES = 8;

async function head(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const pictureSignatures: readonly (readonly [string, readonly number[]])[] = [
  ["PNG", [0x89, 0x50, 0x4e, 0x47]],
  ["JPEG", [0xff, 0xd8, 0xff]],
  ["GIF", [0x47, 0x49, 0x46, 0x38]],
];

function pictureFormat(bytes: Uint8Array): string | undefined {
  return pictureSignatures.find(([, signature]) => signature.every((byte, n) => bytes[n] === byte))?.[0];
}
