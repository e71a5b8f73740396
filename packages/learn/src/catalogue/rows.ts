/** Rows of the catalogue as images, each column checked: a database can hold anything in any column. */
import { join } from "node:path";
import type { SQLOutputValue } from "node:sqlite";
import { LearnError } from "../errors.ts";
import {
  type CatalogueImage,
  type ImageFile,
  type ImageFormat,
  type ImageSequence,
  type ImageView,
  imageFormats,
  imageSequences,
  imageViews,
} from "./image.ts";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** An image row joined with its study and patient, and its files in their order. */
export function imageOf(row: Row, files: readonly ImageFile[]): CatalogueImage {
  const [first] = files;
  if (first === undefined) throw unexpected("image_file", `no file of image ${String(row.id)}`);
  const image: CatalogueImage = {
    id: numberIn(row, "id"),
    path: first.path,
    files: Object.freeze(files),
    format: formatIn(row),
    patient: textIn(row, "patient_key"),
    study: textIn(row, "study_key"),
    sequence: sequenceIn(row),
    view: viewIn(row),
    size: [numberIn(row, "size_t"), numberIn(row, "size_z"), numberIn(row, "size_y"), numberIn(row, "size_x")],
    spacingMm: spacingIn(row),
    contentHash: hashIn(row, "content_hash"),
    intensityRange: [numberIn(row, "minimum"), numberIn(row, "maximum")],
  };
  return Object.freeze(image);
}

/** A row of a file and the frame in it, joined with its folder. */
export function fileOf(row: Row): ImageFile {
  const frameNumber = numberIn(row, "frame");
  return Object.freeze({
    path: join(textIn(row, "folder_path"), textIn(row, "name")),
    byteCount: numberIn(row, "byte_count"),
    modifiedMs: numberIn(row, "modified_ms"),
    ...(frameNumber > 0 && { frameNumber }),
  });
}

export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw unexpected(column, `a ${typeof value}`);
}

/** Undefined where the column is null. */
export function optionalNumberIn(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberIn(row, column);
}

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw unexpected(column, `a ${typeof value}`);
}

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw unexpected(column, `a ${typeof value}`);
}

/** As hexadecimal digits. */
export function hashIn(row: Row, column: string): string {
  return Buffer.from(bytesIn(row, column)).toString("hex");
}

export function sequenceIn(row: Row): ImageSequence {
  return oneOf(imageSequences, textIn(row, "sequence"), "sequence");
}

export function viewIn(row: Row): ImageView {
  return oneOf(imageViews, textIn(row, "view"), "view");
}

export function formatIn(row: Row): ImageFormat {
  return oneOf(imageFormats, textIn(row, "format"), "format");
}

function spacingIn(row: Row): CatalogueImage["spacingMm"] {
  if (row.spacing_z_mm === null) return null;
  return [numberIn(row, "spacing_z_mm"), numberIn(row, "spacing_y_mm"), numberIn(row, "spacing_x_mm")];
}

function oneOf<T extends string>(known: readonly T[], value: string, column: string): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw unexpected(column, `"${value}", which is none of ${known.join(", ")}`);
}

function unexpected(column: string, came: string): LearnError {
  return new LearnError("bad-catalogue", `the catalogue holds ${came} in column ${column}; make it again`);
}
