/**
 * The two models that are timed, in cmrkit. `pytorch/models.py` defines the same ones, under the same parameter names.
 */
import { input, mul, reduceMean, sub, type Tensor } from "@cmrkit/graph";
import { crossEntropy, ParameterScope, type ParameterSpec, transformerBlock, unet } from "@cmrkit/nn";
import { float32, type HostTensor, int64, type RandomStream } from "@cmrkit/tensor";

/** A model on a batch of fixed shape, with the loss that trains it. */
export interface TimedModel {
  readonly specs: readonly ParameterSpec[];
  readonly output: Tensor;
  readonly loss: Tensor;
  /** One batch by input name. */
  readonly batch: (random: RandomStream) => Map<string, HostTensor>;
}

/** Names of the models, also on the command line of `pytorch/run.py`. */
export type ModelName = keyof typeof models;

export const models = { vit, unet2d } as const satisfies Record<string, () => TimedModel>;

/** Six blocks of ViT-Small: 384 wide, 6 heads, on 8 sequences of 196 tokens. The loss is the mean square of x − target. */
function vit(): TimedModel {
  const shape = [8, 196, 384];
  const scope = new ParameterScope();
  const [tokens, target] = [input("tokens", "float32", shape), input("target", "float32", shape)];
  const config = { depth: 6, heads: 6, mlpRatio: 4 };
  const output = Array.from({ length: config.depth }).reduce<Tensor>(
    (x, _, block) => transformerBlock(scope.at("blocks", block), x, config),
    tokens,
  );
  const difference = sub(output, target);
  const batch = (random: RandomStream) =>
    new Map(["tokens", "target"].map((name) => [name, normal(random.fork(name), shape)]));
  return { specs: scope.specs, output, loss: reduceMean(mul(difference, difference)), batch };
}

/** The residual U-Net of CineMA's baseline, one block a resolution, on 8 slices of 160 × 160. */
function unet2d(): TimedModel {
  const [B, Y, X] = [8, 160, 160];
  const outChannels = 4;
  const scope = new ParameterScope();
  const [image, label] = [input("image", "float32", [B, 1, Y, X]), input("label", "int64", [B, Y, X])];
  const channels = [12, 24, 48, 96, 144];
  const steps = { patchSize: [2, 2], scaleFactor: [2, 2] };
  const output = unet(scope, { outChannels, channels, ...steps, blocks: 1, kernelSize: 3, norm: "instance" }, image);
  const specs = scope.specs.filter(({ name }) => !name.startsWith("decoder.in_conv")); // stored, never applied
  const batch = (random: RandomStream) => {
    const classes = Array.from({ length: B * Y * X }, () => random.integer(outChannels));
    return new Map<string, HostTensor>([
      ["image", normal(random.fork("image"), [B, 1, Y, X])],
      ["label", int64([B, Y, X], classes)],
    ]);
  };
  return { specs, output, loss: crossEntropy(output, label), batch };
}

function normal(random: RandomStream, shape: readonly number[]): HostTensor {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return float32(
    shape,
    Float32Array.from({ length: count }, () => random.normal()),
  );
}
