/** The residual U-Net of CineMA's baseline, one block a resolution. */
import { input, type Tensor } from "@cmrkit/graph";
import { crossEntropy, ParameterScope, unet, unetVariants } from "@cmrkit/nn";
import type { HostTensor, RandomStream, Shape } from "@cmrkit/tensor";
import { CLASSES, randomLabels, segmentationLoss } from "./segmentation.ts";
import { normal, type TimedModel, trainedOn } from "./timed-model.ts";

/** On 8 slices of 160 × 160. */
export function residualUnet(parts = 1): TimedModel {
  return unetOn([8 / parts, 1, 160, 160], [12, 24, 48, 96, 144], (logits) =>
    crossEntropy(logits, input("label", "int64", [8 / parts, 160, 160])),
  );
}

/** As `configs/finetune/acdc-segmentation-unet.json` trains it: 16 windows of 96 × 96. */
export function finetunedUnet(parts = 1): TimedModel {
  return unetOn([16 / parts, 1, 96, 96], unetVariants.small, segmentationLoss);
}

function unetOn(shape: Shape, channels: readonly number[], lossOf: (logits: Tensor) => Tensor): TimedModel {
  const scope = new ParameterScope();
  const steps = { patchSize: [2, 2], scaleFactor: [2, 2] };
  const config = { outChannels: CLASSES, channels, ...steps, blocks: 1, kernelSize: 3, norm: "instance" } as const;
  const output = unet(scope, config, input("image", "float32", shape));
  const specs = scope.specs.filter(({ name }) => !name.startsWith("decoder.in_conv")); // stored, never applied
  const batch = (random: RandomStream) =>
    new Map<string, HostTensor>([
      ["image", normal(random.fork("image"), shape)],
      ["label", randomLabels(random.fork("label"), output.shape)],
    ]);
  return trainedOn({ specs, kept: scope.kept }, { output, loss: lossOf(output), batch });
}
