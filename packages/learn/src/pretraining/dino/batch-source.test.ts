import { dinoInputs } from "@cmrkit/nn";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { smallDinoConfig } from "../../testing/small-dino.ts";
import { batchOf, drawSample } from "./batch-source.ts";
import type { ImageSource } from "./image-source.ts";
import { sliceIndex } from "./slices.ts";

const config = smallDinoConfig();

/** Images of two frames of three slices; the last slice is empty. Every value tells image, frame and slice. */
const source: ImageSource = {
  frameCount: () => 2,
  loadFrame: async (id, frameIndex) => ({
    data: Float32Array.from({ length: 3 * 40 * 40 }, (_, at) => {
      const slice = 3 * frameIndex + Math.floor(at / 1600);
      return slice % 3 === 2 ? 0 : (id + slice / 10) / 100 + (at % 2) * 1e-6;
    }),
    size: [1, 3, 40, 40],
    spacingMm: null,
  }),
};
const index = sliceIndex([1, 2].map((id) => ({ id, size: [2, 3, 40, 40] as const })));

const sample = (step: number, place: number) =>
  drawSample(source, index, config, randomStream(1).fork(step).fork(place));

test("a sample depends on its step and place alone", async () => {
  expect(await sample(3, 1)).toEqual(await sample(3, 1));
  expect((await sample(3, 1)).crops).not.toEqual((await sample(3, 2)).crops);
  expect((await sample(3, 1)).crops).not.toEqual((await sample(4, 1)).crops);
});

test("any frame is drawn, and slices without signal never", async () => {
  const still = smallDinoConfig({
    augmentation: {
      ...config.augmentation,
      gamma: { probability: 0, exponent: [1, 1] },
      brightness: { probability: 0, factor: [1, 1] },
      contrast: { probability: 0, factor: [1, 1] },
      biasField: { probability: 0, strength: [0, 0] },
      noise: { probability: 0, deviation: [0, 0], rician: 0 },
      rotation: { probability: 0, degrees: [0, 0] },
    },
  });
  const seen = new Set<number>();
  for (let place = 0; place < 80; place++) {
    const { imageId, crops } = await drawSample(source, index, still, randomStream(1).fork(place));
    const value = crops.local[0]![100]! * 0.2 + 0.2;
    seen.add(Math.round((value * 100 - imageId) * 10));
  }
  expect([...seen].sort()).toEqual([0, 1, 3, 4]);
});

test("a catalogue of empty images is one clear error, not an endless search", async () => {
  const empty: ImageSource = {
    frameCount: () => 1,
    loadFrame: async () => ({ data: new Float32Array(1), size: [1, 1, 1, 1], spacingMm: null }),
  };
  const one = sliceIndex([{ id: 1, size: [1, 1, 1, 1] }]);
  await expect(drawSample(empty, one, config, randomStream(1))).rejects.toMatchObject({ kind: "bad-image" });
});

test("samples become the inputs of the training graph, image by image and crop by crop", async () => {
  const samples = [await sample(1, 0), await sample(1, 1)];
  const { feeds, origin } = batchOf(samples, config);
  const shapes = Object.fromEntries([...feeds].map(([name, { shape }]) => [name, shape]));
  expect(shapes).toEqual({
    [dinoInputs.globalCrops]: [2, 2, 1, 32, 32],
    [dinoInputs.localCrops]: [2, 2, 1, 16, 16],
    [dinoInputs.globalDropPath]: [4, 4],
    [dinoInputs.localDropPath]: [4, 4],
  });
  const globals = feeds.get(dinoInputs.globalCrops)!.data;
  expect(globals.slice(3 * 1024)).toEqual(samples[1]!.crops.global[1]);
  const ofLast = feeds.get(dinoInputs.localDropPath)!.data.slice(12);
  expect(Array.from(ofLast, Number)).toEqual(samples[1]!.dropPath.local[1]!.map(Math.fround));
  expect(origin).toBe(`images ${samples[0]!.imageId} ${samples[1]!.imageId}`);
});

test("without local crops and drop path there is nothing of them to feed", async () => {
  const { crops, model } = config;
  const plain = smallDinoConfig({
    crops: { ...crops, local: { ...crops.local, count: 0 } },
    model: { ...model, dropPathRate: 0 },
  });
  const drawn = await drawSample(source, index, plain, randomStream(1));
  expect([...batchOf([drawn], plain).feeds.keys()]).toEqual([dinoInputs.globalCrops]);
});
