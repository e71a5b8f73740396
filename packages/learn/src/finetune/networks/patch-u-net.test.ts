import { join } from "node:path";
import { evaluate, input } from "@cmrkit/graph";
import { ParameterScope, patchUNet } from "@cmrkit/nn";
import { float32, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { openWeights } from "../../weights/open-weights.ts";
import { oneView } from "./network-views.ts";
import { patchUNetNetwork } from "./patch-u-net.ts";

const SHIPPED = join(import.meta.dirname, "../../../../../models/cine-sax/weights.safetensors");
const shippedSize = {
  channels: [32, 64, 128, 192],
  encoderBlocks: [1, 1, 2, 2],
  decoderBlocks: [1, 1, 1],
  borderChannels: 16,
};
const window = {
  size: 32,
  slices: null,
  pixelMm: 1.5,
  sliceMm: null,
  longSideWithoutSpacing: 160,
  clipPercentiles: [1, 99],
} as const;
const json = { dropPathRate: 0, dropoutRate: 0, model: shippedSize } as const;
const networkOf = (model: Readonly<Record<string, unknown>> = {}, size = 32) =>
  patchUNetNetwork(
    { ...json, model: { ...shippedSize, ...model } },
    { views: [oneView({ ...window, size })], channels: 1, outputs: 4 },
  );

test("from the shipped network of three slices it answers to one as that does to three that look alike", async () => {
  const network = networkOf();
  const [scope, image] = [new ParameterScope(), input("image", "float32", [1, 1, 32, 32])];
  const { logits } = network.forward(scope, [image], "evaluate", {});
  const source = await openWeights(SHIPPED);
  const { weights, notes } = network.takeOver(source, scope.specs);
  expect(notes).toEqual(["3 slices beside each other became one", "the head is fresh"]);
  expect(scope.specs.filter(({ name }) => !weights.has(name)).map(({ name }) => name)).toEqual([
    "border.conv2.weight",
    "border.conv2.bias",
  ]);
  const head = new Map(["weight", "bias"].map((part) => [`border.conv2.${part}`, source.read(`border.conv2.${part}`)]));
  const random = randomStream(5);
  const pixels = Array.from({ length: 32 * 32 }, () => random.uniform());
  const three = input("image", "float32", [1, 3, 32, 32]);
  const whole = patchUNet(new ParameterScope(), { ...shippedSize, inChannels: 3, outChannels: 4 }, three);
  const names = [...weights.keys(), ...head.keys()];
  const own = new Map(names.map((name) => [name, source.read(name)] as const));
  const [expected] = evaluate(
    [whole],
    new Map([...own, ["image", float32([1, 3, 32, 32], [pixels, pixels, pixels].flat())]]),
  );
  const [found] = evaluate(logits, new Map([...weights, ...head, ["image", float32([1, 1, 32, 32], pixels)]]));
  source.close();
  [...found!.data].forEach((value, i) => {
    expect(value).toBeCloseTo(Number(expected!.data[i]), 4);
  });
});

test("a network of another size, and windows that it cannot halve so often, are refused by name", async () => {
  const scope = new ParameterScope();
  const network = networkOf({ borderChannels: 8 });
  network.forward(scope, [input("image", "float32", [1, 1, 32, 32])], "evaluate", {});
  const source = await openWeights(SHIPPED);
  expect(() => network.takeOver(source, scope.specs)).toThrow(
    /border\.up\.weight is missing or differs in shape, and \d more/,
  );
  source.close();
  expect(() => networkOf({}, 40)).toThrow(/window\.size 40 is no multiple of 16/);
  expect(() => networkOf({ decoderBlocks: [1] })).toThrow(/decoderBlocks/);
});
