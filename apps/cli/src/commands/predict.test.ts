import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNifti, readNiftiLabels } from "@cmrkit/imaging";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { smallFinetune, writePatients } from "../testing/small-finetune.ts";

const root = mkdtempSync(join(tmpdir(), "cmrkit-predict-"));
const [data, model] = [join(root, "data"), join(root, "run/model")];

/** A U-Net after a few steps on patients that look the same; two of them validate, each with two images. */
beforeAll(async () => {
  await writePatients(data);
  writeFileSync(join(root, "config.json"), smallFinetune({ split: { validation: "2" } }));
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
  expect([first.exitCode, first.stdout]).toEqual([0, expect.stringContaining("4 images predicted: ")]);
  expect((await predict(...args)).stdout).toContain("4 images predicted, 4 of them before: ");
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
