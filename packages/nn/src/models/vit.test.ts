import { evaluate, input, type Tensor } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, type NamedTensors, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { ParameterScope, type ParameterSpec } from "../parameters.ts";
import {
  type VitConfig,
  type VitFeatures,
  type VitVariant,
  vit,
  vitDefaults,
  vitDropPathInput,
  vitVariants,
} from "./vit.ts";

const config: VitConfig = {
  ...vitDefaults,
  embedDim: 8,
  depth: 3,
  heads: 2,
  mlpRatio: 2,
  inChannels: 1,
  imageSize: [8, 12],
  patchSize: [4, 4],
};

const random = randomStream(2026);

function noise(name: string, shape: readonly number[], deviation = 1): HostTensor {
  const stream = random.fork(name);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => deviation * stream.normal()),
  );
}

/** A model on two images of a size, and what it makes of them by weights of noise. */
function run(
  overrides: Partial<VitConfig>,
  imageSize: readonly [number, number],
  ask: (features: VitFeatures) => readonly Tensor[],
  feeds: NamedTensors = new Map(),
): number[][] {
  const scope = new ParameterScope();
  const all = { ...config, ...overrides };
  const uniform = vitDropPathInput("dropPath", all, 2);
  const features = vit(scope, all, input("image", "float32", [2, 1, ...imageSize]), uniform);
  const weights = scope.specs.map(({ name, shape }) => [name, noise(name, shape, 0.3)] as const);
  const images = noise("image", [2, 1, ...imageSize]);
  return evaluate(ask(features), new Map([["image", images], ...weights, ...feeds])).map(({ data }) => [...data]);
}

function specsOf(overrides: Partial<VitConfig>): readonly ParameterSpec[] {
  const scope = new ParameterScope();
  const all = { ...config, ...overrides };
  vit(scope, all, input("image", "float32", [1, all.inChannels, ...all.imageSize]));
  return scope.specs;
}

describe("the vision transformer", () => {
  test("names its parameters as timm and DINO do", () => {
    const names = specsOf({ depth: 1, layerScale: 1 }).map(({ name, shape }) => `${name} ${shape.join("×")}`);
    expect(names).toMatchInlineSnapshot(`
      [
        "cls_token 1×1×8",
        "patch_embed.proj.weight 8×1×4×4",
        "patch_embed.proj.bias 8",
        "pos_embed 1×7×8",
        "blocks.0.norm1.weight 8",
        "blocks.0.norm1.bias 8",
        "blocks.0.attn.qkv.weight 24×8",
        "blocks.0.attn.qkv.bias 24",
        "blocks.0.attn.proj.weight 8×8",
        "blocks.0.attn.proj.bias 8",
        "blocks.0.ls1.gamma 8",
        "blocks.0.norm2.weight 8",
        "blocks.0.norm2.bias 8",
        "blocks.0.mlp.fc1.weight 16×8",
        "blocks.0.mlp.fc1.bias 16",
        "blocks.0.mlp.fc2.weight 8×16",
        "blocks.0.mlp.fc2.bias 8",
        "blocks.0.ls2.gamma 8",
        "norm.weight 8",
        "norm.bias 8",
      ]
    `);
  });

  /** Of timm 1.0 with num_classes=0: vit_tiny_patch16_224 and so on; huge has patches of 14. */
  test.each<[VitVariant, number, number]>([
    ["tiny", 16, 5_524_416],
    ["small", 16, 21_665_664],
    ["base", 16, 85_798_656],
    ["large", 16, 303_301_632],
    ["huge", 14, 630_764_800],
  ])("%s has as many parameters as timm's", (variant, patch, count) => {
    const specs = specsOf({
      ...vitVariants[variant],
      mlpRatio: 4,
      inChannels: 3,
      imageSize: [224, 224],
      patchSize: [patch, patch],
    });
    expect(specs.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(count);
  });

  test("gives class token and patches of the last block, and every block's tokens through the final norm", () => {
    const [cls, patches, last] = run({}, [8, 12], ({ cls, patches, blocks }) => [cls, patches, blocks.at(-1)!]);
    expect(cls).toEqual([...last!.slice(0, 8), ...last!.slice(7 * 8, 8 * 8)]);
    expect(patches).toEqual([...last!.slice(8, 7 * 8), ...last!.slice(8 * 8)]);
    const [first] = run({}, [8, 12], ({ blocks }) => [blocks[0]!]);
    const [only] = run({ depth: 1 }, [8, 12], ({ blocks }) => [blocks[0]!]);
    expect(first).toEqual(only);
  });

  test("shares the class token's attention between the patches, at their places, and itself", () => {
    const image = input("image", "float32", [1, 1, 8, 12]);
    const { clsAttention, grid } = vit(new ParameterScope(), config, image);
    expect(clsAttention.shape).toEqual([1, 2, 2, 3]);
    expect(grid).toEqual([2, 3]);
    const [shares] = run({}, [8, 12], ({ clsAttention }) => [clsAttention]);
    for (let row = 0; row < 4; row++) {
      const ofPatches = shares!.slice(6 * row, 6 * row + 6).reduce((sum, share) => sum + share);
      expect(ofPatches).toBeGreaterThan(0.5);
      expect(ofPatches).toBeLessThan(1);
    }
  });

  test.each(["learned", "sine-cosine", "rotary"] as const)("tells places apart, by %s positions", (positions) => {
    const mirrored = new Map([["image", float32([2, 1, 8, 12], swapColumns(noise("image", [2, 1, 8, 12]).data))]]);
    const [here, there] = [undefined, mirrored].map(
      (feeds) => run({ positions }, [8, 12], ({ cls }) => [cls], feeds)[0]!,
    );
    expect(Math.max(...here!.map((value, i) => Math.abs(value - there![i]!)))).toBeGreaterThan(1e-3);
  });

  test("takes images of other sizes than its positions were stored for", () => {
    const [cls] = run({}, [12, 16], ({ cls }) => [cls]);
    expect(cls!.every(Number.isFinite)).toBe(true);
    expect(specsOf({ positions: "rotary" }).map(({ name }) => name)).not.toContain("pos_embed");
  });

  test("drops more paths in later blocks, and none in the first", () => {
    const dropped = new Map([["dropPath", float32([2, 6], new Array(12).fill(0))]]);
    const kept = new Map([["dropPath", float32([2, 6], new Array(12).fill(0.99))]]);
    const ask = ({ blocks }: VitFeatures) => blocks;
    const [without, none, all] = [
      run({}, [8, 12], ask),
      run({ dropPathRate: 0.8 }, [8, 12], ask, dropped),
      run({ dropPathRate: 0.8 }, [8, 12], ask, kept),
    ];
    expect(none[0]).toEqual(without[0]);
    expect(none[2]).toEqual(none[0]);
    expect(all[1]).not.toEqual(without[1]);
  });

  test("refuses images that its patches do not tile", () => {
    const image = input("image", "float32", [1, 1, 10, 12]);
    expect(() => vit(new ParameterScope(), config, image)).toThrow(
      "patches of (4, 4) do not tile an image of (10, 12)",
    );
  });
});

/** The first two patches of each row of patches change places. */
function swapColumns(pixels: HostTensor["data"]): number[] {
  const values = Array.from(pixels, Number);
  return values.map((value, i) => (i % 12 < 4 ? values[i + 4]! : i % 12 < 8 ? values[i - 4]! : value));
}
