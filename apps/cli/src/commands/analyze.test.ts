import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMeasured } from "@cmrkit/cardiac";
import { readNifti, readNiftiLabels } from "@cmrkit/imaging";
import { correctLabels, type OutlineJudge } from "@cmrkit/study";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { shippedJudgeFolder } from "../model-options.ts";
import { run } from "../run.ts";
import { filesBelow, knowingModel, listeningIo, runCli } from "../testing/cli.ts";
import { smallStudy, writeDicom, writeNiftis } from "../testing/small-study.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-analyze-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const { labels, truth } = smallStudy;
const model = knowingModel(labels);
const out = () => join(root, "out");
const measurements = async () => JSON.parse(await readFile(join(out(), "measurements.json"), "utf8"));

describe("a DICOM folder", () => {
  test("gives four files, and the summary says where the report is", async () => {
    await writeDicom(join(root, "study"));
    const { exitCode, stdout, stderr } = await runCli(["analyze", join(root, "study"), "--out", out()], model);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(await filesBelow(out())).toEqual([
      "measurements.json",
      "report.html",
      "segmentation.nii.gz",
      "segments.csv",
      "slices.csv",
      "volumes.csv",
    ]);
    expect(stdout).toContain(`Report: ${join(out(), "report.html")}`);
    expect(stdout).toContain("Research use only. Not a medical device.");
  });

  test("is measured at the frames that are truly fullest and emptiest, and says what it is", async () => {
    await writeDicom(join(root, "study"));
    await runCli(["analyze", join(root, "study"), "--out", out()], model);
    const { phases, input, subject } = await measurements();
    expect([phases.endDiastoleIndex, phases.endSystoleIndex]).toEqual([
      truth.phases.endDiastoleIndex,
      truth.phases.endSystoleIndex,
    ]);
    expect(input).toMatchObject({ format: "dicom", manufacturer: "cmrkit", frameCount: 5, columns: 48, rows: 48 });
    expect(subject.heartRatePerMin).toBeCloseTo(truth.parameters.beat.heartRateBpm, 0);
    expect(JSON.stringify(input)).not.toContain(root);
  });

  test("without a short-axis cine is refused with a list for the reader, and one line for a program", async () => {
    await writeDicom(join(root, "study"));
    const told = ["analyze", join(root, "study"), "--out", out(), "--series", "1=flow/aortic", "--json"];
    const { exitCode, stdout, stderr } = await runCli(told);
    expect(exitCode).toBe(1);
    const { error } = JSON.parse(stdout);
    expect(error).toEqual({ kind: "no-cine", message: expect.stringMatching(/; the nearest, series 1 .*: no cine$/) });
    expect(stderr).toContain(`cmr: ${error.message}\n\nseries  description `);
    expect(stderr).toMatch(
      /\n +1 +cine bSSFP SAX \(simulated\) +flow, aortic +no cine\n\nIf one of them .* --series 1\./,
    );
  });

  test("prints the same measurements as JSON", async () => {
    await writeDicom(join(root, "study"));
    const { stdout } = await runCli(["analyze", join(root, "study"), "--out", out(), "--json"], model);
    expect(JSON.parse(stdout)).toEqual({ out: out(), measurements: await measurements() });
  });

  test("is indexed and held against ranges where body size and sex are given", async () => {
    await writeDicom(join(root, "study"));
    const person = ["--height", "180", "--weight", "80", "--sex", "f"];
    await runCli(["analyze", join(root, "study"), "--out", out(), ...person], model);
    const { bodySurfaceAreaM2, indexed, leftVentricle } = await measurements();
    expect(bodySurfaceAreaM2).toBeCloseTo(2, 9);
    const { endDiastolicVolumeMlPerM2 } = indexed.leftVentricle;
    expect(endDiastolicVolumeMlPerM2).toBeCloseTo(leftVentricle.endDiastolicVolumeMl / 2, 9);
    expect(await readFile(join(out(), "report.html"), "utf8")).toContain("healthy female adults");
  });
});

