/** Vision transformers with the names of timm and DINO, bare or with DINO's head. */
import { input } from "@cmrkit/graph";
import {
  type DinoHeadConfig,
  dinoHead,
  dinoHeadDefaults,
  ParameterScope,
  type VitConfig,
  vit,
  vitDefaults,
  vitVariants,
} from "@cmrkit/nn";
import { childNames, hasPrefix, numberedChildren, shapeOf, squareSide, type TensorShapes } from "../tensor-shapes.ts";
import { transformerText } from "./cinema-encoder.ts";
import { counted, type Family, type RecognisedModel, times } from "./family.ts";

const TITLE = "vision transformer";
/** Width of a head in every published model of this naming. Source: timm and DINO, vision_transformer.py. */
const HEAD_WIDTH = 64;

export const vitFamily: Family = { recognise: (shapes) => recogniseVit(shapes) };

export const dinoFamily: Family = {
  recognise: (shapes) => {
    if (!hasPrefix(shapes, "backbone.") || !hasPrefix(shapes, "head.")) return undefined;
    const ofBackbone = [...shapes].filter(([name]) => name.startsWith("backbone."));
    const backbone = recogniseVit(
      new Map(ofBackbone.map(([name, tensor]) => [name.slice("backbone.".length), tensor])),
    );
    if (!backbone) return undefined;
    const head = headConfig(shapes);
    const scope = new ParameterScope();
    buildVit(scope.at("backbone"), backbone.vit);
    dinoHead(scope.at("head"), head, input("features", "float32", [1, backbone.vit.embedDim]));
    return {
      ...backbone,
      family: "dino",
      title: "DINO network: vision transformer with projection head",
      config: { backbone: backbone.vit, head },
      undetermined: backbone.undetermined.map((path) => `backbone.${path}`),
      facts: [
        ...backbone.facts,
        [
          "head",
          `${counted(head.layers, "layer")} of ${head.hiddenDim}, ${head.bottleneckDim} wide, ${head.prototypes} prototypes`,
        ],
      ],
      specs: scope.specs,
      isFree: (name) => name.startsWith("backbone.") && backbone.isFree(name.slice("backbone.".length)),
      isIdle: (name) => name === "center" || isIdle(name.slice("backbone.".length)),
    };
  },
};

interface RecognisedVit extends RecognisedModel {
  readonly vit: VitConfig;
}

function recogniseVit(shapes: TensorShapes): RecognisedVit | undefined {
  if (!shapes.has("blocks.0.attn.qkv.weight")) return undefined;
  const [embedDim, inChannels, ...patch] = shapeOf(shapes, TITLE, "patch_embed.proj.weight", [4]) as readonly [
    number,
    number,
    number,
    number,
  ];
  const depth = numberedChildren(shapes, "blocks.");
  const [variant, heads] = sizeOf(embedDim, depth);
  const hasPositions = shapes.has("pos_embed");
  const grid = hasPositions ? squareSide(shapeOf(shapes, TITLE, "pos_embed", [3])[1]! - 1) : undefined;
  const undetermined = [
    ...(grid === undefined && hasPositions ? ["imageSize"] : []),
    ...(heads === undefined ? ["heads"] : []),
  ];
  const side = grid ?? 1;
  const config: VitConfig = {
    ...vitDefaults,
    embedDim,
    depth,
    heads: heads ?? 1,
    inChannels,
    imageSize: [side * patch[0]!, side * patch[1]!],
    patchSize: [patch[0]!, patch[1]!],
    mlpRatio: shapeOf(shapes, TITLE, "blocks.0.mlp.fc1.weight", [2])[0]! / embedDim,
    positions: hasPositions ? "learned" : "rotary",
    ...(shapes.has("blocks.0.ls1.gamma") ? { layerScale: 1 } : {}),
  };
  const scope = new ParameterScope();
  buildVit(scope, config);
  return {
    family: "vit",
    title: TITLE,
    variant,
    views: [],
    config: { ...config },
    vit: config,
    undetermined,
    facts: [
      ["encoder", transformerText(embedDim, depth, heads)],
      ["patches", `${times(patch)} of ${counted(inChannels, "channel")}`],
      ["positions", positionsText(config, grid, hasPositions)],
      ...(config.layerScale === undefined ? [] : [["layer scale", "yes"] as const]),
      ...(shapes.has("head.weight") ? [["head", `${shapes.get("head.weight")?.shape[0]} classes`] as const] : []),
    ],
    specs: scope.specs,
    isFree: (name) => name === "pos_embed" && grid === undefined,
    isIdle,
  };
}

function buildVit(scope: ParameterScope, config: VitConfig): void {
  vit(scope, config, input("image", "float32", [1, config.inChannels, ...config.imageSize]));
}

/** A classifier's head, and the token that stands for masked patches in DINOv2's training. */
function isIdle(name: string): boolean {
  return /^(head|head_dist|fc_norm)\./.test(name) || name === "mask_token";
}

/** The published size; by the width of a head where none is. */
function sizeOf(embedDim: number, depth: number): readonly [variant: string | undefined, heads: number | undefined] {
  const known = Object.entries(vitVariants).find(([, size]) => size.embedDim === embedDim && size.depth === depth);
  if (known) return [known[0], known[1].heads];
  return [undefined, embedDim % HEAD_WIDTH === 0 ? embedDim / HEAD_WIDTH : undefined];
}

function positionsText({ imageSize }: VitConfig, grid: number | undefined, hasPositions: boolean): string {
  if (!hasPositions) return "none stored";
  return grid === undefined
    ? "for a grid that is no square"
    : `for ${grid} × ${grid} patches, images of ${times(imageSize)}`;
}

/** The layers of the head are counted with the activations between them: 0, 2, 4, … */
function headConfig(shapes: TensorShapes): DinoHeadConfig {
  const layers = childNames(shapes, "head.mlp.").length;
  const [prototypes, bottleneckDim] = shapeOf(shapes, "a DINO head", "head.last_layer.weight_v", [2]) as readonly [
    number,
    number,
  ];
  const hiddenDim = shapeOf(shapes, "a DINO head", "head.mlp.0.weight", [2])[0]!;
  return { ...dinoHeadDefaults, layers, hiddenDim, bottleneckDim, prototypes };
}
