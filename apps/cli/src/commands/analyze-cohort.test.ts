import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunApart } from "../cohort/study-process.ts";
import { failureOf } from "../failure.ts";
import { filesBelow, knowingModel, listeningIo, runCli } from "../testing/cli.ts";
import { smallStudy, writeDicom, writeNiftis } from "../testing/small-study.ts";
import { analyzeCohortCommand } from "./analyze-cohort.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-cohort-"));
  process.exitCode = undefined;
});
afterEach(async () => {
  process.exitCode = undefined;
  await rm(root, { recursive: true, force: true });
});

const model = knowingModel(smallStudy.labels);

/** Analyses within the test's process; a study whose path holds `hangs` or `crashes` does. */
function apart(calls: string[]): RunApart {
  return async (args) => {
    calls.push(args[1]!);
    if (args[1]!.includes("hangs")) return { exitCode: null, isTimedOut: true, stdout: "", stderr: "" };
    if (args[1]!.includes("crashes"))
      return { exitCode: null, isTimedOut: false, stdout: "", stderr: "a\nheap full\n" };
    return { ...(await runCli(args, model)), isTimedOut: false };
  };
}

async function cohort(args: readonly string[], run: RunApart = apart([])) {
  const { io, written } = listeningIo({ openSegmenter: model });
  const failure = await analyzeCohortCommand(io, run)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .parseAsync([...args], { from: "user" })
    .then(() => null, failureOf);
  return { ...written, failure };
}

async function writeStudies(): Promise<string> {
  const folder = join(root, "in");
  await writeDicom(folder, undefined, "one");
  await mkdir(join(root, "files"));
  await writeNiftis(join(root, "files"));
  await copyFile(join(root, "files", "sax.nii.gz"), join(folder, "two.nii.gz"));
  await writeFile(join(folder, "three.nii.gz"), "no image");
  return folder;
}

test("one bad study stops no other; all come together in tables and a page, and only the bad one is tried again", async () => {
  const [folder, out] = [await writeStudies(), join(root, "out")];
  const { stdout, stderr, failure } = await cohort([folder, "--out", out]);
  expect(failure).toBeNull();
  expect(stdout).toContain("2 studies measured, 1 failed");
  expect(stderr).toMatch(/^three: .*three\.nii\.gz/);
  expect(process.exitCode).toBe(1);
  expect((await filesBelow(out)).filter((name) => !name.startsWith("studies/"))).toEqual([
    ...["cohort.csv", "cohort.html", "cohort.json", "failures.csv", "studies"],
  ]);
  const lines = (await readFile(join(out, "cohort.csv"), "utf8")).trimEnd().split("\r\n");
  expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(["one", "two"]);
  const again: string[] = [];
  await cohort([folder, "--out", out], apart(again));
  expect(again).toEqual([join(folder, "three.nii.gz")]);
});

test("a study measured by another version is not mixed in, and it says what to do", async () => {
  const [folder, out] = [await writeStudies(), join(root, "out")];
  await cohort([folder, "--out", out]);
  await writeFile(join(out, "studies", "two", "measurements.json"), '{"schema":"cmrkit.measurements/1"}');
  const { stdout, stderr } = await cohort([folder, "--out", out]);
  expect(stdout).toContain("1 study measured, 2 failed");
  expect(stderr).toMatch(/is not of the form cmrkit\.measurements\/2; delete the folder/);
});

test("a study that hangs or crashes is a failure that says so", async () => {
  const folder = join(root, "in");
  await mkdir(folder);
  for (const name of ["hangs", "crashes"]) await writeFile(join(folder, `${name}.nii.gz`), "");
  const { stdout } = await cohort([folder, "--out", join(root, "out"), "--timeout", "7", "--json"]);
  const errors = JSON.parse(stdout).outcomes.map(({ error }: { error: unknown }) => error);
  expect(errors).toEqual([
    { kind: "crash", message: expect.stringMatching(/was killed, perhaps for want of memory.*heap full/) },
    { kind: "timeout", message: expect.stringMatching(/not done after 7 min/) },
  ]);
});

test("what a table says of a person goes to that person's analysis, and other settings are refused", async () => {
  const [folder, out] = [await writeStudies(), join(root, "out")];
  const table = join(root, "subjects.csv");
  await writeFile(table, "study,sex,height_cm,weight_kg\ntwo,F,170,60\none,,,\n");
  await cohort([folder, "--out", out, "--subjects", table]);
  const { subject } = JSON.parse(await readFile(join(out, "studies", "two", "measurements.json"), "utf8"));
  expect(subject).toMatchObject({ sex: "female", bodySize: { heightCm: 170, weightKg: 60 } });
  const { failure } = await cohort([folder, "--out", out]);
  expect(failure).toMatchObject({
    kind: "misuse",
    message: expect.stringContaining("made with another --subjects; give"),
  });
});

