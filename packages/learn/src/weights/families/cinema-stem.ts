/**
 * CineMA's encoder read from shapes: the kernels of its convolutions are their steps, since no two of them overlap.
 *
 * Source: `DownsampleEncoder` and `ViTEncoder` of cinema/convvit.py and cinema/vit.py.
 */
import { elementCount, type Shape } from "@cmrkit/tensor";
import { numberedChildren, shapeOf, squareSide, type TensorShapes } from "../tensor-shapes.ts";

/** What the shapes tell of one view. */
export interface StemShapes {
  readonly view: string;
  /** Channels of an image times frames. */
  readonly channels: number;
  readonly patchSize: readonly number[];
  readonly scaleFactor: readonly number[];
  readonly convChannels: readonly number[];
  readonly convBlocks: number;
  readonly embedDim: number;
  /** Voxels of a token along each axis. */
  readonly tokenPatch: readonly number[];
  readonly tokens: number;
  /** X, Y[, Z], where the number of tokens has only one likely reading. */
  readonly imageSize: readonly number[] | undefined;
}

/** The published grid of short-axis tokens: 192 × 192 × 16 voxels in patches of 16 × 16 × 1. */
const SHORT_AXIS_GRID = [12, 12, 16];

/**
 * @param stated The view's image size, where a configuration tells it.
 * @throws {LearnError} `bad-checkpoint` when a tensor is missing that tells the architecture; positions are one of them
 *   only where nothing else tells the image size.
 */
export function stemShapes(shapes: TensorShapes, kind: string, view: string, stated?: readonly number[]): StemShapes {
  const stem = `enc_down_dict.${view}.`;
  const kernel = (level: number) =>
    shapeOf(shapes, kind, `${stem}conv_blocks.${level}.patch_embed.conv.weight`, [4, 5]);
  const levels = numberedChildren(shapes, `${stem}conv_blocks.`);
  const first = kernel(0);
  const kernels = Array.from({ length: levels }, (_, level) => kernel(level));
  const embedding = shapeOf(shapes, kind, `${stem}patch_embed.proj.weight`, [2]);
  const patchSize = first.slice(2);
  const scaleFactor = kernels[1]?.slice(2) ?? scaleOfTokens(embedding[1]! / first[0]!, patchSize);
  const tokenPatch = patchSize.map((extent, axis) => extent * scaleFactor[axis]! ** levels);
  const areStored = shapes.has(`${stem}pos_embed`) || stated === undefined;
  const tokens = areStored
    ? shapeOf(shapes, kind, `${stem}pos_embed`, [3])[1]!
    : elementCount(stated) / elementCount(tokenPatch);
  return {
    view,
    channels: first[1]!,
    patchSize,
    scaleFactor,
    convChannels: kernels.map((shape) => shape[0]!),
    convBlocks: numberedChildren(shapes, `${stem}conv_blocks.0.conv.`),
    embedDim: embedding[0]!,
    tokenPatch,
    tokens,
    imageSize: likelyGrid(tokens, patchSize.length)?.map((extent, axis) => extent * tokenPatch[axis]!),
  };
}

/** With one level of convolutions only the token embedding shows the factor: equal in the plane, none across slices. */
function scaleOfTokens(voxels: number, like: Shape): readonly number[] {
  const side = squareSide(voxels) ?? voxels;
  return like.map((_, axis) => (axis < 2 ? side : 1));
}

/** A long-axis image is square, a short-axis stack the published one; of others the number of tokens says too little. */
function likelyGrid(tokens: number, axes: number): readonly number[] | undefined {
  if (axes === 3) return tokens === elementCount(SHORT_AXIS_GRID) ? SHORT_AXIS_GRID : undefined;
  const side = squareSide(tokens);
  return side === undefined ? undefined : [side, side];
}