describe("a table of reference ranges", () => {
  /** Made-up numbers. */
  const lines = [
    "measure,sex,age_from,age_to,lower,upper,mean,sd,unit,papillary_muscles,source",
    "leftVentricle.ejectionFractionPercent,female,60,69,10,20,,,%,cavity,made up",
  ];
  const person = ["--sex", "f", "--age", "69.5", "--outputs", "fhir,csv"];

  async function analyzeWith(table: readonly string[]) {
    await writeDicom(join(root, "study"));
    const path = join(root, "ranges.csv");
    await writeFile(path, table.join("\n"));
    return runCli(["analyze", join(root, "study"), "--out", out(), "--reference-ranges", path, ...person], model);
  }

  test("is what every output holds the measure against", async () => {
    expect((await analyzeWith(lines)).exitCode).toBe(0);
    expect((await measurements()).reference["leftVentricle.ejectionFractionPercent"]).toMatchObject({
      range: { lower: 10, upper: 20, people: "females of 60 to 69 years", source: "made up", origin: "given" },
      position: "above",
    });
    const [page, fhir, csv] = await Promise.all(
      ["report.html", "diagnostic-report.json", "measurements.csv"].map((name) => readFile(join(out(), name), "utf8")),
    );
    expect(page).toContain("females of 60 to 69 years (made up) for LV ejection fraction");
    expect(fhir).toContain("females of 60 to 69 years, made up");
    expect(csv).toContain(",10,20,females of 60 to 69 years,made up,");
  });

  test("that is wrong ends the command before anything is read or written", async () => {
    const { exitCode, stderr } = await analyzeWith([...lines, ...lines.slice(1)]);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/ranges\.csv line 3: it overlaps with line 2/)]);
    expect(await filesBelow(root)).not.toContain("out");
  });
});

test("a judge is asked where one is wanted: the shipped one, or another", async () => {
  await writeDicom(join(root, "study"));
  const opened: string[] = [];
  const judge: OutlineJudge = { judge: async () => ({ kind: "not-judged", reason: "shy" }), dispose: async () => {} };
  const openJudge = async (folder: string) => {
    opened.push(folder);
    return judge;
  };
  const { io } = listeningIo({ openSegmenter: model, openJudge });
  const analyze = ["analyze", join(root, "study"), "--out", out(), "--force"];
  await run(analyze, io);
  expect((await measurements()).outlineCheck).toEqual({ kind: "not-judged", reason: "no judge was asked" });
  await run([...analyze, "--judge"], io);
  expect((await measurements()).outlineCheck).toEqual({ kind: "not-judged", reason: "shy" });
  await run([...analyze, "--judge", "mine"], io);
  expect(opened).toEqual([shippedJudgeFolder, "mine"]);
});

test("a study that is there twice is measured once, and told so", async () => {
  await writeDicom(join(root, "study", "original"));
  await writeDicom(join(root, "study", "copy"));
  const { exitCode, stdout } = await runCli(["analyze", join(root, "study"), "--out", out()], model);
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/copies-left-out: \d+ images are there twice/)]);
  expect((await measurements()).leftVentricle.endDiastolicVolumeMl).toBeGreaterThan(0);
});

