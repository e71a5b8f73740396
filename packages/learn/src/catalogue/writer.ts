/** Writes a catalogue: files with what became of them, images, and DICOM instances until they are sorted. */
import { basename, dirname } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { hashOf, type ImageContent, type PlaneContent } from "./content.ts";
import type { ImageKind } from "./described-kind.ts";
import { recordOf } from "./dicom-record.ts";
import type { CataloguedFile, CatalogueImage, ImageFormat } from "./image.ts";
import type { FileFinding, FileInstances, FilePlane, ImageOrigin, Refusal } from "./read-file.ts";
import { hashIn, numberIn, type Row, textIn } from "./rows.ts";

/** Where an image lies, or a plane of it. */
export interface FilePlace {
  readonly fileId: number;
  /** From 1; 0 in a file of one image. */
  readonly frame: number;
}

/** An image to be written, in the files that hold it. */
export interface ImageToWrite {
  readonly places: readonly FilePlace[];
  readonly format: ImageFormat;
  readonly studyId: number;
  readonly kind: ImageKind;
  readonly spacingMm: CatalogueImage["spacingMm"];
  readonly content: ImageContent;
}

const IMAGE_PATH = `
  SELECT image.id, folder.path || '/' || file.name AS path
  FROM image JOIN image_file ON image_file.image = image.id AND image_file.position = 0
    JOIN file ON file.id = image_file.file JOIN folder ON folder.id = file.folder
  WHERE image.content_hash = ?`;
const INSTANCE_PATH = `
  SELECT folder.path || '/' || file.name AS path, instance.plane_hash
  FROM instance JOIN file ON file.id = instance.file JOIN folder ON folder.id = file.folder
  WHERE instance.uid_hash = ? AND instance.frame = ?`;

/** A class for its resource: prepared statements of one open database. The caller frames transactions. */
export class CatalogueWriter {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  #mayHaveCopies = true;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether a file was catalogued and has not changed since. */
  isKnown({ path, byteCount, modifiedMs }: CataloguedFile): boolean {
    const sql = `SELECT 1 FROM file JOIN folder ON folder.id = file.folder
      WHERE folder.path = ? AND file.name = ? AND byte_count = ? AND modified_ms = ?`;
    return this.#row(sql, dirname(path), basename(path), byteCount, modifiedMs) !== undefined;
  }

  /** Records a file and what it holds; what it held before is forgotten. */
  write(file: CataloguedFile, finding: FileFinding): void {
    this.#forget(file.path);
    if (finding.outcome === "image") this.#writeFileImage(file, finding.image);
    else if (finding.outcome === "instances") this.#writeInstances(file, finding.instances);
    else this.#writeFile(file, finding.outcome, finding.reason);
  }

  /** A file that is there no longer. */
  remove(path: string): void {
    this.#forget(path);
    const sql = "DELETE FROM file WHERE name = ? AND folder = (SELECT id FROM folder WHERE path = ?)";
    this.#run(sql, basename(path), dirname(path));
  }

  /**
   * Writes an image, unless it is there already: then its files are marked as duplicates, and what they say of sequence
   * and view fills in what the first left unknown, such as of a NIfTI file beside the DICOM series that it was made from.
   */
  writeImage({ places, format, studyId, kind, spacingMm, content }: ImageToWrite): void {
    const twin = this.#row(IMAGE_PATH, content.hash);
    if (twin !== undefined) {
      this.refuse(places, "duplicate", `same pixels as ${textIn(twin, "path")}`);
      this.#learnKind(numberIn(twin, "id"), kind);
      return;
    }
    const [z, y, x] = spacingMm ?? [null, null, null];
    const sql = `INSERT INTO image (format, study, sequence, view, size_t, size_z, size_y, size_x, spacing_z_mm,
      spacing_y_mm, spacing_x_mm, content_hash, minimum, maximum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const { size, hash, minimum, maximum } = content;
    const values = [format, studyId, kind.sequence, kind.view, ...size, z, y, x, hash, minimum, maximum];
    const imageId = this.#insert(sql, ...values);
    for (const [position, { fileId, frame }] of places.entries()) {
      const values = [imageId, position, fileId, frame];
      this.#run("INSERT INTO image_file (image, position, file, frame) VALUES (?, ?, ?, ?)", ...values);
    }
    for (const fileId of filesOf(places))
      this.#run("UPDATE file SET outcome = 'image', reason = NULL WHERE id = ?", fileId);
  }

  /** A file of which other frames make an image stays one. */
  refuse(places: readonly FilePlace[], outcome: Refusal, reason: string): void {
    this.#mayHaveCopies ||= outcome === "duplicate";
    const sql = `UPDATE file SET outcome = ?, reason = ? WHERE id = ?
      AND NOT EXISTS (SELECT 1 FROM image_file WHERE image_file.file = file.id)`;
    for (const fileId of filesOf(places)) this.#run(sql, outcome, reason, fileId);
  }

  deleteImage(imageId: number): void {
    this.#run("DELETE FROM image_file WHERE image = ?", imageId);
    this.#run("DELETE FROM image WHERE id = ?", imageId);
  }

  #learnKind(imageId: number, { sequence, view }: ImageKind): void {
    this.#run("UPDATE image SET sequence = ? WHERE id = ? AND sequence = 'unknown'", sequence, imageId);
    this.#run("UPDATE image SET view = ? WHERE id = ? AND view = 'unknown'", view, imageId);
  }

  #writeFileImage(
    file: CataloguedFile,
    { format, spacingMm, content, ...origin }: ImageOrigin & Pick<ImageToWrite, "format" | "spacingMm" | "content">,
  ): void {
    const places = [{ fileId: this.#writeFile(file, "image", null), frame: 0 }];
    this.writeImage({ places, format, studyId: this.#studyId(origin), kind: origin.kind, spacingMm, content });
  }

  #writeInstances(file: CataloguedFile, { planes, ...origin }: FileInstances): void {
    const { header, content } = planes[0]!;
    const twin = this.#row(INSTANCE_PATH, hashOfText(header.sopInstanceUid), header.frameNumber ?? 0);
    const fileId = this.#writeFile(file, "instance", null);
    if (twin !== undefined) {
      this.refuse([{ fileId, frame: 0 }], "duplicate", twinReason(twin, content));
      return;
    }
    const seriesId = this.#seriesId(header.seriesInstanceUid, header.seriesNumber, origin);
    for (const plane of planes) this.#writePlane(fileId, seriesId, plane);
  }

  #writePlane(fileId: number, seriesId: number, { header, content }: FilePlane): void {
    const sql = `INSERT INTO instance (file, frame, series, uid_hash, header, plane_hash, minimum, maximum, has_few_values)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const { hash, minimum, maximum, hasFewValues } = content;
    const identity = [fileId, header.frameNumber ?? 0, seriesId, hashOfText(header.sopInstanceUid)];
    this.#run(sql, ...identity, recordOf(header), hash, minimum, maximum, Number(hasFewValues));
  }

