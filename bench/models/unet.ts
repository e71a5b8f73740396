/** The residual U-Net of CineMA's baseline, one block a resolution, on 8 slices of 160 × 160. */
import { input, type Tensor } from "@cmrkit/graph";
import { crossEntropy, ParameterScope, unet } from "@cmrkit/nn";
import { type HostTensor, int64, type RandomStream } from "@cmrkit/tensor";
import { normal, type TimedModel, trainedOn } from "./timed-model.ts";

const [B, Y, X] = [8, 160, 160];
const OUT_CHANNELS = 4;

export function residualUnet(): TimedModel {
  const scope = new ParameterScope();
  const [image, label] = [input("image", "float32", [B, 1, Y, X]), input("label", "int64", [B, Y, X])] as [
    Tensor,
    Tensor,
  ];
  const channels = [12, 24, 48, 96, 144];
  const steps = { patchSize: [2, 2], scaleFactor: [2, 2] };
  const config = { outChannels: OUT_CHANNELS, channels, ...steps, blocks: 1, kernelSize: 3, norm: "instance" } as const;
  const output = unet(scope, config, image);
  const specs = scope.specs.filter(({ name }) => !name.startsWith("decoder.in_conv")); // stored, never applied
  return trainedOn(specs, { output, loss: crossEntropy(output, label), batch });
}

function batch(random: RandomStream): Map<string, HostTensor> {
  const classes = Array.from({ length: B * Y * X }, () => random.integer(OUT_CHANNELS));
  return new Map<string, HostTensor>([
    ["image", normal(random.fork("image"), [B, 1, Y, X])],
    ["label", int64([B, Y, X], classes)],
  ]);
}
