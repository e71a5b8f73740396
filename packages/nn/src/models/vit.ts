/**
 * The vision transformer, with the parameter names that timm and DINO share.
 *
 * Source: Dosovitskiy et al. 2021, arXiv:2010.11929; facebookresearch/dino, vision_transformer.py (Caron et al. 2021,
 * arXiv:2104.14294) for names, initial values and outputs. Images run (B, C, Y, X).
 */
import { add, concat, expand, input, reshape, slice, type Tensor, transposeLast } from "@cmrkit/graph";
import { normal } from "../initialisers.ts";
import { patchConvolution } from "../layers/convolution.ts";
import { layerNorm } from "../layers/normalisation.ts";
import { patchGrid } from "../layers/patches.ts";
import { axialRotation } from "../layers/rotary.ts";
import { type VitBlockConfig, vitBlock } from "../layers/vit-block.ts";
import { type PatchGrid, type PositionInterpolation, vitPositions } from "../layers/vit-positions.ts";
import type { ParameterScope } from "../parameters.ts";

/** Width E, blocks and heads of a size. */
export interface VitSize {
  readonly embedDim: number;
  readonly depth: number;
  readonly heads: number;
}

/** Source: timm 1.0, `vit_{tiny,small,base,large,huge}_patch…` of vision_transformer.py; DINO uses the first three. */
export const vitVariants = {
  tiny: { embedDim: 192, depth: 12, heads: 3 },
  small: { embedDim: 384, depth: 12, heads: 6 },
  base: { embedDim: 768, depth: 12, heads: 12 },
  large: { embedDim: 1024, depth: 24, heads: 16 },
  huge: { embedDim: 1280, depth: 32, heads: 16 },
} as const satisfies Record<string, VitSize>;

export type VitVariant = keyof typeof vitVariants;

export interface VitConfig extends VitSize {
  readonly inChannels: number;
  /** Y and X that positions are stored for; other images are met by interpolation, or by rotation as they are. */
  readonly imageSize: readonly [number, number];
  readonly patchSize: readonly [number, number];
  readonly mlpRatio: number;
  readonly positions: "learned" | "sine-cosine" | "rotary";
  readonly interpolation: PositionInterpolation;
  /** First value of the factors on residual branches; without it there are none. */
  readonly layerScale?: number | undefined;
  /** Of the last block; it rises linearly from 0 at the first. Used in training only. */
  readonly dropPathRate: number;
  readonly normEpsilon: number;
}

/** What the original's constructors share. Source: `vit_small` … of facebookresearch/dino, vision_transformer.py. */
export const vitDefaults = {
  mlpRatio: 4,
  positions: "learned",
  interpolation: "dino",
  dropPathRate: 0,
  normEpsilon: 1e-6,
} as const satisfies Partial<VitConfig>;

/** All of it is there for the asking: what no output of the graph needs is never computed. */
export interface VitFeatures {
  /** The class token after the final norm, (B, E): the features of an image. */
  readonly cls: Tensor;
  /** The patch tokens after the final norm, (B, N, E), x fastest. */
  readonly patches: Tensor;
  /** The tokens (B, 1 + N, E) of every block, the class token first, each through the final norm. */
  readonly blocks: readonly Tensor[];
  /** How much the class token of the last block looks at each patch, (B, H, gy, gx); the rest is for itself. */
  readonly clsAttention: Tensor;
  readonly grid: PatchGrid;
}

/**
 * @param image (B, C, Y, X).
 * @param dropPathUniform (B, 2·depth) numbers in [0, 1) when training with drop path; see `vitDropPathInput`.
 * @throws {ShapeError} when patches do not tile the image, heads do not divide the width, or rotary positions lack
 *   channels.
 */
export function vit(scope: ParameterScope, config: VitConfig, image: Tensor, dropPathUniform?: Tensor): VitFeatures {
  const grid = patchGrid(image.shape.slice(2), config.patchSize) as [number, number];
  let x = scope.keep(embed(scope, config, image, grid));
  const [B, T] = x.shape as [number, number];
  const rotation = config.positions === "rotary" ? axialRotation(grid, config.embedDim / config.heads) : undefined;
  const blocks = Array.from({ length: config.depth }, (_, i) => {
    const dropPath = dropPathUniform && dropPathOf(config, dropPathUniform, i);
    const block = vitBlock(scope.at("blocks", i), x, { ...blockConfig(config), rotation, dropPath });
    x = scope.keep(block.tokens);
    return block;
  });
  const normed = blocks.map(({ tokens }) => layerNorm(scope.at("norm"), tokens, config.normEpsilon));
  const last = normed.at(-1)!;
  const ofFirst = blocks.at(-1)!.ofFirstToken;
  return {
    cls: reshape(slice(last, [{ axis: 1, end: 1 }]), [B, config.embedDim]),
    patches: slice(last, [{ axis: 1, start: 1 }]),
    blocks: normed,
    clsAttention: reshape(slice(ofFirst, [{ axis: 3, start: 1, end: T }]), [B, config.heads, ...grid]),
    grid,
  };
}

/** The input that drop path draws from for a batch of B, or none where nothing is dropped. */
export function vitDropPathInput(name: string, { dropPathRate, depth }: VitConfig, B: number): Tensor | undefined {
  return dropPathRate === 0 ? undefined : input(name, "float32", [B, 2 * depth]);
}

/** Patches with their positions behind the class token, (B, 1 + N, E). */
function embed(scope: ParameterScope, config: VitConfig, image: Tensor, grid: PatchGrid): Tensor {
  const { embedDim: E, positions: kind, interpolation, patchSize } = config;
  const B = image.shape[0]!;
  const cls = expand(scope.parameter("cls_token", [1, 1, E], normal(0.02)), [B, 1, E]);
  const embedding = patchConvolution(scope.at("patch_embed", "proj"), image, E, patchSize);
  const tokens = concat([cls, transposeLast(reshape(embedding, [B, E, -1]))], 1);
  if (kind === "rotary") return tokens;
  const stored = patchGrid(config.imageSize, patchSize) as [number, number];
  return add(tokens, vitPositions(scope, { kind, interpolation, stored }, grid, E));
}

function blockConfig({ heads, mlpRatio, normEpsilon, layerScale }: VitConfig): VitBlockConfig {
  return { heads, mlpRatio, normEpsilon, layerScale };
}

/** Block i drops its two branches at its share of the rate. Source: Huang et al. 2016, arXiv:1603.09382 §3. */
function dropPathOf({ dropPathRate, depth }: VitConfig, uniform: Tensor, i: number): VitBlockConfig["dropPath"] {
  const ofBranch = (column: number) => reshape(slice(uniform, [{ axis: 1, start: column, end: column + 1 }]), [-1]);
  return { rate: depth === 1 ? 0 : (dropPathRate * i) / (depth - 1), uniform: [ofBranch(2 * i), ofBranch(2 * i + 1)] };
}