describe("results are handed on", () => {
  test("in the formats that are asked for, beside the usual files", async () => {
    await writeDicom(join(root, "study"));
    const args = ["analyze", join(root, "study"), "--out", out(), "--outputs", "sr,fhir, csv"];
    expect((await runCli(args, model)).exitCode).toBe(0);
    expect(await filesBelow(out())).toEqual([
      "diagnostic-report.json",
      "measurements-sr.dcm",
      "measurements.csv",
      "measurements.json",
      "report.html",
      "segmentation.dcm",
      "segmentation.nii.gz",
      "segments.csv",
      "slices.csv",
      "volumes.csv",
    ]);
    const report = JSON.parse(await readFile(join(out(), "diagnostic-report.json"), "utf8"));
    expect(report).not.toHaveProperty("subject");
    expect(report.issued).toBe(new Date(2026, 0, 2, 3, 4, 5).toISOString());
  });

  test.each([
    ["an output that there is not", ["--outputs", "seg,dicomweb"], "dicomweb"],
    ["a hash without a key", ["--identifiers", "hashed"], "--key-file"],
    ["a key for nothing", ["--key-file", "secret"], "--identifiers hashed"],
    ["a key that is not there", ["--identifiers", "hashed", "--key-file", "/nowhere/secret"], "/nowhere/secret"],
  ])("but not %s", async (_, flags, said) => {
    await writeDicom(join(root, "study"));
    const { exitCode, stderr } = await runCli(["analyze", join(root, "study"), "--out", out(), ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(said);
  });

  test("but not as DICOM when the images are NIfTI, which is said before a model is opened", async () => {
    await writeNiftis(root);
    const { exitCode, stderr } = await runCli([
      "analyze",
      join(root, "sax.nii.gz"),
      "--out",
      out(),
      "--outputs",
      "seg",
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("seg: a DICOM object refers to DICOM images, and the input is NIfTI");
  });
});

test("a model whose name no DICOM object can hold is refused before it segments anything; FHIR names it", async () => {
  await writeDicom(join(root, "study"));
  const named = { ...(await model("", {})), model: { name: "Herz Zürich", sha256: "0".repeat(64), licence: "none" } };
  const idle = { ...named, segment: () => Promise.reject(new Error("nothing is to be segmented")) };
  const analyze = ["analyze", join(root, "study"), "--out", out(), "--outputs"];
  const { exitCode, stderr } = await runCli([...analyze, "fhir,seg"], async () => idle);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('seg: the model is named "Herz Zürich"')]);
  expect((await runCli([...analyze, "fhir"], async () => named)).exitCode).toBe(0);
  expect(await readFile(join(out(), "diagnostic-report.json"), "utf8")).toContain("Herz Zürich");
});

test("a 4D NIfTI gives labels that lie exactly over it", async () => {
  await writeNiftis(root);
  const path = join(root, "sax.nii.gz");
  expect((await runCli(["analyze", path, "--out", out()], model)).exitCode).toBe(0);
  const source = readNifti(await readFile(path));
  const result = readNiftiLabels(await readFile(join(out(), "segmentation.nii.gz")));
  expect(result.header.srow).toEqual(source.header.srow);
  expect(result.header.dim).toEqual(source.header.dim);
  const corrected = Buffer.from(correctLabels(labels).labels.labels); // at 4 mm the thin right ventricle is in pieces
  expect(Buffer.from(result.labels.labels).equals(corrected)).toBe(true);
});

test("a pair gives two segmentations, and the volumes of the cine's two frames", async () => {
  await writeNiftis(root);
  await runCli(["analyze", join(root, "sax.nii.gz"), "--out", out()], model);
  const cine = await measurements();
  const pairLabels = [truth.phases.endDiastoleIndex, truth.phases.endSystoleIndex].map((frame) => {
    const size = labels.labels.length / labels.frameCount;
    return labels.labels.subarray(frame * size, (frame + 1) * size);
  });
  const pairModel = knowingModel({
    ...labels,
    frameCount: 2,
    labels: Uint8Array.from(pairLabels.flatMap((l) => [...l])),
  });
  const pair = ["--ed", join(root, "sax_ed.nii.gz"), "--es", join(root, "sax_es.nii.gz")];
  const { exitCode } = await runCli(["analyze", ...pair, "--out", out(), "--force"], pairModel);
  expect(exitCode).toBe(0);
  expect(await filesBelow(out())).toEqual([
    "measurements.json",
    "report.html",
    "segmentation-ed.nii.gz",
    "segmentation-es.nii.gz",
    "segments.csv",
    "slices.csv",
    "volumes.csv",
  ]);
  const { leftVentricle, input } = await measurements();
  expect(input).toMatchObject({ format: "nifti-pair", filesSha256: [expect.any(String), expect.any(String)] });
  expect(isMeasured(leftVentricle.ejectionFractionPercent)).toBe(true);
  expect(leftVentricle).toEqual(cine.leftVentricle);
});

test("a pair whose phases were exchanged says why it has no ejection fraction, and is to be looked at first", async () => {
  await writeNiftis(root);
  const size = labels.labels.length / labels.frameCount;
  const frames = [truth.phases.endSystoleIndex, truth.phases.endDiastoleIndex].map((frame) =>
    labels.labels.subarray(frame * size, (frame + 1) * size),
  );
  const exchanged = knowingModel({
    ...labels,
    frameCount: 2,
    labels: Uint8Array.from(frames.flatMap((l) => [...l])),
  });
  const pair = ["--ed", join(root, "sax_es.nii.gz"), "--es", join(root, "sax_ed.nii.gz")];
  const { stdout } = await runCli(["analyze", ...pair, "--out", out()], exchanged);
  expect(stdout).toMatch(/^not measurable, left: the end-systolic volume \(.* is not below the end-diastolic /m);
  expect(stdout).toMatch(/to look at first:\n(.*\n)* {2}phases-doubtful: /);
});
