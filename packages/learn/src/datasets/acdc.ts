/**
 * The ACDC training set: short-axis cine at end-diastole and end-systole with expert labels.
 *
 * Layout: `cases.csv` (id, pathology, height_cm, weight_kg, …) beside `<id>_sax_<ed|es>[_gt].nii.gz`.
 * Labels: 1 right ventricular cavity, 2 left ventricular myocardium, 3 left ventricular cavity.
 * Source: Bernard et al. 2018, doi:10.1109/TMI.2018.2837502.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assertSameGrid, GridError, type LabelVolume, readNifti, readNiftiLabels, type Volume } from "@cmrkit/imaging";
import { LearnError } from "../errors.ts";
import { decoded } from "./reading/image-file.ts";

export type Phase = "ed" | "es";
export const phases: readonly Phase[] = ["ed", "es"];

/** A row of the table. */
export interface AcdcCase {
  readonly id: string;
  /** Disease group: DCM, HCM, MINF, NOR or RV. */
  readonly group: string;
}

/** One phase of one patient. */
export interface LabelledImage {
  readonly image: Volume;
  readonly labels: LabelVolume;
}

export interface AcdcPatient extends AcdcCase {
  readonly ed: LabelledImage;
  readonly es: LabelledImage;
}

/**
 * The patients in the table, in its order.
 * @throws {LearnError} `data-missing` without a table, `bad-table` without its columns.
 */
export function listAcdc(folder: string): AcdcCase[] {
  const path = join(folder, "cases.csv");
  if (!existsSync(path)) throw new LearnError("data-missing", `${path} is not there; give the folder of the ACDC set`);
  const [header, ...rows] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  const columns = header!.split(",");
  const [id, group] = [columns.indexOf("id"), columns.indexOf("pathology")];
  if (id === -1 || group === -1) throw new LearnError("bad-table", `${path} needs the columns id and pathology`);
  return rows.map((row) => ({ id: row.split(",")[id]!, group: row.split(",")[group]! }));
}

export function acdcImagePath(folder: string, id: string, phase: Phase): string {
  return join(folder, `${id}_sax_${phase}.nii.gz`);
}

export function acdcLabelPath(folder: string, id: string, phase: Phase): string {
  return join(folder, `${id}_sax_${phase}_gt.nii.gz`);
}

/**
 * Reads both phases of a patient.
 * @throws {LearnError} `data-missing`, `bad-image`, `bad-spacing`, `bad-label` or `grids-differ`, naming the patient and phase.
 */
export function readAcdcPatient(folder: string, { id, group }: AcdcCase): AcdcPatient {
  return { id, group, ed: readPhase(folder, id, "ed"), es: readPhase(folder, id, "es") };
}

const LARGEST_LABEL = 3;

function readPhase(folder: string, id: string, phase: Phase): LabelledImage {
  const subject = `${id} ${phase}`;
  const part = <T>(path: string, read: (bytes: Uint8Array) => T) => decoded(path, subject, () => read(readPart(path)));
  const { volume: image } = part(acdcImagePath(folder, id, phase), readNifti);
  const { labels } = part(acdcLabelPath(folder, id, phase), readNiftiLabels);
  const strange = labels.labels.find((label) => label > LARGEST_LABEL);
  if (strange !== undefined)
    throw new LearnError("bad-label", `${subject}: label ${strange} is not in ACDC's table of 0 to ${LARGEST_LABEL}`);
  try {
    assertSameGrid(image.grid, labels.grid, subject);
  } catch (error) {
    if (error instanceof GridError) throw new LearnError("grids-differ", error.message);
    throw error;
  }
  return { image, labels };
}

function readPart(path: string): Uint8Array {
  if (!existsSync(path)) throw new LearnError("data-missing", `${path} is not there; the table names its patient`);
  return readFileSync(path);
}
