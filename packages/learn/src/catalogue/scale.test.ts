/**
 * How a catalogue bears many images. `CATALOGUE_ROWS=10000000 npx vitest run packages/learn/src/catalogue/scale.test.ts`
 * prints what ten million cost.
 */
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { randomStream } from "@cmrkit/tensor";
import { afterAll, expect, test } from "vitest";
import { openCatalogue } from "./catalogue.ts";
import { openDatabase } from "./schema.ts";
import { summariseCatalogue } from "./summary.ts";
import { fillCatalogue, inventedFile } from "./testing/many-rows.ts";
import { temporaryFolder } from "./testing/small-images.ts";
import { CatalogueWriter } from "./writer.ts";

const rows = Number(process.env.CATALOGUE_ROWS ?? 5_000);
const isMeasured = process.env.CATALOGUE_ROWS !== undefined;
const folder = temporaryFolder();
const path = join(folder, "catalogue.sqlite");
afterAll(() => rmSync(folder, { recursive: true }));

/** Prints how long a part took where that was asked for. */
function timed<T>(what: string, run: () => T): T {
  const startMs = performance.now();
  const result = run();
  if (isMeasured) console.log(`${what}: ${(performance.now() - startMs).toFixed(1)} ms`);
  return result;
}

test("many images are written, counted, listed and drawn", { timeout: 7_200_000 }, () => {
  timed(`${rows} images written`, () => fillCatalogue(path, rows));
  if (isMeasured) console.log(`${(statSync(path).size / rows).toFixed(0)} bytes an image`);
  const catalogue = timed("opened", () => openCatalogue(path));
  expect(timed("all counted", () => catalogue.count())).toBe(rows);
  const cines = timed("ids of a sequence", () => catalogue.ids({ sequences: ["cine"] }));
  expect(cines.length).toBe(rows / 4);
  expect(timed("count of a sequence and view", () => catalogue.count({ sequences: ["cine"], views: ["sax"] }))).toBe(
    rows / 20,
  );
  expect(timed("patients", () => catalogue.patients())).toHaveLength(rows / 25);
  const random = randomStream(2026);
  const drawn = timed("1000 images drawn at random", () =>
    Array.from({ length: 1000 }, () => catalogue.image(cines[random.integer(cines.length)]!)),
  );
  expect(drawn.every(({ sequence }) => sequence === "cine")).toBe(true);
  timed("1000 images in order", () => {
    let n = 0;
    for (const { id } of catalogue.images()) if (++n === 1000) return id;
    return undefined;
  });
  catalogue.dispose();
  expect(timed("summary", () => summariseCatalogue(path)).images).toBe(rows);
});

test("a second walk knows its files", () => {
  const database = openDatabase(path, "read");
  const writer = new CatalogueWriter(database);
  const random = randomStream(7);
  const known = timed("1000 files looked up", () =>
    Array.from({ length: 1000 }, () => writer.isKnown(inventedFile(random.integer(rows)))),
  );
  expect(known.every(Boolean)).toBe(true);
  expect(writer.isKnown(inventedFile(rows))).toBe(false);
  database.close();
});

test.each([
  ["an image by its id", "SELECT * FROM image WHERE id = 1"],
  ["the ids of a kind", "SELECT id FROM image WHERE sequence = 'cine' AND view = 'sax'"],
  ["an image of equal content", "SELECT id FROM image WHERE content_hash = x'00'"],
  ["the files of an image", "SELECT file FROM image_file WHERE image = 1 ORDER BY position"],
  ["the images in a file", "SELECT image FROM image_file WHERE file = 1"],
  ["a file by its name", "SELECT id FROM file WHERE folder = 1 AND name = 'a'"],
  ["files left out", "SELECT id FROM file WHERE outcome NOT IN ('image', 'instance')"],
  ["the instances of a series", "SELECT file FROM instance WHERE series = 1"],
  ["series to be sorted", "SELECT id FROM series WHERE is_sorted = 0"],
])("%s needs no look at every row", (_, sql) => {
  const database = new DatabaseSync(path, { readOnly: true });
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail));
  database.close();
  expect(plan.every((step) => step.startsWith("SEARCH") || step.includes("USING"))).toBe(true);
  expect(plan.join()).not.toContain("TEMP B-TREE");
});
