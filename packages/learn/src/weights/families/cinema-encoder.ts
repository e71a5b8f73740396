/** The part that CineMA's models share, as constructor arguments under the original's names. */
import { type CinemaView, cinemaVariants, type TransformerSize } from "@cmrkit/nn";
import { childNames, numberedChildren, shapeOf, type TensorShapes } from "../tensor-shapes.ts";
import { type StemShapes, stemShapes } from "./cinema-stem.ts";
import { counted, type Fact, type Hints, times } from "./family.ts";

/** Arguments of `CineMA`, `ConvViT` and `ConvUNetR` that describe the encoder. */
export interface EncoderArguments {
  readonly image_size_dict: Record<string, number[]>;
  readonly in_chans_dict: Record<string, number>;
  readonly enc_patch_size_dict: Record<string, number[]>;
  readonly enc_scale_factor_dict: Record<string, number[]>;
  readonly enc_conv_chans: number[];
  readonly enc_conv_n_blocks: number;
  readonly enc_embed_dim: number;
  readonly enc_depth: number;
  readonly enc_n_heads: number;
}

export interface RecognisedEncoder {
  readonly arguments: EncoderArguments;
  readonly stems: readonly StemShapes[];
  readonly variant: string | undefined;
  readonly undetermined: readonly string[];
  readonly facts: readonly Fact[];
}

/** The variant whose encoder or decoder is so wide and deep. Heads leave no trace in shapes: only the table tells them. */
export function publishedSize(
  part: "encoder" | "decoder",
  width: number,
  depth: number,
): { readonly variant: string; readonly heads: number } | undefined {
  const fits = ({ embedDim, depth: blocks }: TransformerSize) => embedDim === width && blocks === depth;
  const row = Object.entries(cinemaVariants).find(([, variant]) => fits(variant[part]));
  return row && { variant: row[0], heads: row[1][part].heads };
}

/** @throws {LearnError} `bad-checkpoint` when a tensor is missing that tells the architecture. */
export function recogniseEncoder(shapes: TensorShapes, kind: string, hints: Hints): RecognisedEncoder {
  const stems = childNames(shapes, "enc_down_dict.").map((view) =>
    stemShapes(shapes, kind, view, hints.imageSizes?.[view]),
  );
  const width = shapeOf(shapes, kind, "encoder.cls_token", [3])[2]!;
  const depth = numberedChildren(shapes, "encoder.blocks.");
  const size = publishedSize("encoder", width, depth);
  const heads = hints.encoderHeads ?? size?.heads;
  const imageSizes = new Map(stems.map((stem) => [stem.view, hints.imageSizes?.[stem.view] ?? stem.imageSize]));
  const ofViews = <T>(valueFor: (stem: StemShapes) => T) =>
    Object.fromEntries(stems.map((stem) => [stem.view, valueFor(stem)]));
  return {
    arguments: {
      image_size_dict: ofViews((stem) => [...(imageSizes.get(stem.view) ?? stem.tokenPatch)]),
      in_chans_dict: ofViews(({ channels }) => channels),
      enc_patch_size_dict: ofViews(({ patchSize }) => [...patchSize]),
      enc_scale_factor_dict: ofViews(({ scaleFactor }) => [...scaleFactor]),
      enc_conv_chans: [...(stems[0]?.convChannels ?? [])],
      enc_conv_n_blocks: stems[0]?.convBlocks ?? 0,
      enc_embed_dim: width,
      enc_depth: depth,
      enc_n_heads: heads ?? 1,
    },
    stems,
    variant: size?.variant,
    undetermined: [
      ...stems.filter(({ view }) => !imageSizes.get(view)).map(({ view }) => `image_size_dict.${view}`),
      ...(heads === undefined ? ["enc_n_heads"] : []),
    ],
    facts: [
      ...stems.map((stem): Fact => ["view", viewText(stem, imageSizes.get(stem.view))]),
      ["stem", `${stems[0]?.convChannels.join(", ")} channels, ${counted(stems[0]?.convBlocks ?? 0, "block")} each`],
      ["encoder", transformerText(width, depth, heads)],
    ],
  };
}

function viewText({ view, tokens, tokenPatch, channels }: StemShapes, imageSize: readonly number[] | undefined) {
  const image = imageSize ? times(imageSize) : "images of a size that the weights do not tell";
  return `${view}: ${image}, ${counted(channels, "channel")}, ${tokens} tokens of ${times(tokenPatch)}`;
}

/** 768 wide, 12 blocks, 12 heads. */
export function transformerText(width: number, depth: number, heads: number | undefined): string {
  return `${width} wide, ${counted(depth, "block")}, ${heads === undefined ? "unknown heads" : counted(heads, "head")}`;
}

/** How often a decoder or a patch grid may halve the canonical image below: more than any published one. */
const CANONICAL_TOKENS = 32;

/**
 * The views with images of a size that every step divides, for building the model where the weights leave it open:
 * only the positions depend on it.
 */
export function buildableViews<V extends CinemaView>(
  views: readonly V[],
  undetermined: readonly string[],
  stems: readonly StemShapes[],
): V[] {
  return views.map((view, i) =>
    undetermined.includes(`image_size_dict.${view.name}`)
      ? { ...view, imageSize: stems[i]!.tokenPatch.map((extent) => extent * CANONICAL_TOKENS) }
      : view,
  );
}

/** Positions are free where an image size is open: their number is the file's. */
export function isFreePosition(undetermined: readonly string[]): (name: string) => boolean {
  const views = undetermined.flatMap((path) => path.match(/^image_size_dict\.(.*)$/)?.[1] ?? []);
  return (name) =>
    views.some((view) => name === `enc_down_dict.${view}.pos_embed` || name === `dec_embed_dict.${view}.pos_embed`);
}
