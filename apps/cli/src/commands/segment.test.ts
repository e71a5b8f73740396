import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNiftiLabels } from "@cmrkit/imaging";
import { correctLabels } from "@cmrkit/study";
import { afterEach, beforeEach, expect, test } from "vitest";
import { knowingModel, runCli } from "../testing/cli.ts";
import { smallStudy, writeDicom, writeNiftis } from "../testing/small-study.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-segment-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const model = knowingModel(smallStudy.labels);

test.each(["labels.nii.gz", "labels.nii"])("labels of a cine are written to %s", async (name) => {
  await writeNiftis(root);
  const out = join(root, name);
  const { exitCode, stdout } = await runCli(["segment", join(root, "sax.nii.gz"), "--out", out], model);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining("5 frames of 48 × 48")]);
  const bytes = await readFile(out);
  expect(bytes[0] === 0x1f).toBe(name.endsWith(".gz")); // gzip's first byte
  const corrected = Buffer.from(correctLabels(smallStudy.labels).labels.labels);
  expect(Buffer.from(readNiftiLabels(bytes).labels.labels).equals(corrected)).toBe(true);
});

test("a file that is there already is kept unless told otherwise, and no model is opened for nothing", async () => {
  await writeNiftis(root);
  const args = ["segment", join(root, "sax.nii.gz"), "--out", join(root, "sax_gt.nii.gz")];
  const { exitCode, stderr } = await runCli(args);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("exists already; add --force")]);
  expect((await runCli([...args, "--force"], model)).exitCode).toBe(0);
});

test("a DICOM folder is refused with a hint", async () => {
  await writeDicom(join(root, "study"));
  const { exitCode, stderr } = await runCli(["segment", join(root, "study"), "--out", join(root, "l.nii")]);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("cmr analyze takes DICOM folders")]);
});
