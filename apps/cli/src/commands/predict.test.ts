import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNifti, readNiftiLabels } from "@cmrkit/imaging";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { writeNiftis } from "../testing/small-study.ts";

const root = mkdtempSync(join(tmpdir(), "cmrkit-predict-"));
const [data, model] = [join(root, "data"), join(root, "run/model")];

/** A U-Net after two steps on four patients that look the same. */
beforeAll(async () => {
  await writeNiftis(data);
  const rows = [1, 2, 3, 4].map((n) => `p${n},sax_ed.nii.gz,sax_ed_gt.nii.gz,sax,cine,ed`);
  writeFileSync(join(data, "cases.csv"), ["case,image,label,view,sequence,phase", ...rows].join("\n"));
  const meaning = { 1: "rightVentricleBloodPool", 2: "leftVentricularMyocardium", 3: "leftVentricleBloodPool" };
  writeFileSync(join(data, "labels.json"), JSON.stringify(meaning));
  writeFileSync(join(root, "config.json"), JSON.stringify(config));
  const { exitCode, stderr } = await runCli(
    ["finetune", "--config", join(root, "config.json"), "--data", data].concat("--out", join(root, "run")),
  );
  expect(exitCode, stderr).toBe(0);
}, 60_000);
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const predict = (...args: string[]) => runCli(["predict", "--model", model, ...args]);

test("patients of a data set are predicted, and the same command finds nothing more to do", async () => {
  const out = join(root, "validation");
  const args = ["--data", data, "--patients", "validation", "--tta", "flips", "--out", out] as const;
  const first = await predict(...args);
  expect([first.exitCode, first.stdout]).toEqual([0, expect.stringContaining("2 images predicted: ")]);
  expect((await predict(...args)).stdout).toContain("2 images predicted, 2 of them before: ");
  expect(process.exitCode).toBeUndefined();
  expect(readFileSync(join(out, "predictions.csv"), "utf8")).toMatch(
    /^case,image,files\np\d,sax ed,p\d_sax-ed\.nii\.gz\n/,
  );
  const other = await predict(...args.slice(0, -1), data);
  expect([other.exitCode, other.stderr]).toEqual([1, expect.stringMatching(/^cmr: .* holds other files; .*\n$/)]);
  expect(existsSync(join(data, "predictions.json"))).toBe(false);
});

test("plain files are predicted without a data set; one that is damaged is told in a line and fails the command", async () => {
  const [out, cine, damaged] = [join(root, "plain"), join(data, "sax.nii.gz"), join(root, "damaged.nii.gz")];
  writeFileSync(damaged, readFileSync(cine).subarray(0, 1000));
  const { stdout, stderr } = await predict(cine, damaged, "--out", out, "--json");
  expect(process.exitCode).toBe(1);
  expect(stderr).toMatch(/^cmr: .*damaged\.nii\.gz is refused: .*\n$/);
  const { predictions, refused } = JSON.parse(stdout);
  expect(predictions).toMatchObject([{ case: "data/sax", answer: { files: ["data-sax.nii.gz"] } }]);
  expect(refused).toMatchObject([{ image: "damaged.nii.gz", kind: "bad-image" }]);
  const [labels, image] = [readNiftiLabels(readFileSync(join(out, "data-sax.nii.gz"))), readNifti(readFileSync(cine))];
  expect([labels.labels.frameCount, labels.labels.grid]).toEqual([5, image.volume.grid]);
});

test("neither or both of files and a data set, and choices from no data set, are misuse", async () => {
  const out = join(root, "misused");
  const calls = [["--data", data, "a.nii"], [], ["a.nii", "--patients", "all"]];
  for (const call of calls) expect(await predict("--out", out, ...call)).toMatchObject({ exitCode: 2, stdout: "" });
  const side = await predict("--data", data, "--out", out);
  expect([side.exitCode, side.stderr]).toEqual([1, expect.stringMatching(/no patient of the model's test side/)]);
  expect(existsSync(out)).toBe(false);
});

const never = { probability: 0, factor: [1, 1] };
const config = {
  seed: 1,
  data: { set: "folder", frames: "each" },
  task: {
    kind: "segmentation",
    classes: {
      RV: ["rightVentricleBloodPool"],
      myocardium: ["leftVentricularMyocardium"],
      LV: ["leftVentricleBloodPool"],
    },
  },
  network: { kind: "unet", model: { channels: [4, 8], blocks: 1 } },
  window: { size: 24, slices: null, pixelMm: 8, sliceMm: null, longSideWithoutSpacing: 24, clipPercentiles: [1, 99] },
  augmentation: {
    anywhere: 0,
    shiftMm: 8,
    rotation: { probability: 0, degrees: [0, 0] },
    scale: { ...never, stretch: [1, 1] },
    flips: 0.5,
    gamma: { probability: 0, exponent: [1, 1] },
    contrast: never,
    brightness: { probability: 0, shift: [0, 0] },
    noise: { probability: 0, deviation: [0, 0] },
    biasField: { probability: 0, strength: [0, 0] },
    lowResolution: never,
    dropout: { probability: 0, holes: 1, extent: 1 },
  },
  split: { validation: "2" },
  optimiser: {
    batch: 2,
    steps: 2,
    warmUpSteps: 1,
    learningRate: 0.01,
    finalLearningRate: 0.001,
    weightDecay: 0,
    betas: [0.9, 0.999],
    layerDecay: 1,
    clipNorm: 5,
  },
  every: { checkpoint: 2, validation: 2 },
  patience: 5,
};
