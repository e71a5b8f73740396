/** What a masked autoencoder's encoder sees in a stack, as graphs: mean and deviation of its tokens, and their distance from the usual. */
import { concat, input, matMul, mul, reduceMean, sqrt, sub, type Tensor } from "@cmrkit/graph";
import { cinemaFeatures, imageInputs, type MaskedAutoencoderConfig, ParameterScope, withViews } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { imageCheckNames, imageFeed, stackWindow } from "@cmrkit/study";
import type { NamedTensors } from "@cmrkit/tensor";
import { type Features, featuresOf, joinedRows } from "../linear/features.ts";
import type { JudgedHeart } from "./judged-heart.ts";

const VIEW = "sax";

/** (1, 2E): the mean of every feature over the tokens, then its deviation. */
function stackFeatures(config: MaskedAutoencoderConfig): {
  readonly features: Tensor;
  readonly names: readonly string[];
} {
  const scope = new ParameterScope();
  const model = withViews(config, [VIEW]);
  const tokens = cinemaFeatures(scope, model, imageInputs(model, 1)).views.get(VIEW)!;
  const mean = reduceMean(tokens, { axes: [1] });
  const centred = sub(tokens, reduceMean(tokens, { axes: [1], keepdims: true }));
  const deviation = sqrt(reduceMean(mul(centred, centred), { axes: [1] }));
  return { features: concat([mean, deviation], 1), names: scope.specs.map(({ name }) => name) };
}

/** Names of the weights that say what is usual. */
export const usualNames = { mean: "usual.mean", scale: "usual.scale", precision: "usual.precision" } as const;

/** The encoder's weights that the check needs; the rest belongs to other views. */
export function imageCheckWeights(config: MaskedAutoencoderConfig): readonly string[] {
  return stackFeatures(config).names;
}

/** Image → `distance` (1, 1), zᵀ·P·z of its standardised features. All weights are inputs by name. */
export function imageCheckModel(config: MaskedAutoencoderConfig): Uint8Array {
  const { features } = stackFeatures(config);
  const width = features.shape[1]!;
  const [mean, scale] = [usualNames.mean, usualNames.scale].map((name) => input(name, "float32", [1, width]));
  const precision = input(usualNames.precision, "float32", [width, width]);
  const z = mul(sub(features, mean!), scale!);
  return emit({ [imageCheckNames.distance]: matMul(matMul(z, precision), z, { transB: true }) });
}

/** Rows of the features of each heart: end-diastole, then end-systole. */
export async function featuresOfHearts(
  hearts: readonly JudgedHeart[],
  encoder: { readonly config: MaskedAutoencoderConfig; readonly weights: NamedTensors },
  options: SessionOptions,
  onHeart: (done: number) => void,
): Promise<Features> {
  const bytes = emit({ features: stackFeatures(encoder.config).features });
  const session = await openSession({ bytes, weights: encoder.weights }, options);
  const rows: Float32Array[] = [];
  for (const [n, { volume }] of hearts.entries()) {
    for (const frame of [0, 1]) {
      const outputs = await session.run(new Map([imageFeed(stackWindow(volume, frame))]));
      rows.push(Float32Array.from(outputs.get("features")!.data, Number));
    }
    onHeart(n + 1);
  }
  await session.dispose();
  return featuresOf(joinedRows(rows), rows[0]!.length);
}
