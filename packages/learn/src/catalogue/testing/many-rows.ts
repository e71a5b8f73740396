/** Invented rows, to see how a catalogue bears millions of images. */
import { createHash } from "node:crypto";
import { openOrCreateDatabase } from "../schema.ts";
import { Transactions } from "../transactions.ts";
import { CatalogueWriter } from "../writer.ts";

const FILES_PER_FOLDER = 500;
const FILES_PER_PATIENT = 25;
const sequences = ["cine", "lge", "localiser", "t1_map"] as const;
const views = ["sax", "lax_2c", "lax_3c", "lax_4c", "unknown"] as const;

/** Path of the n-th invented file. */
export function inventedFile(n: number) {
  const path = `/data/archive/folder-${Math.floor(n / FILES_PER_FOLDER)}/image-${n % FILES_PER_FOLDER}.png`;
  return { path, byteCount: 30_000 + (n % 1000), modifiedMs: 1.7e12 + n };
}

/** Writes images one by one, as the walk over real files does. */
export function fillCatalogue(path: string, rows: number): void {
  const database = openOrCreateDatabase(path);
  const [writer, transactions] = [new CatalogueWriter(database), new Transactions(database)];
  for (let n = 0; n < rows; n++) transactions.add(() => writer.write(inventedFile(n), inventedImage(n)));
  transactions.commit();
  database.close();
}

function inventedImage(n: number) {
  const patient = `archive/${Math.floor(n / FILES_PER_PATIENT)}`;
  const kind = { sequence: sequences[n % sequences.length]!, view: views[n % views.length]! };
  const hash = new Uint8Array(createHash("sha256").update(String(n)).digest().subarray(0, 16));
  const content = { size: [1, 1, 256, 256], hash, minimum: 0, maximum: 255, hasFewValues: false } as const;
  const image = { format: "png", patient, study: patient, kind, spacingMm: [8, 1.5, 1.5], content } as const;
  return { outcome: "image", image } as const;
}
