import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32, type HostTensor } from "@cmrkit/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWeights } from "./open-weights.ts";
import { transferPretrained } from "./pretrained.ts";
import { convUNetRSuccessor, convViTSuccessor } from "./successors.ts";
import { smallArguments, smallWeights, smallYaml, writeSmall } from "./testing/small-autoencoder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-pretrained-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const weights = smallWeights();
const opened = (changed = weights, yaml?: string | null) => openWeights(writeSmall(folder, changed, yaml));

test("ConvViT takes over stem, fusion and transformer of its view; head and positions start afresh", async () => {
  const source = await opened();
  const { specs, views } = convViTSuccessor(source, { views: ["sax"], channels: 1, outputs: 5 });
  const { weights: taken, fresh, dropped, notes } = transferPretrained(source, specs, views);
  expect(fresh).toEqual([
    "enc_down_dict.sax.pos_embed",
    "pred_head_dict.sax.weight",
    "pred_head_dict.sax.bias",
    "pred_head_dict.cls.weight",
    "pred_head_dict.cls.bias",
  ]);
  expect([...taken.keys()].toSorted()).toEqual(
    specs
      .map(({ name }) => name)
      .filter((name) => !fresh.includes(name))
      .toSorted(),
  );
  for (const [name, tensor] of taken) expect(tensor, name).toEqual(weights.get(name));
  expect(dropped).toEqual(
    expect.arrayContaining(["dec_linear.weight", "decoder.norm.bias", "dec_embed_dict.sax.mask_token"]),
  );
  expect(notes).toEqual([]);
  source.close();
});

test("two frames: the first convolution is repeated, not divided, and said so", async () => {
  const source = await opened();
  const { specs, views } = convViTSuccessor(source, { views: ["lax_4c"], channels: 2, outputs: 1 });
  const { weights: taken, notes } = transferPretrained(source, specs, views);
  const name = "enc_down_dict.lax_4c.conv_blocks.0.patch_embed.conv.weight";
  const kernel = weights.get(name)!.data;
  const rows = Array.from({ length: 4 }, (_, row) => [...kernel.slice(16 * row, 16 * row + 16)].map(Number));
  expect(taken.get(name)).toEqual(
    float32(
      [4, 2, 4, 4],
      rows.flatMap((row) => [...row, ...row]),
    ),
  );
  expect(notes).toEqual([
    "lax_4c: the first convolution is repeated for 2 channels, not divided by 2, as in the original",
  ]);
  source.close();
});

test("ConvUNetR leaves the fusion behind too, and every decoder is fresh", async () => {
  const source = await opened();
  const { specs, views } = convUNetRSuccessor(source, { views: ["sax", "lax_2c"], channels: 3, outputs: 4 });
  const { weights: taken, fresh, dropped } = transferPretrained(source, specs, views);
  expect([...taken.keys()].every((name) => name.startsWith("enc_down_dict.") || name.startsWith("encoder."))).toBe(
    true,
  );
  expect(fresh).toEqual(expect.arrayContaining(["decoder_dict.sax.blocks.0.up.weight", "pred_head_dict.lax_2c.bias"]));
  expect(dropped).toEqual(expect.arrayContaining(["enc_fusion_dict.sax.norm.weight"]));
  source.close();
});

test("a view that the autoencoder never saw is refused, with those it knows", async () => {
  const source = await opened();
  const refusal = expect.objectContaining({
    kind: "bad-config",
    message: expect.stringContaining("knows the views sax, lax_2c, lax_3c, lax_4c; asked for: sax, rvot"),
  });
  expect(() => convViTSuccessor(source, { views: ["sax", "rvot"], channels: 1, outputs: 2 })).toThrow(refusal);
  source.close();
});

test("ConvUNetR needs an image that its coarsest level tiles", async () => {
  const { image_size_dict } = smallArguments;
  const shorter = { ...smallArguments, image_size_dict: { ...image_size_dict, sax: [32, 48, 2] } };
  const source = await opened(smallWeights(1, shorter), smallYaml.replace("32, 64, 2", "32, 48, 2"));
  expect(() => convUNetRSuccessor(source, { views: ["sax"], channels: 1, outputs: 4 })).toThrow(
    expect.objectContaining({
      kind: "bad-config",
      message: expect.stringContaining("views.sax.imageSize: (32, 48, 2) must be a multiple of (32, 32, 1)"),
    }),
  );
  source.close();
});

const withTensor = (name: string, tensor: HostTensor) => new Map([...weights, [name, tensor]]);
const without = (...names: string[]) => new Map([...weights].filter(([name]) => !names.includes(name)));
const NAN_BIAS = "encoder.blocks.0.mlp.fc1.bias";

test.each([
  ["lacks 1 tensors of the encoder: encoder.norm.bias", without("encoder.norm.bias")],
  [
    "lacks 4 tensors of the encoder: enc_down_dict.sax.linear.weight, enc_down_dict.sax.linear.bias, encoder.norm.weight and 1 more",
    without(
      "enc_down_dict.sax.linear.weight",
      "enc_down_dict.sax.linear.bias",
      "encoder.norm.weight",
      "encoder.norm.bias",
    ),
  ],
  ["has 1 that the model lacks: encoder.surplus", withTensor("encoder.surplus", float32([1], [0]))],
  ["encoder.norm.bias is (3), the model needs (16)", withTensor("encoder.norm.bias", float32([3], [0, 0, 0]))],
  [
    `${NAN_BIAS} has 1 values that are NaN and 2 that are infinite`,
    withTensor(
      NAN_BIAS,
      float32([64], [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...Array<number>(61).fill(0)]),
    ),
  ],
])("damage in the encoder is refused: %s", async (text, damaged) => {
  const source = await opened(damaged);
  const { specs, views } = convViTSuccessor(source, { views: ["sax"], channels: 1, outputs: 2 });
  expect(() => transferPretrained(source, specs, views)).toThrow(
    expect.objectContaining({ kind: "bad-checkpoint", message: expect.stringContaining(text) }),
  );
  source.close();
});

test("damage in the decoder does not matter to what leaves it behind", async () => {
  const source = await opened(withTensor("decoder.norm.bias", float32([16], Array<number>(16).fill(Number.NaN))));
  const { specs, views } = convViTSuccessor(source, { views: ["sax"], channels: 1, outputs: 2 });
  expect(transferPretrained(source, specs, views).fresh).toHaveLength(5);
  source.close();
});

test("without a word on heads and the short-axis image, no successor can be built", async () => {
  const source = await opened(weights, null);
  expect(() => convViTSuccessor(source, { channels: 1, outputs: 2 })).toThrow(
    expect.objectContaining({
      kind: "bad-config",
      message: expect.stringContaining("image_size_dict.sax, enc_n_heads"),
    }),
  );
  source.close();
});

test("positions of another image size start afresh, as do those of the same", async () => {
  const source = await opened(weights, smallYaml);
  const { specs, views } = convViTSuccessor(source, { views: ["sax"], channels: 1, outputs: 2 });
  const larger = specs.map((spec) =>
    spec.name === "enc_down_dict.sax.pos_embed" ? { ...spec, shape: [1, 999, 16] } : spec,
  );
  expect(transferPretrained(source, larger, views).fresh).toContain("enc_down_dict.sax.pos_embed");
  source.close();
});
