/** Late enhancement, maps and long axes of a simulated heart through the commands, against what is true of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";

const SCAN = ["--matrix", "96", "--spacing", "2.6", "--slice-distance", "12", "--frames", "4"];
const EXTRAS = ["--with", "lge", "t1_map", "t1_map_post", "t2_map", "--long-axis"];

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const nifti = (name: string) => at("heart", "nifti", `${name}.nii.gz`);
const measure = (...args: string[]) => runCli(["measure", ...args, "--json"]);
const truth = () => JSON.parse(readFileSync(at("heart", "truth.json"), "utf8"));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-tissue-"));
  const { exitCode, stderr } = await runCli([
    "phantom",
    "--out",
    at("heart"),
    "--kind",
    "infarcted",
    ...SCAN,
    ...EXTRAS,
  ]);
  expect(exitCode, stderr).toBe(0);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("cmr measure lge", () => {
  const lge = (...args: string[]) =>
    measure("lge", nifti("lge"), "--labels", nifti("lge_gt"), "--label-table", at("heart", "labels.json"), ...args);

  test("tells the mass of the drawn scar within 10 % of the truth, and names its rules", async () => {
    const { exitCode, stdout, stderr } = await lge("--method", "mask", "--out", at("lge"));
    expect(exitCode, stderr).toBe(0);
    const { measurements } = JSON.parse(stdout);
    const { infarctMassG } = truth().leftVentricle;
    expect(Math.abs(measurements.results.mask.scarMassG / infarctMassG - 1)).toBeLessThan(0.1);
    expect(measurements).toMatchObject({ method: "mask", researchUseOnly: true });
    expect(readFileSync(at("lge", "report.html"), "utf8")).toContain("as drawn: infarct");
    expect(readFileSync(at("lge", "scar-segments.csv"), "utf8").split("\r\n")).toHaveLength(18);
  });

  test("finds its series of a DICOM study by number, and measures what it measures in NIfTI", async () => {
    const { exitCode, stdout, stderr } = await measure(
      ...["lge", `${at("heart", "dicom")}#5`, "--labels", nifti("lge_gt"), "--label-table", "cmrkit"],
      ...["--out", at("lge-dicom")],
    );
    expect(exitCode, stderr).toBe(0);
    const { measurements } = JSON.parse(stdout);
    expect(measurements.input).toMatchObject({ format: "dicom" });
    const { measurements: ofNifti } = JSON.parse((await lge("--out", at("lge-again"))).stdout);
    const [own, other] = [measurements.results["5sd"], ofNifti.results["5sd"]];
    expect(own).toMatchObject({ method: other.method, scarSharePercent: other.scarSharePercent });
    expect(own.scarMassG).toBeCloseTo(other.scarMassG, 4); // NIfTI keeps the grid at single precision
  });

  test.each([
    ["a study with several still series", ["#"], "holds 4 still series; name one"],
    ["a series that is not there", ["#99"], "holds no series 99"],
  ])("%s: one line that says what to do", async (_, [suffix], says) => {
    const image = `${at("heart", "dicom")}${suffix === "#" ? "" : suffix}`;
    const { exitCode, stderr } = await measure(
      ...["lge", image, "--labels", nifti("lge_gt"), "--label-table", "cmrkit", "--out", at("none")],
    );
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(says)]);
  });

  test("refuses a T1 map, which cmr inspect recognises, and says how to overrule it", async () => {
    const image = `${at("heart", "dicom")}#6`;
    const labelled = ["--labels", nifti("t1_map_gt"), "--label-table", "cmrkit", "--out", at("none")];
    const { exitCode, stderr } = await measure("lge", image, ...labelled);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("is recognised as T1 map")]);
    expect(stderr).toContain(`say so: ${image}=lge`);
    const { stdout } = await measure("lge", `${image}=lge`, ...labelled.slice(0, -1), at("lge-told"));
    expect(JSON.parse(stdout).measurements.warnings[0]).toMatchObject({ kind: "series-kind-disputed" });
  });

  test("needs to be told what the numbers of labels mean", async () => {
    const { exitCode, stderr } = await measure("lge", nifti("lge"), "--labels", nifti("lge_gt"), "--out", at("none"));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("--label-table")]);
  });

  test("takes a marked insertion, and refuses one that is no place", async () => {
    const { exitCode, stderr } = await lge("--rv-insertion", "40,30", "--out", at("none"));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("expected column,row,slice from 0")]);
  });
});

describe("cmr measure map", () => {
  const maps = ["--t1", "t1_map", "--t1-post", "t1_map_post", "--t2", "t2_map"].map((text) =>
    text.startsWith("--") ? text : () => nifti(text),
  );
  const map = (...args: string[]) =>
    measure(
      "map",
      ...maps.map((each) => (typeof each === "string" ? each : each())),
      ...["--labels", nifti("t1_map_gt"), "--label-table", "cmrkit", "--out", at("map"), "--force", ...args],
    );

  test("tells T1 and extracellular volume of muscle without scar near those that were simulated", async () => {
    const { exitCode, stdout, stderr } = await map("--haematocrit", "0.42");
    expect(exitCode, stderr).toBe(0);
    const { measurements } = JSON.parse(stdout);
    const septum = measurements.segments.find(({ name }: { name: string }) => name === "mid inferoseptal");
    expect(Math.abs(septum.maps.t1Native.mean - 1030)).toBeLessThan(60);
    expect(Math.abs(septum.extracellularVolumePercent - 27)).toBeLessThan(3);
    expect(Math.abs(measurements.maps.t1Native.blood.mean - 1441)).toBeLessThan(20);
    expect(measurements.warnings.map(({ kind }: { kind: string }) => kind)).toEqual([
      "unit-not-stated",
      "unit-not-stated",
      "unit-not-stated",
    ]);
  });

  test("refuses late enhancement as a map", async () => {
    const image = `${at("heart", "dicom")}#5`;
    const { exitCode, stderr } = await measure(
      ...["map", "--t1", image, "--labels", nifti("lge_gt"), "--label-table", "cmrkit", "--out", at("none-map")],
    );
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("recognised as late enhancement, magnitude")]);
    expect(stderr).toContain(`not measured as native T1; if it is native T1 all the same, say so: ${image}=t1_map`);
  });

  test("gives a z-score against a reference of one's own, and refuses one without a source", async () => {
    const reference = at("reference.json");
    writeFileSync(reference, '{"t2Ms": {"mean": 45, "standardDeviation": 3, "source": "ours"}}');
    const { stdout } = await map("--reference", reference);
    expect(JSON.parse(stdout).measurements.scores.t2Ms.reference.source).toBe("ours");
    writeFileSync(reference, '{"t2Ms": {"mean": 45, "standardDeviation": 3}}');
    const { exitCode, stderr } = await map("--reference", reference);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("standardDeviation")]);
  });

  test("refuses a unit by which the values are no living tissue's", async () => {
    const t2AsT1 = ["map", "--t1", nifti("t2_map"), "--labels", nifti("t2_map_gt"), "--label-table", "cmrkit"];
    const { exitCode, stderr } = await measure(...t2AsT1, "--out", at("none"));
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("say the unit it is stored in")]);
  });
});

describe("cmr measure long-axis", () => {
  test("tells volumes and excursions of the annulus near the truth", async () => {
    const { exitCode, stdout, stderr } = await measure(
      ...["long-axis", "--lax2ch", nifti("lax_2c_gt"), "--lax4ch", nifti("lax_4c_gt"), "--image-4ch", nifti("lax_4c")],
      ...["--label-table", "cmrkit", "--out", at("lax")],
    );
    expect(exitCode, stderr).toBe(0);
    const { leftVentricle } = JSON.parse(stdout).measurements;
    const { endDiastolicVolumeMl, ejectionFractionPercent } = truth().leftVentricle;
    expect(Math.abs(leftVentricle.endDiastolicVolumeMl / endDiastolicVolumeMl - 1)).toBeLessThan(0.2);
    expect(Math.abs(leftVentricle.ejectionFractionPercent - ejectionFractionPercent)).toBeLessThan(8);
  });

  test("of landmarks that the truth marks is the truth", async () => {
    const { endDiastole, endSystole } = truth().landmarks;
    const phase = ({ apex, mitralAnnulus: [lateralAnnulus, septalAnnulus] }: typeof endDiastole) => ({
      apex,
      lateralAnnulus,
      septalAnnulus,
    });
    const marked = { endDiastole: phase(endDiastole), endSystole: phase(endSystole) };
    writeFileSync(at("marked.json"), JSON.stringify({ schema: "cmrkit.long-axis-landmarks/1", lax4ch: marked }));
    const { exitCode, stdout, stderr } = await measure(
      "long-axis",
      "--landmarks",
      at("marked.json"),
      "--out",
      at("marked"),
    );
    expect(exitCode, stderr).toBe(0);
    const { landmarks, tapseMm } = JSON.parse(stdout).measurements.views.lax4ch;
    const moved = Math.hypot(
      ...endDiastole.mitralAnnulus[0].map((mm: number, axis: number) => endSystole.mitralAnnulus[0][axis] - mm),
    );
    expect(landmarks.lateralMapseMm).toBeLessThanOrEqual(moved + 1e-9);
    expect(landmarks.lateralMapseMm).toBeGreaterThan(0.8 * moved);
    expect(tapseMm).toEqual({ notMeasurable: "the lateral tricuspid annulus point was not found at end-diastole" });
  });

  test("finds its plane in a DICOM study, and refuses another view's", async () => {
    const labelled = ["--lax4ch", nifti("lax_4c_gt"), "--label-table", "cmrkit"];
    const by = (image: string, out: string) =>
      measure("long-axis", ...labelled, "--image-4ch", image, "--out", at(out));
    const [ofNifti, ofStudy, ofSeries] = await Promise.all([
      by(nifti("lax_4c"), "plane"),
      by(at("heart", "dicom"), "plane-study"),
      by(`${at("heart", "dicom")}#4`, "plane-series"),
    ]);
    expect(ofStudy.exitCode, ofStudy.stderr).toBe(0);
    const volumeOf = ({ stdout }: typeof ofNifti) => JSON.parse(stdout).measurements.leftVentricle.endDiastolicVolumeMl;
    expect(volumeOf(ofStudy)).toBeCloseTo(volumeOf(ofNifti), 3); // NIfTI keeps the grid at single precision
    expect(volumeOf(ofSeries)).toBe(volumeOf(ofStudy));
    const other = await by(`${at("heart", "dicom")}#2`, "none");
    expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining("recognised as cine, two-chamber")]);
    const told = await by(`${at("heart", "dicom")}#2=lax_3c`, "none");
    expect([told.exitCode, told.stderr]).toEqual([1, expect.stringContaining("comes lax_4c")]);
  });

  test("without a view is misuse", async () => {
    const { exitCode, stderr } = await measure("long-axis", "--out", at("none"));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("give labels of a view")]);
  });
});