  /** Takes out what a file gave; its series is sorted anew, and copies of it are read again by the next run. */
  #forget(path: string): void {
    const sql = `SELECT file.id FROM file JOIN folder ON folder.id = file.folder WHERE folder.path = ? AND file.name = ?`;
    const row = this.#row(sql, dirname(path), basename(path));
    if (row === undefined) return;
    const fileId = numberIn(row, "id");
    for (const image of this.#rows("SELECT image FROM image_file WHERE file = ?", fileId)) {
      this.deleteImage(numberIn(image, "image"));
    }
    this.#run("UPDATE series SET is_sorted = 0 WHERE id = (SELECT series FROM instance WHERE file = ?)", fileId);
    this.#run("DELETE FROM instance WHERE file = ?", fileId);
    this.#forgetCopies();
  }

  /** The second condition lets the index of files left out serve; without new copies there is nothing to do. */
  #forgetCopies(): void {
    if (!this.#mayHaveCopies) return;
    this.#run("UPDATE file SET modified_ms = -1 WHERE outcome = 'duplicate' AND outcome NOT IN ('image', 'instance')");
    this.#mayHaveCopies = false;
  }

  #writeFile({ path, byteCount, modifiedMs }: CataloguedFile, outcome: string, reason: string | null): number {
    const folderId = this.#idOf("folder", { path: dirname(path) });
    const sql = `INSERT INTO file (folder, name, byte_count, modified_ms, outcome, reason) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (folder, name) DO UPDATE SET byte_count = excluded.byte_count, modified_ms = excluded.modified_ms,
      outcome = excluded.outcome, reason = excluded.reason RETURNING id`;
    const row = this.#row(sql, folderId, basename(path), byteCount, modifiedMs, outcome, reason);
    return numberIn(row ?? {}, "id");
  }

  #studyId({ patient, study }: ImageOrigin): number {
    return this.#idOf("study", { patient: this.#idOf("patient", { key: patient }), key: study });
  }

  #seriesId(uid: string, number: number | undefined, origin: ImageOrigin): number {
    const sql = `INSERT INTO series (study, uid_hash, number, sequence, view, is_sorted) VALUES (?, ?, ?, ?, ?, 0)
      ON CONFLICT (study, uid_hash) DO UPDATE SET is_sorted = 0 RETURNING id`;
    const { sequence, view } = origin.kind;
    const row = this.#row(sql, this.#studyId(origin), hashOfText(uid), number ?? null, sequence, view);
    return numberIn(row ?? {}, "id");
  }

  /** The id of the row with these values, made where it is missing. */
  #idOf(table: "folder" | "patient" | "study", columns: Readonly<Record<string, string | number>>): number {
    const [names, values] = [Object.keys(columns), Object.values(columns)];
    const condition = names.map((name) => `${name} = ?`).join(" AND ");
    const row = this.#row(`SELECT id FROM ${table} WHERE ${condition}`, ...values);
    if (row !== undefined) return numberIn(row, "id");
    return this.#insert(`INSERT INTO ${table} (${names}) VALUES (${names.map(() => "?")})`, ...values);
  }

  #insert(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #row(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  #rows(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

function filesOf(places: readonly FilePlace[]): ReadonlySet<number> {
  return new Set(places.map(({ fileId }) => fileId));
}

function hashOfText(text: string): Uint8Array {
  return hashOf(new TextEncoder().encode(text));
}

function twinReason(twin: Row, content: PlaneContent): string {
  const isSame = hashIn(twin, "plane_hash") === Buffer.from(content.hash).toString("hex");
  return isSame
    ? `same instance as ${textIn(twin, "path")}`
    : `same SOPInstanceUID as ${textIn(twin, "path")}, other pixels: one of them was changed`;
}
