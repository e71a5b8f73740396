/** Six blocks of ViT-Small: 384 wide, 6 heads, on 8 sequences of 196 tokens. The loss is the mean square of x − target. */
import { input, mul, reduceMean, sub, type Tensor } from "@cmrkit/graph";
import { ParameterScope, transformerBlocks } from "@cmrkit/nn";
import type { RandomStream } from "@cmrkit/tensor";
import { normal, type TimedModel, trainedOn } from "./timed-model.ts";

export function smallTransformer(parts = 1): TimedModel {
  const shape = [8 / parts, 196, 384];
  const scope = new ParameterScope();
  const [tokens, target] = [input("tokens", "float32", shape), input("target", "float32", shape)] as [Tensor, Tensor];
  const output = transformerBlocks(scope, tokens, { depth: 6, heads: 6, mlpRatio: 4 });
  const difference = sub(output, target);
  const loss = reduceMean(mul(difference, difference));
  const batch = (random: RandomStream) =>
    new Map(["tokens", "target"].map((name) => [name, normal(random.fork(name), shape)]));
  return trainedOn(scope, { output, loss, batch });
}
