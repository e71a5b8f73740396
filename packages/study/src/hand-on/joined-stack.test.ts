/** A stack that was exported as one series for each slice: what is derived from it refers to all of them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { readStudy } from "../input/read-study.ts";
import type { StudyInput } from "../input/study-input.ts";
import { beatingLabels, testGrid } from "../testing/beating-heart.ts";
import { writeBeatingStudy } from "../testing/beating-study.ts";
import { dicomErrors, hasValidator } from "../testing/dciodvfy.ts";
import { fakeSegmenter } from "../testing/fake-segmenter.ts";
import { handOn } from "./hand-on.ts";

const seriesOf = (k: number) => `2.25.1.1.${k + 1}`;
const seriesUids = Array.from({ length: testGrid.size[2] }, (_, k) => seriesOf(k));

let folder = "";
let input: StudyInput;
let files: readonly { readonly name: string; readonly content: string | Uint8Array }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmr-joined-"));
  await writeBeatingStudy(folder, seriesOf);
  input = await readStudy(folder);
  const analysis = await analyse(input, fakeSegmenter(beatingLabels()), { software: "cmrkit test" });
  ({ files } = await handOn(input, analysis, {
    outputs: ["seg", "sr"],
    writtenAt: { date: "20260102", time: "030405", instant: "2026-01-02T03:04:05.000Z" },
    identifiers: { kind: "none" },
    printPdf: async () => new Uint8Array(),
  }));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the slices are one stack, which is told, with every series that it comes from", () => {
  expect(input.facts).toMatchObject({
    sliceCount: testGrid.size[2],
    joinedSeriesUids: expect.arrayContaining(seriesUids),
  });
  expect(input.warnings.map(({ kind }) => kind)).toContain("series-joined");
});

test("segmentation and report refer to every series", () => {
  for (const { name, content } of files) {
    const text = Buffer.from(content).toString("latin1");
    expect(
      seriesUids.filter((uid) => !text.includes(uid)),
      name,
    ).toEqual([]);
  }
});

test.skipIf(!hasValidator)("dciodvfy finds no error in them", () => {
  for (const { name, content } of files) expect(dicomErrors(folder, name, Buffer.from(content))).toEqual([]);
});
