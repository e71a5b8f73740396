/** Sorts the DICOM instances of a catalogue into images, one series in memory at a time. */
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { DicomInstance } from "@cmrkit/imaging";
import { contentOfPlanes, type PlaneContent, refusalOf } from "./content.ts";
import { type ImageKind, orElse } from "./described-kind.ts";
import { instanceFrom } from "./dicom-record.ts";
import { bytesIn, hashIn, numberIn, optionalNumberIn, type Row, sequenceIn, textIn, viewIn } from "./rows.ts";
import { type Stack, stacksOf } from "./stacks.ts";
import type { CatalogueWriter, FilePlace } from "./writer.ts";

/** The ids of the series that were read but not sorted yet. */
export function unsortedSeries(database: DatabaseSync): readonly number[] {
  return database
    .prepare("SELECT id FROM series WHERE is_sorted = 0")
    .all()
    .map((row) => numberIn(row, "id"));
}

const INSTANCES = `
  SELECT instance.*, folder.path AS folder_path, file.name
  FROM instance JOIN file ON file.id = instance.file JOIN folder ON folder.id = file.folder
  WHERE instance.series = ? ORDER BY instance.file, instance.frame`;
const IMAGES = `
  SELECT DISTINCT image_file.image FROM instance JOIN image_file ON image_file.file = instance.file
  WHERE instance.series = ?`;

/** Replaces the images of one series by those that its instances make now. */
export function sortSeries(database: DatabaseSync, writer: CatalogueWriter, seriesId: number): void {
  for (const row of database.prepare(IMAGES).all(seriesId)) writer.deleteImage(numberIn(row, "image"));
  const series = database.prepare("SELECT * FROM series WHERE id = ?").get(seriesId) ?? {};
  const placed = new Map(
    database
      .prepare(INSTANCES)
      .all(seriesId)
      .map((row) => placedOf(row, series))
      .map((one) => [keyOf(one.instance), one]),
  );
  const described: ImageKind = { sequence: sequenceIn(series), view: viewIn(series) };
  for (const stack of stacksOf(Array.from(placed.values(), ({ instance }) => instance))) {
    const members = stack.instances.map((instance) => placed.get(keyOf(instance))!);
    writeStack(writer, stack, members, { studyId: numberIn(series, "study"), kind: orElse(described, stack.kind) });
  }
  database.prepare("UPDATE series SET is_sorted = 1 WHERE id = ?").run(seriesId);
}

/** Frames of an enhanced object share its identifier. */
function keyOf({ sopInstanceUid, frameNumber = 0 }: DicomInstance): string {
  return `${sopInstanceUid} ${frameNumber}`;
}

/** An instance, where it lies, and what its pixels say. */
interface PlacedInstance extends FilePlace {
  readonly instance: DicomInstance;
  readonly content: PlaneContent;
}

function placedOf(row: Row, series: Row): PlacedInstance {
  const frame = numberIn(row, "frame");
  const identity = {
    source: join(textIn(row, "folder_path"), textIn(row, "name")),
    sopInstanceUid: hashIn(row, "uid_hash"),
    seriesInstanceUid: hashIn(series, "uid_hash"),
    studyInstanceUid: String(numberIn(series, "study")),
    seriesNumber: optionalNumberIn(series, "number"),
    frameNumber: frame || undefined,
  };
  return {
    fileId: numberIn(row, "file"),
    frame,
    instance: instanceFrom(textIn(row, "header"), identity),
    content: {
      hash: bytesIn(row, "plane_hash"),
      minimum: numberIn(row, "minimum"),
      maximum: numberIn(row, "maximum"),
      hasFewValues: numberIn(row, "has_few_values") === 1,
    },
  };
}

function writeStack(
  writer: CatalogueWriter,
  { size, spacingMm }: Stack,
  members: readonly PlacedInstance[],
  { studyId, kind }: { readonly studyId: number; readonly kind: ImageKind },
): void {
  const planes = members.map(({ content }) => content);
  const content = contentOfPlanes(planes, size);
  const refusal = refusalOf(content);
  if (refusal !== undefined) writer.refuse(members, refusal.outcome, refusal.reason);
  else writer.writeImage({ places: members, format: "dicom", studyId, kind, spacingMm, content });
}