test("a table of reference ranges goes to every study, and results by another are refused", async () => {
  const [folder, out, table] = [await writeStudies(), join(root, "out"), join(root, "ranges.csv")];
  const lines = (lower: number) => `measure,sex,age_from,age_to,lower,upper,mean,sd,unit,papillary_muscles,source
leftVentricle.ejectionFractionPercent,,,,${lower},,,,%,cavity,made up`;
  await writeFile(table, lines(10));
  const args = [folder, "--out", out, "--reference-ranges", table];
  await cohort(args);
  const { reference } = JSON.parse(await readFile(join(out, "studies", "two", "measurements.json"), "utf8"));
  expect(reference["leftVentricle.ejectionFractionPercent"].range).toMatchObject({ lower: 10, source: "made up" });
  await writeFile(table, lines(11));
  expect((await cohort(args)).failure).toMatchObject({ kind: "misuse" });
  await writeFile(table, lines(-1));
  expect((await cohort(args)).failure).toMatchObject({ kind: "bad-table" });
});

test("a judge and a check of images are asked in every study; results without them are refused", async () => {
  const [folder, out] = [await writeStudies(), join(root, "out")];
  const { failure } = await cohort([folder, "--out", out, "--check-images", "--judge"]);
  expect(failure).toBeNull();
  const text = await readFile(join(out, "studies", "two", "measurements.json"), "utf8");
  const { imageCheck, outlineCheck } = JSON.parse(text);
  expect(imageCheck).toMatchObject({ kind: "checked", model: { name: "cmrkit image check" } });
  expect(outlineCheck).toEqual({ kind: "not-judged", reason: "the judge of tests says nothing" });
  expect((await cohort([folder, "--out", out])).failure).toMatchObject({ kind: "misuse" });
});

test.each([
  ["a stranger", "study,sex\nfour,m\n", /names four, which is no study/],
  ["no study", "sex\nm\n", /needs a column study/],
  ["one twice", "study,sex\none,m\none,f\n", /names one twice/],
  ["a height without a weight", "study,height_cm,weight_kg\none,180,\n", /one: height_cm and weight_kg go together/],
  ["a height in metres", "study,height_cm,weight_kg\none,1.8,80\n", /one: height must be 30–260 cm, got 1.8/],
  ["an age in days", "study,age_years\none,20075\n", /age_years is "20075"; expected a number up to 125/],
])("a table with %s is refused before anything is analysed", async (_name, text, message) => {
  const folder = await writeStudies();
  const table = join(root, "subjects.csv");
  await writeFile(table, text);
  const { failure } = await cohort([folder, "--out", join(root, "out"), "--subjects", table]);
  expect(failure).toMatchObject({ kind: "misuse", message: expect.stringMatching(message) });
  expect(await filesBelow(root)).not.toContain("out");
});

test("results of another model are not added to, wherever either lies, and the difference is named", async () => {
  const [folder, out] = [await writeStudies(), join(root, "out")];
  const withWeights = async (name: string, text: string) => {
    await mkdir(join(root, name));
    await writeFile(join(root, name, "weights.safetensors"), text);
    return ["--model", join(root, name)];
  };
  const ours = await withWeights("ours", "a");
  await cohort([folder, "--out", out, ...ours]);
  expect((await cohort([folder, "--out", out, ...(await withWeights("moved", "a"))])).failure).toBeNull();
  await writeFile(join(root, "ours", "weights.safetensors"), "b");
  expect((await cohort([folder, "--out", out, ...ours])).failure).toMatchObject({
    kind: "misuse",
    message: expect.stringContaining("made with another --model; give another --out"),
  });
  const { failure } = await cohort([folder, "--out", join(root, "new"), "--model", join(root, "gone")]);
  expect(failure).toMatchObject({
    kind: "bad-model",
    message: expect.stringContaining("is not there; give the folder"),
  });
});

test("studies are listed without being analysed, and without a folder for results nothing begins", async () => {
  const folder = await writeStudies();
  expect((await cohort([folder, "--list"])).stdout).toMatch(/one .*\nthree .*\ntwo .*\n3 studies\n/);
  expect((await cohort([folder])).failure).toMatchObject({ kind: "misuse" });
});
