import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyToPoint } from "@cmrkit/imaging";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { knowingModel, runCli } from "../testing/cli.ts";
import { smallStudy, writeNiftis } from "../testing/small-study.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-again-"));
  await writeNiftis(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const { labels, volume } = smallStudy;
const model = knowingModel(labels);
const cine = () => join(root, "sax.nii.gz");
const analyze = (out: string, flags: readonly string[], openSegmenter?: typeof model) =>
  runCli(["analyze", cine(), "--out", join(root, out), ...flags], openSegmenter);
const measured = async (out: string) => JSON.parse(await readFile(join(root, out, "measurements.json"), "utf8"));
const first = () => analyze("first", ["--height", "180", "--weight", "80", "--sex", "f", "--age", "63"], model);
const from = () => ["--from", join(root, "first")];

/** The model of these tests draws on a grid of double precision, files on one of single precision. */
const nearly = (measures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, expect.closeTo(value, 4)]));

describe("earlier results", () => {
  test("are measured again without a model, to the same numbers, for the same person", async () => {
    await first();
    expect((await analyze("again", from())).exitCode).toBe(0);
    const [before, after] = [await measured("first"), await measured("again")];
    expect(after.leftVentricle).toEqual(nearly(before.leftVentricle));
    expect(after.indexed.leftVentricle).toEqual(nearly(before.indexed.leftVentricle));
    expect([before.contours, after.contours]).toEqual(["model", "earlier results"]);
    expect(after.model).toEqual(before.model);
    expect(after.subject).toEqual(before.subject);
    expect(after.subject).toMatchObject({ sex: "female", ageYears: 63 });
    expect(await readFile(join(root, "again", "report.html"), "utf8")).toContain("perhaps changed since");
  });

  test("carry on what the model doubted when it drew them, however often they are measured", async () => {
    await first();
    const file = join(root, "first", "measurements.json");
    const doubt = { kind: "model-unsure", message: "it expects little" };
    await writeFile(file, JSON.stringify({ ...(await measured("first")), warnings: [doubt] }));
    await analyze("again", from());
    await analyze("thrice", ["--from", join(root, "again")]);
    const expected = { ...doubt, message: "of the contours as the model drew them: it expects little" };
    for (const run of ["again", "thrice"]) expect((await measured(run)).warnings).toContainEqual(expected);
  });

  test("are measured over the slices that the user chooses, each phase its own", async () => {
    await first();
    expect((await analyze("again", [...from(), "--slices", "ed=2-4,es=3-4"])).exitCode).toBe(0);
    const [before, after] = [await measured("first"), await measured("again")];
    expect(after.leftVentricle.endDiastolicVolumeMl).toBeLessThan(before.leftVentricle.endDiastolicVolumeMl);
    expect(after.rightVentricle).toEqual(nearly(before.rightVentricle));
    expect(after.slices.leftVentricle.endDiastole.slices[1]).toMatchObject({ verdict: "left out", by: "choice" });
    expect(after.phases.endDiastoleIndex).toBe(before.phases.endDiastoleIndex);
  });

  test.each([
    [
      "a folder without results",
      [],
      (folder: string) => rm(join(folder, "measurements.json")),
      "measurements.json is not there",
    ],
    [
      "results without a segmentation",
      [],
      (folder: string) => rm(join(folder, "segmentation.nii.gz")),
      "segmentation.nii.gz is not there",
    ],
    ["papillary muscles in the wall", ["--papillary", "mass"], async () => {}, "counts papillary muscles to the mass"],
  ])("%s: refused, with the reason", async (_, flags, spoil, why) => {
    await analyze("first", flags, model);
    await spoil(join(root, "first"));
    const { exitCode, stderr } = await analyze("again", from());
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(why)]);
  });

  test("of other images: refused", async () => {
    await first();
    const pair = ["--ed", join(root, "sax_ed.nii.gz"), "--es", join(root, "sax_es.nii.gz")];
    const { exitCode, stderr } = await runCli(["analyze", ...pair, "--out", join(root, "again"), ...from()]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("segmentation-ed.nii.gz is not there")]);
  });
});

test.each([
  ["slices of no stack", ["--slices", "ed=2-90"], 1, "slices 2–90 were chosen"],
  ["words", ["--slices", "ed=base"], 2, '"ed=base" is neither'],
  ["a phase twice", ["--slices", "ed=1-2,ed=2-3"], 2, "ed is given twice"],
  ["a file that is not there", ["--landmarks", "nowhere.json"], 1, "is not there; check the path"],
])("%s: refused", async (_, flags, code, why) => {
  const { exitCode, stderr } = await analyze("out", flags, model);
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(why)]);
});

describe("landmarks", () => {
  const [X, Y, Z] = volume.grid.size;
  const place = (i: number, k: number) => applyToPoint(volume.grid.ijkToLps, [i, (Y - 1) / 2, k]);
  const file = () => join(root, "landmarks.json");
  const write = (content: unknown) => writeFile(file(), JSON.stringify(content));

  test("cut the stack at the annulus, and the report shows both words", async () => {
    const endDiastole = { mitralAnnulus: [place(0, 1.5), place(X - 1, 1.5)], apex: place((X - 1) / 2, Z + 1) };
    await write({ schema: "cmrkit.landmarks/1", coordinates: "LPS mm", endDiastole });
    expect((await analyze("out", ["--landmarks", file()], model)).exitCode).toBe(0);
    const { slices } = await measured("out");
    expect(slices.choice).toBe("rule");
    expect(slices.leftVentricle.endDiastole.slices[1]).toMatchObject({ by: "landmarks", verdict: "left out" });
    expect(slices.leftVentricle.endSystole.slices[1]).toMatchObject({ by: "wall rule" });
    expect(await readFile(join(root, "out", "report.html"), "utf8")).toContain("above the mitral annulus");
  });

  test.each([
    ["of no phase", { schema: "cmrkit.landmarks/1", coordinates: "LPS mm" }, "landmarks of neither phase"],
    ["in other coordinates", { schema: "cmrkit.landmarks/1", coordinates: "RAS mm", endDiastole: {} }, "coordinates"],
  ])("%s: refused", async (_, content, why) => {
    await write(content);
    const { exitCode, stderr } = await analyze("out", ["--landmarks", file()], model);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(why)]);
  });
});
