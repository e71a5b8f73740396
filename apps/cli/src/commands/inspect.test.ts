import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDicomInstance } from "@cmrkit/imaging";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { writeDicom, writeNiftis } from "../testing/small-study.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-inspect-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("a whole cine is listed with its geometry", async () => {
  await writeDicom(root);
  const { exitCode, stdout } = await runCli(["inspect", root]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/cine-stack +\w+ +\d+ +5 +48 × 48 +4\.00 × 4\.00 mm +20\.00 mm +whole cine/);
});

test("what is wrong is listed, and is no failure of inspecting", async () => {
  const isDropped = (bytes: Uint8Array) => parseDicomInstance(bytes, "image").instanceNumber === 8;
  await writeDicom(root, (bytes, n) => (isDropped(bytes) ? undefined : n === 3 ? bytes.subarray(0, 3000) : bytes));
  await writeFile(join(root, "readme.txt"), "not an image");
  const { exitCode, stdout } = await runCli(["inspect", root]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("missing-frame");
  expect(stdout).toMatch(/damaged: .*IM00004/);
  expect(stdout).toContain("left out, not-dicom: 1");
});

test("the same is there as JSON", async () => {
  await writeDicom(root);
  const { stdout } = await runCli(["inspect", root, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    format: "dicom",
    series: [{ frameCount: 5, arrangement: "cine-stack", problems: [] }],
    files: { damaged: [], skipped: [] },
  });
});

test("a NIfTI file is described by size, voxels and what places it", async () => {
  await writeNiftis(root);
  const { stdout } = await runCli(["inspect", join(root, "sax.nii.gz")]);
  expect(stdout).toMatch(/^48 × 48, \d+ slices, 5 frames\nvoxels 4\.000 × 4\.000 × 20\.000 mm, placed by the sform\n$/);
});
