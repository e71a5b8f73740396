/** Vision transformers with the names of timm and DINO. */
import { input } from "@cmrkit/graph";
import { ParameterScope, type VitConfig, vit, vitDefaults, vitVariants } from "@cmrkit/nn";
import { numberedChildren, shapeOf, squareSide, type TensorShapes } from "../tensor-shapes.ts";
import { transformerText } from "./cinema-encoder.ts";
import { counted, type Fact, type Family, type Hints, type RecognisedModel, times } from "./family.ts";

const TITLE = "vision transformer";
/** Width of a head in every published model of this naming. Source: timm and DINO, vision_transformer.py. */
const HEAD_WIDTH = 64;

export interface RecognisedVit extends RecognisedModel {
  readonly vit: VitConfig;
}

export const vitFamily: Family = { recognise: recogniseVit };

export function recogniseVit(shapes: TensorShapes, hints: Hints): RecognisedVit | undefined {
  if (!shapes.has("blocks.0.attn.qkv.weight")) return undefined;
  const { config, variant, undetermined } = configOf(shapes, hints);
  const scope = new ParameterScope();
  buildVit(scope, config);
  const isSizeOpen = undetermined.includes("imageSize");
  return {
    family: "vit",
    title: TITLE,
    variant,
    views: [],
    config: { ...config },
    vit: config,
    undetermined,
    facts: factsOf(shapes, config, undetermined),
    specs: scope.specs,
    isFree: (name) => name === "pos_embed" && isSizeOpen,
    isIdle,
  };
}

/** Declares the parameters of the model in a scope. */
export function buildVit(scope: ParameterScope, config: VitConfig): void {
  vit(scope, config, input("image", "float32", [1, config.inChannels, ...config.imageSize]));
}

type VitReading = Pick<RecognisedModel, "variant" | "undetermined"> & { readonly config: VitConfig };

function configOf(shapes: TensorShapes, hints: Hints): VitReading {
  const patchEmbedding = shapeOf(shapes, TITLE, "patch_embed.proj.weight", [4]);
  const [embedDim, inChannels, py, px] = patchEmbedding as readonly [number, number, number, number];
  const depth = numberedChildren(shapes, "blocks.");
  const { variant, heads } = sizeOf(embedDim, depth);
  const hasPositions = shapes.has("pos_embed");
  const side = hasPositions ? squareSide(shapeOf(shapes, TITLE, "pos_embed", [3])[1]! - 1) : 1;
  const ofGrid = side === undefined ? undefined : ([side * py, side * px] as const);
  const imageSize = hints.imageSize ?? ofGrid;
  const knownHeads = hints.encoderHeads ?? heads;
  return {
    variant,
    undetermined: [...(imageSize ? [] : ["imageSize"]), ...(knownHeads === undefined ? ["heads"] : [])],
    config: {
      ...vitDefaults,
      embedDim,
      depth,
      heads: knownHeads ?? 1,
      inChannels,
      imageSize: imageSize ?? [py, px],
      patchSize: [py, px],
      mlpRatio: shapeOf(shapes, TITLE, "blocks.0.mlp.fc1.weight", [2])[0]! / embedDim,
      positions: hasPositions ? "learned" : "rotary",
      ...(shapes.has("blocks.0.ls1.gamma") ? { layerScale: 1 } : {}),
    },
  };
}

/** The published size; where it is none, heads by their usual width. */
function sizeOf(embedDim: number, depth: number): { readonly variant?: string; readonly heads?: number } {
  const known = Object.entries(vitVariants).find(([, size]) => size.embedDim === embedDim && size.depth === depth);
  if (known) return { variant: known[0], heads: known[1].heads };
  return embedDim % HEAD_WIDTH === 0 ? { heads: embedDim / HEAD_WIDTH } : {};
}

function factsOf(shapes: TensorShapes, config: VitConfig, undetermined: readonly string[]): Fact[] {
  const { embedDim, depth, heads, patchSize, inChannels } = config;
  const classes = shapes.get("head.weight")?.shape[0];
  return [
    ["encoder", transformerText(embedDim, depth, undetermined.includes("heads") ? undefined : heads)],
    ["patches", `${times(patchSize)} of ${counted(inChannels, "channel")}`],
    ["positions", positionsText(config, undetermined)],
    ...(config.layerScale === undefined ? [] : [["layer scale", "yes"] as const]),
    ...(classes === undefined ? [] : [["head", `${classes} classes`] as const]),
  ];
}

function positionsText({ imageSize, positions }: VitConfig, undetermined: readonly string[]): string {
  if (positions === "rotary") return "none stored";
  return undetermined.includes("imageSize") ? "on a grid that is no square" : `for images of ${times(imageSize)}`;
}

/** A classifier's head, and the token that stands for masked patches in DINOv2's training. */
function isIdle(name: string): boolean {
  return /^(head|head_dist|fc_norm)\./.test(name) || name === "mask_token";
}
