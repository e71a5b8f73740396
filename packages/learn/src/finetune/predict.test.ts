/** Windows over large and small images: none left out, none moved, and short stacks as in training. */
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { largestPiece, nativeClasses } from "./native-labels.ts";
import { oneView } from "./networks/network-views.ts";
import { placesCovering, predictImage, predictVoxels } from "./predict.ts";
import { prepareImage } from "./prepared-image.ts";
import { sampleBatches, slicesOf } from "./samples.ts";
import { answeringSession, brightness } from "./testing/answering-session.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";
import type { WindowGrid } from "./window-grid.ts";

const grid: WindowGrid = {
  size: 16,
  slices: 3,
  pixelMm: 2,
  sliceMm: null,
  longSideWithoutSpacing: 16,
  clipPercentiles: [0, 100],
};
const about = { weights: new Map(), batch: 2, view: oneView(grid) };

function imageOf(Z: number, Y: number, X: number) {
  const random = randomStream(Z * Y * X);
  return { data: Float32Array.from({ length: Z * Y * X }, () => random.uniform()), size: [1, Z, Y, X] } as const;
}

test.each([
  ["much larger than a window", 4, 23, 37],
  ["one voxel larger", 4, 17, 17],
  ["smaller along every axis", 2, 9, 11],
  ["wide and flat", 1, 10, 40],
])("an image %s comes back from its windows voxel by voxel", async (_name, Z, Y, X) => {
  const image = imageOf(Z, Y, X);
  const session = answeringSession(brightness, true);
  const predicted = await predictVoxels({ ...about, session }, image, 2);
  const second = predicted.subarray(image.data.length);
  expect(Math.max(...second.map((value, at) => Math.abs(value - image.data[at]!)))).toBeLessThan(1e-5);
});

test("where all windows say the same, so does every voxel", async () => {
  const constant = [0.2, 0.3, 0.5];
  const session = answeringSession((window) => constant.flatMap((p) => new Array(window.length).fill(p)), true);
  const predicted = await predictVoxels({ ...about, session }, imageOf(4, 23, 37), 3);
  const voxels = predicted.length / 3;
  const worst = predicted.map((value, at) => Math.abs(value - constant[Math.floor(at / voxels)]!));
  expect(Math.max(...worst)).toBeLessThan(1e-6);
});

test("classes come back on the image's own voxels, where they were drawn", async () => {
  const [Z, Y, X] = [4, 60, 80];
  const truth = Uint8Array.from({ length: Z * Y * X }, (_, at) => {
    const [x, y] = [at % X, Math.floor(at / X) % Y];
    return Number(Math.hypot(x - 55, y - 22) < 14);
  });
  const pixels = {
    data: Float32Array.from(truth),
    size: [1, Z, Y, X],
    spacingMm: [8, 1.3, 1.3],
    labelNames: [],
  } as const;
  const prepared = prepareImage(pixels, grid, undefined, "a disc");
  expect(prepared.size).toEqual([1, 4, 39, 52]);
  const predicted = await predictVoxels({ ...about, session: answeringSession(brightness, true) }, prepared, 2);
  const classes = nativeClasses(predicted, 2, prepared);
  expect(classes).toHaveLength(truth.length);
  const different = classes.filter((value, at) => value !== truth[at]).length;
  expect(different / truth.filter((value) => value === 1).length).toBeLessThan(0.05); // some pixels of the rim, of 1.3 mm
});

test("of pieces that do not touch the largest is kept, whatever the classes in it", () => {
  const labels = Uint8Array.from([1, 1, 0, 3, 0, 2, 0, 0, 0, 0, 0, 3]);
  expect([...largestPiece(labels, [1, 3, 4])]).toEqual([1, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
  expect([...largestPiece(new Uint8Array(12), [1, 3, 4])]).toEqual(new Array(12).fill(0));
});

const still = { probability: 0, factor: [1, 1] };
const { augmentation } = smallFinetune({
  augmentation: {
    ...smallJson.augmentation,
    shiftMm: 0,
    flips: 0,
    rotation: { probability: 0, degrees: [0, 0] },
    scale: { ...still, stretch: [1, 1] },
    brightness: { probability: 0, shift: [0, 0] },
    dropout: { probability: 0, holes: 1, extent: 1 },
  },
});

/** What a network is fed in training where nothing is augmented. */
async function learntFrom(image: ReturnType<typeof prepareImage>, window: WindowGrid): Promise<Float32Array> {
  const whole = { load: async () => image, target: { kind: "values", values: [0] } } as const;
  const samples = slicesOf(whole, image.size[1], window).map((slice) => ({ subject: "case 1", images: [slice] }));
  const settings = { batch: 1, views: [oneView(window)], augmentation, noise: {} } as const;
  const { feeds } = await sampleBatches(samples, settings, randomStream(1)).batch(1);
  return Float32Array.from(feeds.get("image")!.data, Number);
}

test("a short stack in a small plane is predicted in the window that it was learnt in", async () => {
  const { data } = imageOf(2, 10, 12);
  const pixels = { data, size: [1, 2, 10, 12], spacingMm: [8, 2, 2], labelNames: [] } as const;
  const image = prepareImage(pixels, grid, undefined, "case 1");
  const learnt = await learntFrom(image, grid);
  const [voxels, whole] = [answeringSession(brightness, true), answeringSession(() => [1], false)];
  await predictVoxels({ ...about, batch: 1, session: voxels }, image, 2);
  await predictImage({ ...about, batch: 1, session: whole }, image);
  expect(voxels.windows).toEqual([learnt]);
  expect(whole.windows).toEqual([learnt]);
  expect(learnt.subarray(2 * 256).every((value) => value === 0)).toBe(true); // filled up at its end
});

test("windows of a long stack lie where training draws them, and leave no slice out", () => {
  const firsts = placesCovering({ data: new Float32Array(0), size: [1, 8, 16, 16] }, grid).map(
    (place) => place.firstSlice,
  );
  expect(firsts).toEqual([0, 1, 2, 3, 4, 5]);
  const deep = placesCovering({ data: new Float32Array(0), size: [1, 9, 16, 16] }, { ...grid, slices: 4 });
  expect(deep.map((place) => place.firstSlice)).toEqual([0, 2, 3, 5]);
});
