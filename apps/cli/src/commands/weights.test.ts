import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32, writeSafetensors } from "@cmrkit/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";

const FIXTURES = join(import.meta.dirname, "../../../../fixtures/pytorch");
const dino = join(FIXTURES, "dino.pth");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmr-weights-"));
});
afterEach(() => {
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

test("inspect describes a PyTorch checkpoint of DINO, the teacher first", async () => {
  const { exitCode, stdout } = await runCli(["weights", "inspect", dino]);
  expect(exitCode).toBe(0);
  expect(process.exitCode).toBeUndefined();
  expect(stdout).toBe(
    [
      "DINO network: vision transformer with projection head",
      `  file        ${dino}`,
      "  format      pytorch, 22.5 kB",
      "  tensors     26 (26 F32) behind teacher.",
      "  parameters  861",
      "  beside it   no prefix: 3 tensors of no known model",
      "  beside it   student.module.: DINO network: vision transformer with projection head",
      "  encoder     6 wide, 1 block, unknown heads",
      "  patches     4 × 4 of 1 channel",
      "  positions   for images of 16 × 16",
      "  head        3 layers of 5, 4 wide, 8 prototypes",
      "  unknown     backbone.heads: not to be told from weights",
      "  keys        every one is there and fits, none is too many",
      "  values      all finite",
      "",
    ].join("\n"),
  );
});

test("inspect gives a program the same as JSON", async () => {
  const { stdout } = await runCli(["weights", "inspect", dino, "--state", "student", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "cmrkit.weight-report/1",
    format: "pytorch",
    networks: [{ prefix: "student.module.", family: "dino", tensors: 26 }],
    comparison: { missing: [], unexpected: [], misshapen: [] },
    undetermined: ["backbone.heads"],
    isSound: true,
  });
});

test("a stranger is shown by the parts of its names, and the command fails", async () => {
  const { stdout } = await runCli(["weights", "inspect", join(FIXTURES, "state.pth")]);
  expect(stdout).toContain("No model that cmrkit knows.");
  expect(stdout).toMatch(/transposed +1 +transposed +\(4, 3\)/);
  expect(process.exitCode).toBe(1);
});

test("a damaged model is told with what it lacks, and the command fails", async () => {
  const exported = join(folder, "vit.safetensors");
  await runCli(["weights", "export", dino, "--out", exported]);
  const { stdout: whole } = await runCli(["weights", "inspect", exported]);
  expect(whole).toContain("vision transformer\n");
  const damaged = join(folder, "damaged.safetensors");
  writeFileSync(damaged, writeSafetensors(damagedVit()));
  const { stdout } = await runCli(["weights", "inspect", damaged]);
  expect(stdout).toMatch(/✗ missing +blocks\.0\.norm2\.weight\n/);
  expect(stdout).toMatch(/✗ missing +and \d more\n/);
  expect(stdout).toMatch(/✗ unexpected +surplus\n/);
  expect(stdout).toMatch(/✗ shape +norm\.bias: \(2\), not \(4\)\n/);
  expect(stdout).toMatch(/✗ values +cls_token: 1 NaN, 0 infinite\n/);
  expect(process.exitCode).toBe(1);
});

/** A vision transformer 4 wide that lacks most of its only block. */
function damagedVit() {
  const tensor = (...shape: number[]) => float32(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
  return new Map([
    ["cls_token", float32([1, 1, 4], [0, Number.NaN, 0, 0])],
    ["pos_embed", tensor(1, 5, 4)],
    ["patch_embed.proj.weight", tensor(4, 1, 2, 2)],
    ["patch_embed.proj.bias", tensor(4)],
    ["blocks.0.attn.qkv.weight", tensor(12, 4)],
    ["blocks.0.mlp.fc1.weight", tensor(16, 4)],
    ["norm.weight", tensor(4)],
    ["norm.bias", tensor(2)],
    ["surplus", tensor(1)],
  ]);
}

const MODELS = join(import.meta.dirname, "../../../../models");

test.each(readdirSync(MODELS))("the shipped model %s is known, whole and states its licence", async (name) => {
  const { exitCode, stdout } = await runCli(["weights", "inspect", join(MODELS, name), "--json"]);
  expect([exitCode, process.exitCode]).toEqual([0, undefined]);
  const card = readFileSync(join(MODELS, `../docs/model-cards/${name}.md`), "utf8");
  const { isSound, licence } = JSON.parse(stdout);
  expect([isSound, licence]).toEqual([true, /licence of the weights \| (.+?) \|/.exec(card)?.[1]]);
});

test("export does not write over a file unless told", async () => {
  const out = join(folder, "vit.safetensors");
  writeFileSync(out, "kept");
  const { exitCode, stderr } = await runCli(["weights", "export", dino, "--out", out]);
  expect([exitCode, stderr]).toEqual([1, `cmr: ${out} exists already; add --force to replace it\n`]);
  expect(readFileSync(out, "utf8")).toBe("kept");
  const forced = await runCli(["weights", "export", dino, "--out", out, "--force"]);
  expect(forced.stdout).toContain("licence: not stated by the weights\n");
});

test("import asks for a configuration where weights do not tell enough", async () => {
  const { exitCode, stderr } = await runCli(["weights", "import", dino, "--out", join(folder, "model")]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("weights do not tell backbone.heads; put the model's configuration beside them or name it");
  expect(existsSync(join(folder, "model"))).toBe(false);
});

test("import writes a model folder once the configuration is told, and does not write over it", async () => {
  const weights = join(folder, "vit.safetensors");
  await runCli(["weights", "export", dino, "--out", weights]);
  const config = join(folder, "vit.json");
  writeFileSync(config, JSON.stringify({ embedDim: 6, depth: 1, heads: 2, imageSize: [16, 16], patchSize: [4, 4] }));
  const out = join(folder, "model");
  const command = ["weights", "import", weights, "--out", out, "--config", config, "--licence", "Apache 2.0", "--json"];
  const { exitCode, stdout } = await runCli(command);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "cmrkit.weights/1",
    family: "vit",
    config: { heads: 2, embedDim: 6 },
    licence: "Apache 2.0",
    origin: { file: "vit.safetensors", config: "vit.json" },
  });
  const again = await runCli(command);
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toContain("holds a model already");
});

test("nothing of a malicious pickle runs", async () => {
  const copy = join(folder, "malicious.pth");
  copyFileSync(join(FIXTURES, "malicious.pth"), copy);
  const { exitCode, stderr } = await runCli(["weights", "import", copy, "--out", join(folder, "model")]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("names posix.system, which is none of the types that weights are made of; nothing was run");
  expect(existsSync("cmrkit-was-run")).toBe(false);
});

test.each([
  [2, "--as needs --classes", ["import", dino, "--out", "x", "--as", "convvit"]],
  [1, "not a CineMA masked autoencoder", ["import", dino, "--out", "x", "--as", "convvit", "--classes", "2"]],
  [2, "expected a whole number", ["import", dino, "--out", "x", "--as", "convvit", "--classes", "two"]],
  [
    1,
    "no network behind the prefix momentum; prefixes: teacher., (none), student.module.",
    ["inspect", dino, "--state", "momentum"],
  ],
  [1, "no-such-file.safetensors is not there\n", ["inspect", "no-such-file.safetensors"]],
  [1, "does not exist; give a configuration file", ["inspect", dino, "--config", "no-such.yaml"]],
  [1, "is a folder with no weight file", ["inspect", import.meta.dirname]],
])("exit code %i: %s", async (code, text, args) => {
  const { exitCode, stderr } = await runCli(["weights", ...args]);
  expect(exitCode).toBe(code);
  expect(stderr).toContain(text);
});
