import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCineFolder } from "@cmrkit/imaging";
import { dataSetNamed, readCaseImage } from "@cmrkit/learn";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listeningIo } from "../testing/cli.ts";
import { phantomCommand } from "./phantom.ts";

const COARSE = ["--matrix", "32", "--spacing", "8", "--slice-distance", "25", "--frames", "2"];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmr-phantom-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function phantom(...args: readonly string[]): Promise<string> {
  const { io, written } = listeningIo();
  await phantomCommand(io)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .parseAsync([...COARSE, ...args], { from: "user" });
  return written.stdout;
}

test("several hearts lie in folders of their own, each with files and truth, and nothing half-written remains", async () => {
  const out = join(folder, "hearts");
  const printed = await phantom("--out", out, "--count", "2", "--kind", "random", "--json");
  expect(JSON.parse(printed).map(({ folder: name }: { folder: string }) => name)).toEqual(["heart-0001", "heart-0002"]);
  expect(await readdir(folder)).toEqual(["hearts"]);
  expect((await readdir(join(out, "heart-0002"))).sort()).toEqual(["dicom", "nifti", "truth.json"]);
  const truth = JSON.parse(await readFile(join(out, "heart-0001", "truth.json"), "utf8"));
  const { cine } = await readCineFolder(join(out, "heart-0001"));
  expect(cine.volume.frameCount).toBe(truth.phases.leftVentricleVolumeMl.length);
});

test("hearts that are there are replaced only with --force, other files never", async () => {
  const out = join(folder, "heart");
  await phantom("--out", out, "--format", "nifti");
  const again = phantom("--out", out, "--format", "nifti");
  await expect(again).rejects.toMatchObject({ kind: "output" });
  expect(await phantom("--out", out, "--format", "dicom", "--force")).toContain("normal");
  expect((await readdir(out)).sort()).toEqual(["dicom", "truth.json"]);
  await writeFile(join(out, "notes.txt"), "mine");
  await expect(phantom("--out", out, "--force")).rejects.toMatchObject({ kind: "output" });
});

test("hearts with late enhancement and maps are a labelled data set", async () => {
  const out = join(folder, "hearts");
  await phantom("--out", out, "--count", "2", "--kind", "infarcted", "--format", "nifti", "--with", "lge", "t1_map");
  const cases = dataSetNamed("folder").list(out);
  expect(cases.map(({ id, facts }) => [id, facts.group])).toEqual([
    ["heart-0001", "infarcted"],
    ["heart-0002", "infarcted"],
  ]);
  const [, , lge] = cases[0]!.images;
  const { labels, labelNames } = await readCaseImage(lge!, "heart-0001");
  expect(lge!.sequence).toBe("lge");
  expect(labelNames[Math.max(...labels!) - 1]).toBe("infarct");
});

test("a number that makes no sense is refused before anything is drawn", async () => {
  await expect(phantom("--out", join(folder, "x"), "--spacing", "0")).rejects.toThrowError(/expected a number above 0/);
  expect(await readdir(folder)).toEqual([]);
});
