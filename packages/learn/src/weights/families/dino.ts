/** DINO's networks: a vision transformer and the projection head that it was trained through. */
import { input } from "@cmrkit/graph";
import { type DinoHeadConfig, dinoHead, dinoHeadDefaults, ParameterScope } from "@cmrkit/nn";
import { childNames, hasPrefix, shapeOf, type TensorShapes } from "../tensor-shapes.ts";
import { counted, type Fact, type Family } from "./family.ts";
import { buildVit, recogniseVit } from "./vit.ts";

const HEAD = "a DINO head";
export const BACKBONE = "backbone.";

export const dinoFamily: Family = {
  recognise: (shapes, hints) => {
    if (!hasPrefix(shapes, BACKBONE) || !hasPrefix(shapes, "head.")) return undefined;
    const backbone = recogniseVit(withoutPrefix(shapes), hints);
    if (!backbone) return undefined;
    const head = headConfig(shapes);
    const scope = new ParameterScope();
    buildVit(scope.at("backbone"), backbone.vit);
    dinoHead(scope.at("head"), head, input("features", "float32", [1, backbone.vit.embedDim]));
    const inBackbone = (claim: (name: string) => boolean) => (name: string) =>
      name.startsWith(BACKBONE) && claim(name.slice(BACKBONE.length));
    return {
      ...backbone,
      family: "dino",
      title: "DINO network: vision transformer with projection head",
      config: { backbone: backbone.vit, head },
      undetermined: backbone.undetermined.map((path) => `backbone.${path}`),
      facts: [...backbone.facts, headFact(head)],
      specs: scope.specs,
      isFree: inBackbone(backbone.isFree),
      isIdle: (name) => name === "center" || inBackbone(backbone.isIdle)(name),
    };
  },
};

function withoutPrefix(shapes: TensorShapes): TensorShapes {
  const own = [...shapes].filter(([name]) => name.startsWith(BACKBONE));
  return new Map(own.map(([name, tensor]) => [name.slice(BACKBONE.length), tensor]));
}

function headConfig(shapes: TensorShapes): DinoHeadConfig {
  const last = shapeOf(shapes, HEAD, "head.last_layer.weight_v", [2]);
  return {
    ...dinoHeadDefaults,
    layers: childNames(shapes, "head.mlp.").length, // activations have no parameters, so numbers go 0, 2, 4
    hiddenDim: shapeOf(shapes, HEAD, "head.mlp.0.weight", [2])[0]!,
    bottleneckDim: last[1]!,
    prototypes: last[0]!,
  };
}

function headFact({ layers, hiddenDim, bottleneckDim, prototypes }: DinoHeadConfig): Fact {
  return [
    "head",
    `${counted(layers, "layer")} of ${hiddenDim}, ${bottleneckDim} wide, ${counted(prototypes, "prototype")}`,
  ];
}
