import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

async function seriesUidOf(folder: string): Promise<string> {
  const { stdout } = await runCli(["inspect", folder, "--json"]);
  return JSON.parse(stdout).series[0].seriesInstanceUid;
}

test("a whole cine is listed with its geometry", async () => {
  await writeDicom(root);
  const { exitCode, stdout } = await runCli(["inspect", root]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/cine-stack +\w+ +\d+ +5 +48 × 48 +4\.00 × 4\.00 mm +20\.00 mm +whole cine/);
});

test("what a series shows is told with what was seen", async () => {
  await writeDicom(root);
  const { stdout } = await runCli(["inspect", root]);
  expect(stdout).toMatch(/1 +cine +short-axis stack +cine bSSFP SAX/);
  expect(stdout).toMatch(/cine: SeriesDescription says “cine”; 5 images at each position, .* one beat/);
  expect(stdout).toMatch(/short-axis stack: SeriesDescription says “sax”; \d+ parallel slices whose normal/);
});

test("what the user says of a series is shown with what speaks against it", async () => {
  await writeDicom(root);
  const { stdout } = await runCli(["inspect", root, "--series", "1=flow/aortic"]);
  expect(stdout).toContain("flow: the user says flow");
  expect(stdout).toContain("but SeriesDescription says “sax”");
});

test("a page shows each series with a picture, loads nothing, and replaces no other file unasked", async () => {
  await writeDicom(root);
  const page = join(root, "series.html");
  expect((await runCli(["inspect", root, "--html", page])).exitCode).toBe(0);
  const text = await readFile(page, "utf8");
  expect(text.match(/<img src="data:image\/png;base64,/g)).toHaveLength(1);
  expect(text).not.toMatch(/(src|href)="(?!data:)/);
  expect(text).toContain("Research use only");
  expect((await runCli(["inspect", root, "--html", page])).stderr).toContain("--force");
});

test("each series is shown with its UID, by which --series means it too", async () => {
  await writeDicom(root);
  const uid = await seriesUidOf(root);
  expect((await runCli(["inspect", root])).stdout).toContain(`\nseries 1, ${uid}\n`);
  const { stdout } = await runCli(["inspect", root, "--series", `${uid}=flow/aortic`]);
  expect(stdout).toContain("flow: the user says flow");
});

test("several studies are listed apart, and a number that both have is refused with the UIDs", async () => {
  await writeDicom(root, undefined, "one");
  await writeDicom(root, undefined, "two");
  const { stdout } = await runCli(["inspect", root]);
  expect(stdout.match(/^Study without date, 2\.25\.\d+$/gm)).toHaveLength(2);
  expect(stdout.match(/^series +sequence/gm)).toHaveLength(2);
  const listed = JSON.parse((await runCli(["inspect", root, "--json"])).stdout);
  const uids: readonly string[] = listed.series.map(
    ({ seriesInstanceUid }: { seriesInstanceUid: string }) => seriesInstanceUid,
  );
  expect(listed.studies).toHaveLength(2);
  expect(listed.series.map(({ handle }: { handle: string }) => handle)).toEqual(uids);
  const { stderr } = await runCli(["inspect", root, "--series", "1"]);
  for (const uid of uids) expect(stderr).toContain(`${uid} (`);
});

test("a single plane has not too few slices, unless it is said to be the short-axis stack", async () => {
  let first: string | undefined;
  await writeDicom(root, (bytes) => {
    const place = String(parseDicomInstance(bytes, "image").imagePositionPatientMm);
    first ??= place;
    return place === first ? bytes : undefined;
  });
  expect((await runCli(["inspect", root])).stdout).toMatch(/cine-plane .* one plane\n/);
  expect((await runCli(["inspect", root])).stdout).not.toContain("too-few-slices");
  expect((await runCli(["inspect", root, "--series", "1"])).stdout).toContain("too-few-slices");
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
    series: [
      {
        ...{ frameCount: 5, arrangement: "cine-stack", problems: [] },
        sequence: { kind: "recognised", value: "cine", against: [] },
        view: { kind: "recognised", value: "sax", evidence: [{ source: "SeriesDescription" }, { source: "geometry" }] },
      },
    ],
    files: { damaged: [], skipped: [] },
  });
});

test.each([
  ["an unknown number", ["--series", "99"], 1, "the study has no series 99; it has 1"],
  ["a kind that is none", ["--series", "1=cine/side"], 2, "views are sax"],
])("%s is refused", async (_, flags, exitCode, message) => {
  await writeDicom(root);
  const result = await runCli(["inspect", root, ...flags]);
  expect(result.exitCode).toBe(exitCode);
  expect(result.stderr).toContain(message);
});

test("a NIfTI file is described by size, voxels and what places it", async () => {
  await writeNiftis(root);
  const { stdout } = await runCli(["inspect", join(root, "sax.nii.gz")]);
  expect(stdout).toMatch(/^48 × 48, \d+ slices, 5 frames\nvoxels 4\.000 × 4\.000 × 20\.000 mm, placed by the sform\n$/);
});
