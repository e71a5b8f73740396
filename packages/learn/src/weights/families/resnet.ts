/** Residual networks with torchvision's names, in two or three dimensions. */
import { input } from "@cmrkit/graph";
import { ParameterScope, type ResNetConfig, type ResNetDepth, resNet, resNetVariants } from "@cmrkit/nn";
import { hasPrefix, numberedChildren, shapeOf, type TensorShapes } from "../tensor-shapes.ts";
import { counted, type Family, never } from "./family.ts";

const TITLE = "ResNet";
const LAYERS = [1, 2, 3, 4] as const;
/** Large enough for the five halvings. */
const CANONICAL_EXTENT = 64;

export const resNetFamily: Family = {
  recognise: (shapes) => {
    if (!shapes.has("conv1.weight") || !hasPrefix(shapes, "layer1.0.conv1.")) return undefined;
    const depth = depthOf(shapes);
    if (depth === undefined) return undefined;
    const [, inChannels, ...kernel] = shapeOf(shapes, TITLE, "conv1.weight", [4, 5]);
    const outChannels = shapeOf(shapes, TITLE, "fc.weight", [2])[0]!;
    const [c1, c2, c3, c4] = LAYERS.map((layer) => shapeOf(shapes, TITLE, `layer${layer}.0.conv1.weight`, [4, 5])[0]!);
    const config: ResNetConfig = { depth, outChannels, layerChannels: [c1!, c2!, c3!, c4!] };
    const scope = new ParameterScope();
    const image = input("image", "float32", [1, inChannels!, ...kernel.map(() => CANONICAL_EXTENT)]);
    resNet(scope, config, image, "evaluate");
    return {
      family: "resnet",
      title: TITLE,
      variant: `${depth}, ${kernel.length}D`,
      views: [],
      config: { dims: kernel.length, inChannels, ...config },
      undetermined: [],
      facts: [
        ["channels", `${inChannels} in, ${config.layerChannels.join(", ")}, ${outChannels} out`],
        ["blocks", LAYERS.map((layer) => counted(blocksOf(shapes, layer), "block")).join(", ")],
      ],
      specs: scope.specs,
      isFree: never,
      isIdle: (name) => name.endsWith(".num_batches_tracked"), // counts batches; read only where momentum is none
    };
  },
};

function blocksOf(shapes: TensorShapes, layer: number): number {
  return numberedChildren(shapes, `layer${layer}.`);
}

function depthOf(shapes: TensorShapes): ResNetDepth | undefined {
  const block = shapes.has("layer1.0.conv3.weight") ? "bottleneck" : "basic";
  const fits = (depth: ResNetDepth) =>
    resNetVariants[depth].block === block &&
    LAYERS.every((layer, i) => resNetVariants[depth].blocks[i] === blocksOf(shapes, layer));
  return depths.find(fits);
}

const depths: readonly ResNetDepth[] = [10, 14, 18, 26, 34, 50, 101, 152];
