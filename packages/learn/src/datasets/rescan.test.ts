import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCaseImage } from "./read-case-image.ts";
import { rescan } from "./rescan.ts";
import { refusalOf } from "./testing/refusal.ts";
import { writeRescan } from "./testing/rescan-layout.ts";

test("scans of one person are one patient, equal names at two sites are two", () => {
  const cases = rescan.list(writeRescan());
  expect(cases.map(({ id, patient, split }) => [id, patient, split])).toEqual([
    ["train/A/s_0000", "train/A/s_0000", "training"],
    ["train/B/s_0000", "train/B/s_0000", "training"],
    ["test/scan_02_A", "test/scan_02", "test"],
    ["test/scan_02_B", "test/scan_02", "test"],
    ["test_retest_100/scan_00_A", "test_retest_100/scan_00", "test"],
    ["test_retest_100/scan_00_B", "test_retest_100/scan_00", "test"],
  ]);
});

test("labelled scans have the two phases of the table, and a long-axis frame without a phase", () => {
  const [, second] = rescan.list(writeRescan());
  expect(second!.images.map(({ name, phase }) => [name, phase])).toEqual([
    ["sax ed", "ed"],
    ["sax es", "es"],
    ["lax_4c frame 0", undefined],
  ]);
  expect(second!.images[0]!.labels?.file).toMatchObject({ frameIndex: 3 });
});

test("labels are numbered as the pre-processing leaves them, right ventricle first", async () => {
  const image = rescan.list(writeRescan())[0]!.images[1]!;
  const { labels, labelNames, data } = await readCaseImage(image, "train/A/s_0000");
  expect(labelNames[labels![data.indexOf(900)]! - 1]).toBe("leftVentricleBloodPool");
});

test("the retest part has volumes where they are told, and every frame; of two rows of one scan the later counts", () => {
  const [first, repeat] = rescan.list(writeRescan()).slice(-2);
  expect(first!.facts).toEqual({ lvEdvMl: 150.5, lvEsvMl: 60.25 });
  expect(repeat!.facts).toEqual({ lvEdvMl: 148 });
  const frames = repeat!.images.filter(({ view }) => view === "sax");
  expect(frames.map(({ name }) => name)).toEqual([0, 1, 2, 3].map((t) => `sax frame ${t}`));
  expect(frames.every(({ labels, phase }) => labels === undefined && phase === undefined)).toBe(true);
});

test("a scan that is not there, a table without its columns and the owners' pickles are refused", () => {
  const folder = writeRescan();
  rmSync(join(folder, "test/scan_02_B/sax_t.nii.gz"));
  expect(refusalOf(() => rescan.list(folder)).message).toContain("scan_02_B/sax_t.nii.gz is not there");
  writeFileSync(join(folder, "train_metadata.csv"), "pid,n_frames\nA/s_0000,4\n");
  expect(refusalOf(() => rescan.list(folder)).message).toContain("lacks the column ed_index, es_index");
  const pickles = refusalOf(() => rescan.list(join(folder, "train")));
  expect([pickles.kind, pickles.message.includes("pickles are not read")]).toEqual(["data-missing", true]);
});
