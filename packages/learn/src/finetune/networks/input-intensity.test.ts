import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate, input } from "@cmrkit/graph";
import { initialParameters, ParameterScope, vit, vitDefaults } from "@cmrkit/nn";
import { float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { afterAll, expect, test } from "vitest";
import { foldedPatchEmbedding, inputIntensityBeside } from "./input-intensity.ts";

const folder = mkdtempSync(join(tmpdir(), "cmrkit-intensity-"));
afterAll(() => rmSync(folder, { recursive: true }));

const config = {
  ...vitDefaults,
  embedDim: 8,
  depth: 1,
  heads: 2,
  inChannels: 2,
  imageSize: [8, 8] as const,
  patchSize: [4, 4] as const,
};

test("folded, an encoder answers to raw intensities as before to those it was trained on", () => {
  const random = randomStream(3);
  const scope = new ParameterScope();
  const image = input("image", "float32", [1, 2, 8, 8]);
  const { cls } = vit(scope, config, image);
  const weights = new Map<string, HostTensor>(initialParameters(scope.specs, random));
  weights.set(
    "patch_embed.proj.bias",
    float32(
      [8],
      Array.from({ length: 8 }, () => random.normal()),
    ),
  );
  const raw = Array.from({ length: 128 }, () => random.uniform());
  const answer = (pixels: readonly number[], of: ReadonlyMap<string, HostTensor>) =>
    evaluate([cls], new Map([...of, ["image", float32(image.shape, pixels)]]))[0]!.data;
  const intensity = { mean: 0.28, deviation: 0.31 };
  const folded = foldedPatchEmbedding(
    weights.get("patch_embed.proj.weight")!,
    weights.get("patch_embed.proj.bias")!,
    intensity,
  );
  const after = new Map([
    ...weights,
    ["patch_embed.proj.weight", folded.weight],
    ["patch_embed.proj.bias", folded.bias],
  ] as const);
  const expected = answer(
    raw.map((value) => (value - intensity.mean) / intensity.deviation),
    weights,
  );
  [...answer(raw, after)].forEach((value, i) => {
    expect(value).toBeCloseTo(Number(expected[i]), 5);
  });
});

test("what an encoder knows stands beside its weights, or nowhere", () => {
  const weights = join(folder, "weights.safetensors");
  expect(inputIntensityBeside(weights)).toBeUndefined();
  writeFileSync(join(folder, "input.json"), '{ "pixelMm": 2, "intensity": { "mean": 0.3, "deviation": 0.2 } }');
  expect(inputIntensityBeside(weights)).toEqual({ mean: 0.3, deviation: 0.2 });
  for (const broken of ['{ "intensity": { "mean": 0.3, "deviation": 0 } }', "{"]) {
    writeFileSync(join(folder, "input.json"), broken);
    expect(() => inputIntensityBeside(weights)).toThrow(expect.objectContaining({ kind: "bad-config" }));
  }
});
