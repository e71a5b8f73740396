/** CineMA's baseline U-Net, and the U-Net that cmrkit ships. */
import { input } from "@cmrkit/graph";
import { ParameterScope, type PatchUNetConfig, patchUNet, type UNetConfig, unet } from "@cmrkit/nn";
import { hasPrefix, numberedChildren, shapeOf, type TensorShapes } from "../tensor-shapes.ts";
import { counted, type Family, never, times } from "./family.ts";

const UNET = "CineMA's U-Net";

export const unetFamily: Family = {
  recognise: (shapes) => {
    if (!hasPrefix(shapes, "encoder.in_conv.") || !hasPrefix(shapes, "out_conv.")) return undefined;
    const [finest, inChannels, ...kernel] = shapeOf(shapes, UNET, "encoder.in_conv.conv.weight", [4, 5]);
    const outChannels = shapeOf(shapes, UNET, "out_conv.weight", [4, 5])[0]!;
    const downs = downSteps(shapes);
    const channels = [finest!, ...downs.map((shape) => shape[0]!)];
    const patchSize = downs[0]?.slice(2) ?? kernel.map(() => 1);
    const scaleFactor = downs[1]?.slice(2) ?? patchSize;
    const config: UNetConfig = {
      outChannels,
      channels,
      patchSize,
      scaleFactor,
      blocks: numberedChildren(shapes, "encoder.blocks.0.conv."),
      kernelSize: kernel[0]!,
      norm: hasPrefix(shapes, "encoder.in_conv.norm.") ? "layer" : "instance",
    };
    const image = kernel.map((_, axis) => patchSize[axis]! * scaleFactor[axis]! ** (channels.length - 1));
    const scope = new ParameterScope();
    unet(scope, config, input("image", "float32", [1, inChannels!, ...image]));
    return {
      family: "unet",
      title: UNET,
      variant: undefined,
      views: [],
      config: { dims: kernel.length, inChannels, ...config },
      undetermined: [],
      facts: [
        ["axes", `${kernel.length}D, steps of ${times(patchSize)}, then ${times(scaleFactor)}`],
        ["channels", `${inChannels} in, ${channels.join(", ")}, ${outChannels} out`],
      ],
      specs: scope.specs,
      isFree: never,
      isIdle: never,
    };
  },
};

function downSteps(shapes: TensorShapes) {
  const levels = numberedChildren(shapes, "encoder.blocks.");
  return Array.from({ length: levels - 1 }, (_, level) =>
    shapeOf(shapes, UNET, `encoder.blocks.${level}.down.weight`, [4, 5]),
  );
}

const PATCH_UNET = "cmrkit's U-Net";

export const patchUNetFamily: Family = {
  recognise: (shapes) => {
    if (!hasPrefix(shapes, "encoder.0.down.") || !hasPrefix(shapes, "border.")) return undefined;
    const levels = numberedChildren(shapes, "encoder.");
    const downs = Array.from({ length: levels }, (_, i) =>
      shapeOf(shapes, PATCH_UNET, `encoder.${i}.down.weight`, [4]),
    );
    const blocksOf = (side: string, count: number) =>
      Array.from({ length: count }, (_, i) => numberedChildren(shapes, `${side}.${i}.blocks.`));
    const border = shapeOf(shapes, PATCH_UNET, "border.conv2.weight", [4]);
    const config: PatchUNetConfig = {
      inChannels: downs[0]![1]!,
      outChannels: border[0]!,
      channels: downs.map((shape) => shape[0]!),
      encoderBlocks: blocksOf("encoder", levels),
      decoderBlocks: blocksOf("decoder", levels - 1),
      borderChannels: border[1]!,
    };
    const side = 2 ** levels;
    const scope = new ParameterScope();
    patchUNet(scope, config, input("image", "float32", [1, config.inChannels, side, side]));
    return {
      family: "patch-unet",
      title: PATCH_UNET,
      variant: undefined,
      views: [],
      config: { ...config },
      undetermined: [],
      facts: [
        [
          "channels",
          `${config.inChannels} slices in, ${config.channels.join(", ")}, ${config.outChannels} classes out`,
        ],
        ["border", counted(config.borderChannels, "channel")],
      ],
      specs: scope.specs,
      isFree: never,
      isIdle: never,
    };
  },
};
