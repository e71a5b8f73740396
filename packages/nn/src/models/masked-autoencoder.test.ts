import { evaluate, gradients, input, reduceSum, type Tensor } from "@cmrkit/graph";
import { elementCount, float32, type HostTensor, type NamedTensors, randomStream, toNumbers } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { maskedPatchError, meanOverViews } from "../losses/masked-patch-loss.ts";
import { compareParameters, initialParameters, ParameterScope } from "../parameters.ts";
import { cinemaFeatures } from "./cinema/encoder.ts";
import { imageInputs, maskFeeds, maskInputs, patchCount, withViews } from "./cinema/inputs.ts";
import { randomPatchMasks } from "./cinema/patch-masks.ts";
import { reconstruction } from "./cinema/reconstruction.ts";
import { tokenPatch } from "./cinema/view.ts";
import { type MaskedAutoencoderConfig, maskedAutoencoder } from "./masked-autoencoder.ts";

const B = 2;
const MASK_RATIO = 0.5;

const config: MaskedAutoencoderConfig = {
  views: [
    { name: "sax", imageSize: [8, 4, 2], inChannels: 1, patchSize: [2, 1, 1], scaleFactor: [2, 2, 1] },
    { name: "lax_4c", imageSize: [4, 8], inChannels: 1, patchSize: [1, 2], scaleFactor: [2, 2] },
  ],
  convChannels: [3],
  convBlocks: 1,
  convNorm: "layer",
  embedDim: 8,
  transformer: { depth: 1, heads: 2, mlpRatio: 2 },
  decoder: { embedDim: 6, transformer: { depth: 1, heads: 2, mlpRatio: 2 } },
};

const random = randomStream(2026);

function noise(name: string, shape: readonly number[]): HostTensor<"float32"> {
  const stream = random.fork(name);
  return float32(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => stream.normal()),
  );
}

const images = new Map(config.views.map(({ name, imageSize }) => [`image.${name}`, noise(name, [B, 1, ...imageSize])]));
const masks = randomPatchMasks(new Map(config.views.map((view) => [view.name, patchCount(config, view)])), MASK_RATIO, [
  random.fork(0),
  random.fork(1),
]);

/** Loss and predictions of a model over some of the views. */
function autoencoder(model: MaskedAutoencoderConfig) {
  const scope = new ParameterScope();
  const ofViews = imageInputs(model, B);
  const indices = maskInputs(model, B, MASK_RATIO);
  const predictions = maskedAutoencoder(scope, model, ofViews, indices);
  const errors = model.views.map((view) =>
    maskedPatchError({
      predicted: predictions.get(view.name)!,
      image: ofViews[view.name]!,
      masked: indices.masked[view.name]!,
      patch: tokenPatch(view, model.convChannels.length),
    }),
  );
  return { scope, predictions, loss: meanOverViews(errors) };
}

const whole = autoencoder(config);
/** Away from the start, where every bias is 0. */
const weights = new Map(
  [...initialParameters(whole.scope.specs, random)].map(([name, { shape, data }]) => {
    const shake = random.fork(name);
    const shaken = Array.from(toNumbers(data), (value) => value + 0.1 * shake.normal());
    return [name, float32(shape, shaken)] as const;
  }),
);
const feeds: NamedTensors = new Map<string, HostTensor>([...weights, ...images, ...maskFeeds(masks)]);

function value(tensor: Tensor, changed: NamedTensors = new Map()): ArrayLike<number> {
  return Array.from(evaluate([tensor], new Map([...feeds, ...changed]))[0]!.data, Number);
}

describe("the masked autoencoder", () => {
  test("guesses every removed voxel once", () => {
    const shapes = [...whole.predictions].map(([view, { shape }]) => [view, shape]);
    expect(shapes).toEqual([
      ["sax", [B, 4, 8]],
      ["lax_4c", [B, 2, 8]],
    ]);
  });

  test("cannot see the voxels that it guesses: changing them changes no prediction", () => {
    const prediction = whole.predictions.get("sax")!;
    expect(value(prediction, withRemovedVoxels(9))).toEqual(value(prediction));
    expect(value(whole.loss, withRemovedVoxels(9))).not.toEqual(value(whole.loss));
  });

  test("gives the tokens that it sees the features that they have without the removed voxels", () => {
    const scope = new ParameterScope();
    const { visible } = maskInputs(config, B, MASK_RATIO);
    const { cls, views } = cinemaFeatures(scope, config, imageInputs(config, B), { visible });
    for (const tokens of [cls, ...views.values()]) expect(value(tokens, withRemovedVoxels(9))).toEqual(value(tokens));
  });

  test("looks at the other views: another long axis changes what it guesses of the short axis", () => {
    const other = new Map([["image.lax_4c", noise("another", [B, 1, 4, 8])]]);
    expect(value(whole.predictions.get("sax")!, other)).not.toEqual(value(whole.predictions.get("sax")!));
  });

  test("has gradients that agree with central differences, for every parameter", () => {
    const trained = whole.scope.specs.filter(({ isBuffer }) => !isBuffer);
    const analytic = evaluate(
      gradients(
        whole.loss,
        trained.map(({ tensor }) => tensor),
      ),
      feeds,
    );
    const h = 2 ** -10; // exact in float32, in which parameters are fed
    trained.forEach(({ name }, i) => {
      const { shape, data } = weights.get(name)!;
      const direction = Float32Array.from(noise(`along ${name}`, shape).data, Math.sign);
      const lossAt = (step: number) => {
        const moved = Float32Array.from(data, (x, n) => Math.fround(x) + step * direction[n]!);
        return Number(value(whole.loss, new Map([[name, float32(shape, moved)]]))[0]);
      };
      const expected = direction.reduce((sum, d, n) => sum + Number(analytic[i]!.data[n]) * d, 0);
      expect(Math.abs((lossAt(h) - lossAt(-h)) / (2 * h) - expected)).toBeLessThan(1e-3 * (1 + Math.abs(expected)));
    });
  });
});

