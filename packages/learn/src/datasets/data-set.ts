/**
 * What the reader of a data set tells: its cases, what images each has and where, which structure each label means, and
 * what is known of the patient. Listing reads tables and file names, and DICOM headers where names do not tell the order of
 * slices; pixels are read image by image.
 */
import type { LabelName, LabelTable } from "@cmrkit/cardiac";
import type { Grid } from "@cmrkit/imaging";
import type { ImageSequence, ImageView } from "../catalogue/image.ts";

export { type LabelName, labelNameOrder } from "@cmrkit/cardiac";

/** A data set in the layout that its owners publish. */
export interface DataSet {
  /** As commands name it, such as `acdc`. */
  readonly name: string;
  readonly title: string;
  /** Where it is described, with a DOI where there is one. */
  readonly source: string;
  /** Terms that bind what is trained on it. */
  readonly licence: string;
  /**
   * The cases below a folder, in a fixed order.
   * @throws {LearnError} `data-missing` or `bad-table`, naming what was expected where.
   */
  readonly list: (folder: string) => readonly DataCase[];
}

/** One examination of one patient. */
export interface DataCase {
  readonly id: string;
  /** Cases of one patient never part: splits and bootstraps go by it. */
  readonly patient: string;
  readonly images: readonly CaseImage[];
  readonly facts: CaseFacts;
  /** Of a part that its owners publish without labels: without any it is left out of what learns from labels, not refused. */
  readonly mayLackLabels?: true;
  /** Views that are there and could not be laid out. */
  readonly problems?: readonly ViewProblem[];
  /** Where the owners put it, where they did. */
  readonly split?: "training" | "validation" | "test";
  /** What splits keep the shares of beside the group: the class, for a task that tells another one. */
  readonly stratum?: string;
}

/** Why a view of a case gives no image, in a sentence that says where. */
export interface ViewProblem {
  readonly view: ImageView;
  readonly because: string;
}

/** One frame of one view: a stack or a plane. */
export interface CaseImage {
  /** Within the case, such as `sax ed`. */
  readonly name: string;
  readonly sequence: ImageSequence;
  readonly view: ImageView;
  readonly phase?: Phase;
  /** One for each channel, all on one grid. */
  readonly channels: readonly PixelFile[];
  readonly labels?: LabelFile;
  /** By name, in pixels (x, y) of the plane. */
  readonly landmarks?: Readonly<Record<string, readonly [x: number, y: number]>>;
}

export const phases = ["ed", "es"] as const;
export type Phase = (typeof phases)[number];

/** Where pixels are. */
export type PixelFile =
  /** One frame of a NIfTI file, from 0; the only one where none is named. */
  | { readonly format: "nifti"; readonly path: string; readonly frameIndex?: number }
  /** A PNG or JPEG for each slice; `null` where nobody says how large a pixel is. */
  | { readonly format: "pictures"; readonly paths: readonly string[]; readonly spacingMm: SpacingMm | null }
  /** A DICOM instance for each slice, in the order of the stack. */
  | { readonly format: "dicom"; readonly paths: readonly string[] };

export type SpacingMm = readonly [z: number, y: number, x: number];

/** Where labels are, and what their numbers mean; a number that is not in the table is an error, 0 is background. */
export interface LabelFile {
  readonly file: PixelFile | ContourFiles;
  readonly meaning: LabelTable;
}

/**
 * Outlines for each slice of a stack, in text files of one `x y` pair a line, in pixels. What lies inside carries the
 * number; a later outline of a slice lies over an earlier one, so that the cavity follows the epicardium.
 */
export interface ContourFiles {
  readonly format: "contours";
  readonly slices: readonly (readonly { readonly path: string; readonly label: number }[])[];
}

/** What the owners say of patient and scanner; absent where they do not. */
export interface CaseFacts {
  /** Diagnosis as the data set names it. */
  readonly group?: string;
  readonly sex?: "F" | "M";
  readonly ageYears?: number;
  readonly heightCm?: number;
  readonly weightKg?: number;
  readonly vendor?: string;
  readonly scanner?: string;
  readonly fieldStrengthT?: number;
  readonly centre?: string;
  /** Reference volumes where the owners give numbers instead of, or beside, labels. */
  readonly lvEdvMl?: number;
  readonly lvEsvMl?: number;
  readonly rvEdvMl?: number;
  readonly rvEsvMl?: number;
}

/** An image as it was read, on its own grid. */
export interface CasePixels {
  /** (C, Z, Y, X), x fastest. */
  readonly data: Float32Array;
  readonly size: readonly [C: number, Z: number, Y: number, X: number];
  readonly spacingMm: SpacingMm | null;
  /** Where it lies in the patient, where the format says so. */
  readonly grid?: Grid;
  /** (Z, Y, X): 0 background, else 1 + the place in `labelNames`. Absent without labels. */
  readonly labels?: Uint8Array;
  /** The structures that this image's table names, in the order of `labelNameOrder`; what it does not name is unlabelled. */
  readonly labelNames: readonly LabelName[];
}
