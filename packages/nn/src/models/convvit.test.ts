import { evaluate, input } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { type ConvViTConfig, type ConvViTReduction, convViT } from "./convvit.ts";

const config: ConvViTConfig = {
  views: [
    { name: "sax", imageSize: [8, 8, 2], inChannels: 2, patchSize: [2, 2, 1], scaleFactor: [2, 2, 1] },
    { name: "lax_4c", imageSize: [8, 16], inChannels: 1, patchSize: [2, 2], scaleFactor: [2, 2] },
  ],
  outChannels: 3,
  convChannels: [4],
  convBlocks: 1,
  convNorm: "layer",
  embedDim: 12,
  transformer: { depth: 1, heads: 2, mlpRatio: 4 },
};

const random = randomStream(2026);

function noise(name: string, shape: readonly number[]): HostTensor {
  const stream = random.fork(name);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => stream.normal()),
  );
}

const sax = noise("sax", [2, 2, 8, 8, 2]);
const lax = noise("lax", [2, 1, 8, 16]);

function logits(images: { sax: HostTensor; lax: HostTensor }, reduction: ConvViTReduction = "all"): number[] {
  const scope = new ParameterScope();
  const tensors = {
    sax: input("sax", "float32", images.sax.shape),
    lax_4c: input("lax", "float32", images.lax.shape),
  };
  const y = convViT(scope, config, tensors, reduction);
  const feeds = new Map([...initialParameters(scope.specs, random), ...Object.entries(images)]);
  return [...evaluate([y], feeds)[0]!.data];
}

/** The two samples of a batch in the other order. */
function swapped({ shape, data }: HostTensor): HostTensor {
  const half = data.length / 2;
  return float32(shape, [...data.slice(half), ...data.slice(0, half)].map(Number));
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i]!, 10);
}

describe("ConvViT", () => {
  test("answers for each sample alone: swapping samples swaps logits", () => {
    const [a, b] = [logits({ sax, lax }), logits({ sax: swapped(sax), lax: swapped(lax) })];
    expectNear(b, [...a.slice(3), ...a.slice(0, 3)]);
    expect(a.slice(0, 3)).not.toEqual(a.slice(3));
  });

  test("lets every view speak for the patient: another long axis changes the logits of the class token", () => {
    expect(logits({ sax, lax: swapped(lax) }, "cls")).not.toEqual(logits({ sax, lax }, "cls"));
  });

  test("averages one head a view and the head of the class token", () => {
    const [patch, cls] = [logits({ sax, lax }, "patch"), logits({ sax, lax }, "cls")];
    const mean = patch.map((value, i) => (2 * value + cls[i]!) / 3);
    expectNear(logits({ sax, lax }), mean);
  });

  test("refuses a missing view and an image that its steps do not divide", () => {
    const image = input("sax", "float32", [1, 2, 8, 8, 2]);
    const odd = input("odd", "float32", [1, 1, 8, 14]);
    expect(() => convViT(new ParameterScope(), config, { sax: image })).toThrow(
      "image of view lax_4c missing; given: sax",
    );
    expect(() => convViT(new ParameterScope(), config, { sax: image, lax_4c: odd })).toThrow(
      "patches of (2, 2) do not tile an image of (4, 7)",
    );
  });

  test("names its parameters as the original does", () => {
    const scope = new ParameterScope();
    convViT(scope, config, { sax: input("sax", "float32", sax.shape), lax_4c: input("lax", "float32", lax.shape) });
    const names = scope.specs.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("enc_") && name.includes("lax_4c"))).toMatchInlineSnapshot(`
      [
        "enc_down_dict.lax_4c.conv_blocks.0.patch_embed.conv.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.patch_embed.conv.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.patch_embed.norm.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.patch_embed.norm.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.norm1.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.norm1.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.conv1.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.conv1.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.dw_conv.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.dw_conv.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.conv2.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.conv2.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.norm2.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.norm2.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.mlp.fc1.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.mlp.fc1.bias",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.mlp.fc2.weight",
        "enc_down_dict.lax_4c.conv_blocks.0.conv.0.mlp.fc2.bias",
        "enc_down_dict.lax_4c.patch_embed.proj.weight",
        "enc_down_dict.lax_4c.patch_embed.proj.bias",
        "enc_down_dict.lax_4c.linear.weight",
        "enc_down_dict.lax_4c.linear.bias",
        "enc_down_dict.lax_4c.pos_embed",
        "enc_fusion_dict.lax_4c.down_convs.0.weight",
        "enc_fusion_dict.lax_4c.down_convs.0.bias",
        "enc_fusion_dict.lax_4c.norm.weight",
        "enc_fusion_dict.lax_4c.norm.bias",
      ]
    `);
    expect(names.filter((name) => !name.startsWith("enc_"))).toMatchInlineSnapshot(`
      [
        "encoder.cls_token",
        "encoder.blocks.0.norm1.weight",
        "encoder.blocks.0.norm1.bias",
        "encoder.blocks.0.attn.q.weight",
        "encoder.blocks.0.attn.q.bias",
        "encoder.blocks.0.attn.kv.weight",
        "encoder.blocks.0.attn.kv.bias",
        "encoder.blocks.0.attn.proj.weight",
        "encoder.blocks.0.attn.proj.bias",
        "encoder.blocks.0.norm2.weight",
        "encoder.blocks.0.norm2.bias",
        "encoder.blocks.0.mlp.fc1.weight",
        "encoder.blocks.0.mlp.fc1.bias",
        "encoder.blocks.0.mlp.fc2.weight",
        "encoder.blocks.0.mlp.fc2.bias",
        "encoder.norm.weight",
        "encoder.norm.bias",
        "pred_head_dict.sax.weight",
        "pred_head_dict.sax.bias",
        "pred_head_dict.lax_4c.weight",
        "pred_head_dict.lax_4c.bias",
        "pred_head_dict.cls.weight",
        "pred_head_dict.cls.bias",
      ]
    `);
  });
});
