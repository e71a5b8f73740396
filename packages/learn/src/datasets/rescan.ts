/**
 * The Rescan set: short-axis and long-axis cine of patients at rest, many of them scanned twice within a short time.
 *
 * Its owners give Python pickles, which are programs and are not run here. What is read is what CineMA's
 * `rescan_preprocess` makes of them: `<train|test|test_retest_100>_metadata.csv` beside
 * `<train|…>/<pid>/{sax_t,sax_gt_t,lax_2c_t,lax_4c_t}.nii.gz` (X, Y, Z, T), resampled to 1 × 1 × 10 mm and cropped, so a
 * volume from it is not one on the native grid. The labels, of a network and not of readers, are renumbered by that step:
 * 1 right ventricular cavity, 2 myocardium, 3 left ventricular cavity (the pickles have 1 and 3 the other way round).
 * `train` and `test` tell ED and ES as frames from 0; `test_retest_100` has no labels but volumes, and all its frames are
 * listed. Long-axis cines, whose frames need not be those of the short axis, give their first frame, without a phase.
 *
 * The repeats of a person, `scan_02_A` and `scan_02_B`, are one patient. A second repeat was written over the first under
 * the same pid, so its row, the later one, counts. Not told: whether somebody is in two of the three sources.
 *
 * Source: Bhuva et al. 2019, doi:10.1161/CIRCIMAGING.119.009214; layout of CineMA's cinema/data/rescan. On request.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { countIn, positiveIn, requiredText } from "./cell-values.ts";
import { cineImage, labelsAt } from "./cine-image.ts";
import { type CaseImage, type DataCase, type DataSet, phases } from "./data-set.ts";
import { requireCases, requireFile } from "./folders.ts";
import { rightVentricleFirst } from "./label-orders.ts";
import { readTable, type TableRow } from "./published-table.ts";
import { stated } from "./stated.ts";

export const rescan: DataSet = Object.freeze({
  name: "rescan",
  title: "Rescan: repeated short-axis and long-axis cine",
  source: "Bhuva et al. 2019, doi:10.1161/CIRCIMAGING.119.009214",
  licence: "on request from its owners at University College London, on their terms",
  list: listRescan,
});

const COLUMNS_OF_LABELLED = ["pid", "ed_index", "es_index"] as const;
const COLUMNS_OF_RETEST = ["pid", "n_frames", "edv", "esv"] as const;

function listRescan(folder: string): readonly DataCase[] {
  const labelled = (["train", "test"] as const).flatMap((source) =>
    rowsOf(folder, source, COLUMNS_OF_LABELLED).map((row) => labelledCase(folder, source, row)),
  );
  const retest = rowsOf(folder, "test_retest_100", COLUMNS_OF_RETEST).map((row) => retestCase(folder, row));
  const expected =
    "train_metadata.csv, test_metadata.csv or test_retest_100_metadata.csv as rescan_preprocess writes them";
  return requireCases([...labelled, ...retest], folder, `${expected}; pickles are not read`);
}

/** The rows of one source, the last for each pid; none where the source is not there. */
function rowsOf<C extends string>(folder: string, source: string, columns: readonly ("pid" | C)[]) {
  const path = join(folder, `${source}_metadata.csv`);
  if (!existsSync(path)) return [];
  return [...new Map(readTable(path, columns).map((row) => [requiredText(row, "pid"), row])).values()];
}

type LabelledRow = TableRow<(typeof COLUMNS_OF_LABELLED)[number]>;
type RetestRow = TableRow<(typeof COLUMNS_OF_RETEST)[number]>;

function labelledCase(folder: string, source: "train" | "test", row: LabelledRow): DataCase {
  const place = placeOf(folder, source, row);
  const labels = labelsAt(join(place, "sax_gt_t.nii.gz"), rightVentricleFirst);
  const sax = phases.flatMap((phase) => {
    const frameIndex = countIn(row, `${phase}_index`);
    return frameIndex === undefined ? [] : [cineImage({ view: "sax", phase, path: saxIn(place), frameIndex, labels })];
  });
  const split = source === "train" ? "training" : "test";
  return Object.freeze({ ...nameOf(source, row), images: [...sax, ...laxIn(place)], facts: {}, split });
}

function retestCase(folder: string, row: RetestRow): DataCase {
  const place = placeOf(folder, "test_retest_100", row);
  const path = saxIn(place);
  const frameCount = countIn(row, "n_frames") ?? 0;
  const sax = Array.from({ length: frameCount }, (_, frameIndex) => cineImage({ view: "sax", path, frameIndex }));
  const facts = stated({ lvEdvMl: positiveIn(row, "edv"), lvEsvMl: positiveIn(row, "esv") });
  return Object.freeze({
    ...nameOf("test_retest_100", row),
    images: [...sax, ...laxIn(place)],
    facts,
    split: "test",
    mayLackLabels: true,
  });
}

const REPEATED = /^(scan_\d+)_[A-Z]$/;

function nameOf<C extends string>(source: string, row: TableRow<"pid" | C>): Pick<DataCase, "id" | "patient"> {
  const pid = requiredText(row, "pid");
  const person = REPEATED.exec(pid)?.[1] ?? pid;
  return { id: `${source}/${pid}`, patient: `${source}/${person}` };
}

function placeOf<C extends string>(folder: string, source: string, row: TableRow<"pid" | C>): string {
  return join(folder, source, ...requiredText(row, "pid").split("/"));
}

function saxIn(place: string): string {
  return requireFile(join(place, "sax_t.nii.gz"), "the table names its scan");
}

function laxIn(place: string): CaseImage[] {
  return (["lax_2c", "lax_4c"] as const).flatMap((view) => {
    const path = join(place, `${view}_t.nii.gz`);
    return existsSync(path) ? [cineImage({ view, path })] : [];
  });
}
