import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensorsHeader, type Shape } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { identifyModel } from "./identify.ts";
import { statesOf } from "./states.ts";
import type { TensorShapes } from "./tensor-shapes.ts";

const PARITY = join(import.meta.dirname, "../../../../../shared/parity");

function referenceShapes(folder: string): TensorShapes {
  return readSafetensorsHeader(readFileSync(join(PARITY, folder, "weights.safetensors"))).entries;
}

interface ReferenceArguments {
  readonly image_size_dict: Record<string, number[]>;
  readonly n_frames?: number;
}

function referenceArguments(folder: string): ReferenceArguments {
  return JSON.parse(readFileSync(join(PARITY, folder, "config.json"), "utf8"));
}

const shapes = (entries: Readonly<Record<string, Shape>>): TensorShapes =>
  new Map(Object.entries(entries).map(([name, shape]) => [name, { shape }]));

test.skipIf(!existsSync(PARITY)).each([
  ["mae", "cinema-mae", ["sax", "lax_2c", "lax_4c"]],
  ["convvit_sax", "cinema-convvit", ["sax"]],
  ["training_trajectory", "cinema-convvit", ["sax"]],
  ["convunetr_sax", "cinema-convunetr", ["sax"]],
  ["convunetr_lax_4c", "cinema-convunetr", ["lax_4c"]],
  ["unet2d", "unet", []],
  ["unet3d", "unet", []],
  ["resnet50_2d", "resnet", []],
  ["resnet50_3d", "resnet", []],
])("%s is recognised as %s with every key accounted for (needs ../shared/parity)", (folder, family, views) => {
  const model = identifyModel(referenceShapes(folder))!;
  expect(model).toMatchObject({ family, views });
  expect(model.comparison).toEqual({ missing: [], unexpected: [], misshapen: [] });
});

test.skipIf(!existsSync(PARITY)).each(["mae", "convvit_sax", "convunetr_sax", "convunetr_lax_4c"])(
  "%s: with image sizes and heads told, shapes give the original's constructor arguments (needs ../shared/parity)",
  (folder) => {
    const expected = referenceArguments(folder);
    const hints = {
      imageSizes: expected.image_size_dict,
      encoderHeads: 2,
      decoderHeads: 2,
      frames: expected.n_frames ?? 1,
    };
    const model = identifyModel(referenceShapes(folder), hints)!;
    expect(model.undetermined).toEqual([]);
    expect(model.config).toEqual(expected);
    expect(model.comparison.misshapen).toEqual([]);
  },
);

test.skipIf(!existsSync(PARITY))(
  "student and teacher of DINO are two states, the teacher first (needs ../shared/parity)",
  () => {
    const all = referenceShapes("dino");
    const states = statesOf(all.keys());
    expect(states.map(({ prefix }) => prefix)).toEqual(["teacher.", "", "student."]);
    const teacher = new Map(states[0]!.names.map((name) => [name, all.get(`teacher.${name}`)!]));
    const model = identifyModel(teacher)!;
    expect(model.family).toBe("dino");
    expect(model.config).toMatchObject({
      backbone: { embedDim: 24, depth: 2, inChannels: 1, patchSize: [8, 8], imageSize: [32, 32], mlpRatio: 4 },
      head: { layers: 3, hiddenDim: 32, bottleneckDim: 16, prototypes: 64 },
    });
    expect(model.undetermined).toEqual(["backbone.heads"]);
    expect(model.comparison).toEqual({ missing: [], unexpected: [], misshapen: [] });
  },
);