/** The images with another value in every voxel of the removed patches. */
function withRemovedVoxels(replacement: number): NamedTensors {
  return new Map(
    config.views.map((view) => {
      const image = images.get(`image.${view.name}`)!;
      const { masked } = reconstruction(image, image, masks.get(view.name)!, {
        patch: tokenPatch(view, config.convChannels.length),
        removedGrey: replacement,
      });
      return [`image.${view.name}`, masked];
    }),
  );
}

describe("combinations of views", () => {
  test("share their parameters: a model of one view asks for a part of the whole one's", () => {
    const alone = autoencoder(withViews(config, ["lax_4c"]));
    const { missing, misshapen } = compareParameters(alone.scope.specs, weights);
    expect({ missing, misshapen }).toEqual({ missing: [], misshapen: [] });
    expect(Number.isFinite(value(alone.loss)[0])).toBe(true);
    const names = alone.scope.specs.map(({ name }) => name);
    expect(names.filter((name) => name.includes("sax"))).toEqual([]);
    expect(names).toContain("decoder.blocks.0.attn.kv.weight");
  });

  test("may be built in one scope, which then holds the parameters of all", () => {
    const scope = new ParameterScope();
    for (const { name } of config.views) {
      const one = withViews(config, [name]);
      maskedAutoencoder(scope, one, imageInputs(one, B), maskInputs(one, B, MASK_RATIO));
    }
    const sorted = (specs: ParameterScope["specs"]) => specs.map(({ name }) => name).sort();
    expect(sorted(scope.specs)).toEqual(sorted(whole.scope.specs));
  });

  test("refuse no view, a view that is not configured, and one without indices", () => {
    const { visible, masked } = maskInputs(config, B, MASK_RATIO);
    const build = (given: Record<string, Tensor>, indices = { visible, masked }) =>
      maskedAutoencoder(new ParameterScope(), config, given, indices);
    const image = input("x", "float32", [B, 1, 4, 8]);
    expect(() => build({})).toThrow("an image of at least one view of sax, lax_4c; none given");
    expect(() => build({ lax_3c: image })).toThrow("images of lax_3c; the model is configured for sax, lax_4c");
    const withoutMasked = { visible, masked: { sax: masked.sax! } };
    expect(() => build({ lax_4c: image }, withoutMasked)).toThrow("masked patches of view lax_4c missing; given: sax");
  });
});

test("a mask is refused under a norm whose statistics would see removed patches", () => {
  expect(() => autoencoder({ ...config, convNorm: "group" })).toThrow("masks need the layer norm: the group norm");
});

test("the loss of normalised targets is 0 for patches guessed at mean 0 and deviation 1", () => {
  const image = input("image", "float32", [1, 1, 2, 2]);
  const masked = input("masked", "int64", [1, 1]);
  const predicted = input("predicted", "float32", [1, 1, 4]);
  const error = maskedPatchError({ predicted, image, masked, patch: [2, 2] }, { normalised: true });
  const deviation = Math.sqrt(5 / 3); // of 1 … 4 with n − 1
  const at = new Map<string, HostTensor>([
    ["image", float32([1, 1, 2, 2], [1, 2, 3, 4])],
    ["masked", { dtype: "int64", shape: [1, 1], data: BigInt64Array.of(0n) }],
    [
      "predicted",
      float32(
        [1, 1, 4],
        [-1.5, -0.5, 0.5, 1.5].map((x) => x / deviation),
      ),
    ],
  ]);
  expect(Number(evaluate([reduceSum(error)], at)[0]!.data[0])).toBeLessThan(1e-10);
});
