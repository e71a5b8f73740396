/** Parity of ResNet: logits in training and in evaluation, gradients, and the running statistics that training left. */
import { add, constant, mul, reduceMean, sub } from "@cmrkit/graph";
import {
  initialParameters,
  ParameterScope,
  type ParameterSpec,
  type ResNetConfig,
  type ResNetDepth,
  resNet,
  resNetVariants,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { z } from "zod";
import { compareGroup, type GroupComparison } from "./comparison.ts";
import { FORWARD_TOLERANCE, modelParity, runOnce } from "./model-parity.ts";
import { type Reference, referenceConfig, referenceInput } from "./reference.ts";

const positive = z.int().positive();

const schema = z.strictObject({
  depth: z.int().refine((depth): depth is ResNetDepth => depth in resNetVariants, "no such ResNet"),
  n_dims: z.union([z.literal(2), z.literal(3)]),
  in_chans: positive,
  out_chans: positive,
  layer_inplanes: z.tuple([positive, positive, positive, positive]),
  view: z.string(),
});

/** The loss is the mean of the squared logits of training. */
export async function resNetParity(stored: Reference, options: SessionOptions): Promise<GroupComparison[]> {
  const { depth, out_chans, layer_inplanes } = referenceConfig(stored, schema);
  const config = { depth, outChannels: out_chans, layerChannels: layer_inplanes };
  const reference = { ...stored, weights: withoutCounters(stored.weights) };
  const scope = new ParameterScope();
  const image = referenceInput(reference, "in.image");
  const { logits: logits_train } = resNet(scope, config, image, "train");
  const { logits: logits_eval } = resNet(scope, config, image, "evaluate");
  const loss = reduceMean(mul(logits_train, logits_train));
  const outputs = { logits_train, logits_eval };
  return [
    ...(await modelParity(reference, { specs: scope.specs, outputs, loss }, options)),
    await runningStatisticsParity(reference, config, scope.specs, options),
  ];
}

/** PyTorch counts batches beside the statistics, for a momentum that is the inverse of the count; none has it here. */
function withoutCounters(weights: NamedTensors): NamedTensors {
  return new Map([...weights].filter(([name]) => !name.endsWith(".num_batches_tracked")));
}

/** The statistics that one step leaves of the initial ones. */
async function runningStatisticsParity(
  reference: Reference,
  config: ResNetConfig,
  specs: readonly ParameterSpec[],
  options: SessionOptions,
): Promise<GroupComparison> {
  const { statistics } = resNet(new ParameterScope(), config, referenceInput(reference, "in.image"), "train");
  const initial = initialParameters(
    specs.filter(({ isBuffer }) => isBuffer),
    randomStream(0),
  );
  const outputs = statistics.map(({ slot, value, share }) => {
    const before = constant(initial.get(slot)!);
    return [slot, add(before, mul(sub(value, before), share))] as const;
  });
  const results = await runOnce(Object.fromEntries(outputs), new Map([...reference.weights, ...reference.io]), options);
  const stored = new Map([...reference.weights].filter(([name]) => initial.has(name)));
  return compareGroup("running statistics", results, stored, { tolerance: FORWARD_TOLERANCE });
}