/** A vision transformer's names, timm's or DINO's. */
function vitShapes(E: number, depth: number, patch: number, tokens: number): Record<string, Shape> {
  const block = (i: number) => ({
    [`blocks.${i}.norm1.weight`]: [E],
    [`blocks.${i}.norm1.bias`]: [E],
    [`blocks.${i}.attn.qkv.weight`]: [3 * E, E],
    [`blocks.${i}.attn.qkv.bias`]: [3 * E],
    [`blocks.${i}.attn.proj.weight`]: [E, E],
    [`blocks.${i}.attn.proj.bias`]: [E],
    [`blocks.${i}.norm2.weight`]: [E],
    [`blocks.${i}.norm2.bias`]: [E],
    [`blocks.${i}.mlp.fc1.weight`]: [4 * E, E],
    [`blocks.${i}.mlp.fc1.bias`]: [4 * E],
    [`blocks.${i}.mlp.fc2.weight`]: [E, 4 * E],
    [`blocks.${i}.mlp.fc2.bias`]: [E],
  });
  return Object.assign(
    {
      cls_token: [1, 1, E],
      pos_embed: [1, 1 + tokens, E],
      "patch_embed.proj.weight": [E, 3, patch, patch],
      "patch_embed.proj.bias": [E],
      "norm.weight": [E],
      "norm.bias": [E],
    },
    ...Array.from({ length: depth }, (_, i) => block(i)),
  );
}

test("DINO's published ViT-S/8 is told by its width, depth, patches and positions", () => {
  const model = identifyModel(shapes(vitShapes(384, 12, 8, 784)))!;
  expect(model).toMatchObject({ family: "vit", variant: "small", undetermined: [] });
  expect(model.config).toMatchObject({ heads: 6, patchSize: [8, 8], imageSize: [224, 224], inChannels: 3 });
  expect(model.comparison).toEqual({ missing: [], unexpected: [], misshapen: [] });
});

test("timm's classifier and DINOv2's layer scale and mask token are known to the vision transformer", () => {
  const scales = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [1, 2].map((n) => [`blocks.${i}.ls${n}.gamma`, [384]])).flat(),
  );
  const extras = { "head.weight": [1000, 384], "head.bias": [1000], mask_token: [1, 384] };
  const model = identifyModel(shapes({ ...vitShapes(384, 12, 16, 196), ...scales, ...extras }))!;
  expect(model.comparison).toEqual({ missing: [], unexpected: [], misshapen: [] });
  expect(model.facts).toContainEqual(["head", "1000 classes"]);
});

test("positions on a grid that is no square leave the image size open, and are not held against the weights", () => {
  const model = identifyModel(shapes(vitShapes(384, 2, 16, 6)))!;
  expect(model.undetermined).toEqual(["imageSize"]);
  expect(model.comparison.misshapen).toEqual([]);
});

test("what is missing, unknown or of another shape is named", () => {
  const { "norm.bias": _missing, ...damaged } = vitShapes(384, 12, 8, 784);
  const model = identifyModel(shapes({ ...damaged, "blocks.3.mlp.fc1.bias": [7], surplus: [1] }))!;
  expect(model.comparison).toEqual({
    missing: ["norm.bias"],
    unexpected: ["surplus"],
    misshapen: [{ name: "blocks.3.mlp.fc1.bias", expected: [1536], found: [7] }],
  });
});

test("weights without the tensor that tells their architecture are refused, with its name", () => {
  const { "patch_embed.proj.weight": _missing, ...damaged } = vitShapes(384, 12, 8, 784);
  expect(() => identifyModel(shapes(damaged))).toThrow(
    expect.objectContaining({
      kind: "bad-checkpoint",
      message: expect.stringContaining("look like vision transformer, and patch_embed.proj.weight is missing"),
    }),
  );
});

test("a stranger is no known model", () => {
  expect(identifyModel(shapes({ "lstm.weight_ih_l0": [4, 4] }))).toBeUndefined();
});

test.each([
  [
    ["encoder.norm.weight", "ema/encoder.norm.weight", "exp_avg/encoder.norm.weight"],
    ["ema/", ""],
  ],
  [
    ["student.module.backbone.x", "student.module.head.y", "teacher.backbone.x", "teacher.head.y"],
    ["teacher.", "student.module."],
  ],
  [
    ["model.encoder.x", "optimizer.state.0.exp_avg"],
    ["", "model."],
  ],
  [["state_dict.module.backbone.blocks.0.x"], ["state_dict.module.backbone."]],
  [["blocks.0.x"], [""]],
])("the states of %j", (names, prefixes) => {
  expect(statesOf(names).map(({ prefix }) => prefix)).toEqual(prefixes);
});
