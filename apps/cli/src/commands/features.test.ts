import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { smallFinetune, writePatients } from "../testing/small-finetune.ts";

const root = mkdtempSync(join(tmpdir(), "cmrkit-features-"));
const at = (name: string) => join(root, name);
const encoder = { embedDim: 8, depth: 1, heads: 2, imageSize: [24, 24], patchSize: [8, 8] };
const classification = {
  task: { kind: "classification", fact: "group", classes: ["DCM", "NOR"] },
  network: { kind: "vit", model: { encoder } },
};

beforeAll(async () => {
  await writePatients(at("data"));
  writeFileSync(at("group.json"), smallFinetune(classification));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("features of a frozen encoder become a table that groups are told apart by", async () => {
  const asked = ["features", "--config", at("group.json"), "--data", at("data"), "--out", at("new/features.csv")];
  const { exitCode, stdout, stderr } = await runCli(asked);
  expect([exitCode, stdout]).toEqual([0, `8 rows of 32 features and group in ${at("new/features.csv")}\n`]);
  expect(stderr).toContain("fresh weights");
  const lines = readFileSync(at("new/features.csv"), "utf8").trim().split("\n");
  expect([lines.length, lines[0]!.slice(0, 25)]).toEqual([9, "patient,group,sax ed 0,sa"]);
  const told = await runCli(
    ["classify", at("new/features.csv"), "--label", "group", "--folds", "4"].concat("--out", at("groups")),
  );
  expect([told.exitCode, told.stdout]).toEqual([0, expect.stringContaining("balanced accuracy")]);
  expect(told.stdout).toContain("no class is named as the positive one");
  const named = await runCli(
    ["classify", at("new/features.csv"), "--label", "group", "--positive", "DCM"].concat(
      "--folds",
      "4",
      "--out",
      at("ill"),
    ),
  );
  expect([named.exitCode, named.stdout]).toEqual([0, expect.stringMatching(/sensitivity +[01]\.\d/)]);
  expect(JSON.parse(readFileSync(at("ill/summary.json"), "utf8")).positive).toBe("DCM");
});

test("a network without an encoder, or a segmentation, is refused in one line and writes nothing", async () => {
  writeFileSync(at("segmentation.json"), smallFinetune());
  const out = at("none.csv");
  const refused = await runCli(["features", "--config", at("segmentation.json"), "--data", at("data"), "--out", out]);
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringMatching(/^cmr: features are asked for .*\n$/)]);
  expect(existsSync(out)).toBe(false);
  const misused = await runCli(["features", "--data", at("data"), "--out", out]);
  expect([misused.exitCode, misused.stderr]).toEqual([2, expect.stringMatching(/--task with one of .*, or --config/)]);
});

test("a number of a table is predicted, with its plot, beside what the mean would do", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `p${i},${40 + 2 * i},${i + (i % 3)},${(i * 7) % 5}`);
  writeFileSync(at("measures.csv"), ["patient,ef,size,noise", ...rows].join("\n"));
  const asked = ["regress", at("measures.csv"), "--label", "ef", "--folds", "5", "--out", at("ef")];
  const { exitCode, stdout } = await runCli(asked);
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/^20 rows; always answering the mean is 10\.\d+ off\n/),
  ]);
  const summary = JSON.parse(readFileSync(at("ef/summary.json"), "utf8"));
  expect(summary).toMatchObject({ schema: "cmrkit.regression/1", label: "ef", patients: 20, folds: 5 });
  expect(summary.metrics.meanAbsoluteError.estimate).toBeLessThan(0.3 * summary.ofMean.meanAbsoluteError.estimate);
  expect(readFileSync(at("ef/scatter.svg"), "utf8")).toMatch(/^<svg /);
  const words = await runCli([...asked.slice(0, 2), "--label", "patient", "--out", at("words")]);
  expect([words.exitCode, words.stderr]).toEqual([1, expect.stringMatching(/"p0" is no number/)]);
  expect(existsSync(at("words"))).toBe(false);
});
