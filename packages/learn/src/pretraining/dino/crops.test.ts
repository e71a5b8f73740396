import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { smallDinoConfig } from "../../testing/small-dino.ts";
import { drawCropFrame } from "./crop-frame.ts";
import { blurInPlace, changeIntensities } from "./crop-intensity.ts";
import { drawCrops } from "./crops.ts";
import { hasSignal, middleOf, middleSquare, type Plane, planeOf, sampleCrop } from "./plane.ts";

const ramp = (Y: number, X: number, valueAt: (x: number, y: number) => number): Plane => ({
  data: Float32Array.from({ length: Y * X }, (_, i) => valueAt(i % X, Math.floor(i / X))),
  size: [Y, X],
});

test("the middle square at its own size is the image, pixel for pixel", () => {
  const plane = ramp(4, 6, (x, y) => 10 * y + x);
  expect([...sampleCrop(plane, middleSquare(plane), 4)]).toEqual(
    [0, 1, 2, 3].flatMap((y) => [1, 2, 3, 4].map((x) => 10 * y + x)),
  );
});

test("the middle of a plane is its middle pixels, and all of a side that is shorter", () => {
  const plane = ramp(3, 6, (x, y) => 10 * y + x);
  expect(middleOf(plane, 4)).toEqual({
    data: Float32Array.from([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24]),
    size: [3, 4],
  });
  expect(middleOf(plane, 9)).toEqual(plane);
});

test("a crop of fewer pixels takes means: a fine pattern becomes grey, not stripes", () => {
  const stripes = ramp(8, 8, (x) => x % 2);
  for (const value of sampleCrop(stripes, middleSquare(stripes), 2)) expect(value).toBeCloseTo(0.5, 6);
});

test("a turned crop is turned, and beyond the image there is air", () => {
  const plane = ramp(4, 4, (x, y) => 1 + 4 * y + x);
  const quarterTurn = { centreX: 1.5, centreY: 1.5, alongX: [0, 4], alongY: [-4, 0] } as const;
  const turned = sampleCrop(plane, quarterTurn, 4);
  expect([...turned.subarray(0, 4)].map(Math.round)).toEqual([4, 8, 12, 16]); // the right column, downwards
  const wide = sampleCrop(plane, { centreX: 1.5, centreY: 1.5, alongX: [8, 0], alongY: [0, 8] }, 8);
  expect([wide[0], wide[63]]).toEqual([0, 0]);
});

const spread = (values: readonly number[]) => [Math.min(...values), Math.max(...values)];

test("crops cover the wanted share of the image, lie within it, and are flipped and turned", () => {
  const plane = ramp(100, 150, () => 1);
  const { augmentation } = smallDinoConfig();
  const random = randomStream(7);
  const frames = Array.from({ length: 300 }, () =>
    drawCropFrame(plane, [0.1, 0.4], { ...augmentation, rotation: { probability: 0, degrees: [0, 0] } }, random),
  );
  const shares = frames.map(({ alongX, alongY }) => (Math.hypot(...alongX) * Math.hypot(...alongY)) / 15_000);
  const [least, most] = spread(shares);
  expect([least! > 0.1 && least! < 0.13, most! < 0.4 && most! > 0.37]).toEqual([true, true]);
  const ratios = frames.map(({ alongX, alongY }) => Math.hypot(...alongX) / Math.hypot(...alongY));
  expect(spread(ratios)[0]).toBeGreaterThan(0.75);
  expect(spread(ratios)[1]).toBeLessThan(1.3334);
  for (const { centreX, alongX, alongY } of frames.filter(({ alongX }) => alongX[1] === 0)) {
    expect(centreX).toBeGreaterThanOrEqual(Math.abs(alongX[0]) / 2 - 0.5 - 1e-9);
    expect(centreX).toBeLessThanOrEqual(149.5 - Math.abs(alongX[0]) / 2 + 1e-9);
    expect(alongY[0]).toBeCloseTo(0);
  }
  const turns = new Set(
    frames.map(({ alongX, alongY }) =>
      [...alongX, ...alongY].map((v) => (Math.abs(v) < 1e-9 ? 0 : Math.sign(v))).join(),
    ),
  );
  expect(turns.size).toBe(8);
});

test("an image too long for any shape is taken as far as shapes allow", () => {
  const long = ramp(10, 1000, () => 1);
  const frame = drawCropFrame(long, [0.9, 1], smallDinoConfig().augmentation, randomStream(1));
  expect(Math.hypot(...frame.alongX)).toBeCloseTo(13.333, 3);
  expect(Math.hypot(...frame.alongY)).toBeCloseTo(10, 6);
});

test("blurring keeps the sum of a point and spreads it as a normal distribution", () => {
  const size = 21;
  const crop = new Float32Array(size * size);
  crop[10 * size + 10] = 1;
  blurInPlace(crop, size, 1.5);
  const variance = crop.reduce((sum, value, i) => sum + value * ((i % size) - 10) ** 2, 0);
  expect(crop.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  expect(variance).toBeGreaterThan(0.95 * 1.5 ** 2);
  expect(variance).toBeLessThan(1.5 ** 2);
});

/** Only the named change, always. */
function only(change: string, values: Readonly<Record<string, unknown>>) {
  const base = smallDinoConfig().augmentation;
  const never = Object.fromEntries(
    Object.entries(base).map(([name, value]) =>
      typeof value === "object" && "probability" in value && name !== "blur"
        ? [name, { ...value, probability: 0 }]
        : [name, value],
    ),
  );
  return smallDinoConfig({ augmentation: { ...never, [change]: { probability: 1, ...values } } }).augmentation;
}

test.each([
  ["gamma", { exponent: [2, 2] }, [0, 0.25, 1]],
  ["brightness", { factor: [0.5, 0.5] }, [0, 0.25, 0.5]],
  ["contrast", { factor: [0.5, 0.5] }, [0.25, 0.5, 0.75]],
])("%s does what its name says", (change, values, expected) => {
  const crop = Float32Array.from([0, 0.5, 1, 0.5]);
  changeIntensities(crop, 2, only(change, values), 0, randomStream(1));
  expected.forEach((value, i) => {
    expect(crop[i]).toBeCloseTo(value, 6);
  });
});

test("noise of magnitude images is never negative, and lifts air as Rayleigh's distribution does", () => {
  const crop = new Float32Array(100 * 100);
  changeIntensities(crop, 100, only("noise", { deviation: [0.1, 0.1], rician: 1 }), 0, randomStream(1));
  expect(Math.min(...crop)).toBeGreaterThanOrEqual(0);
  expect(crop.reduce((sum, value) => sum + value, 0) / crop.length).toBeCloseTo(0.1 * Math.sqrt(Math.PI / 2), 3);
});

test("a bias field is smooth, positive, and leaves air where it is", () => {
  const crop = new Float32Array(32 * 32).fill(1);
  crop[0] = 0;
  changeIntensities(crop, 32, only("biasField", { strength: [0.3, 0.3] }), 0, randomStream(3));
  expect(crop[0]).toBe(0);
  const steps = Array.from(crop.subarray(33, 63), (value, i) => Math.abs(value - crop[34 + i]!));
  expect(Math.min(...crop.subarray(1))).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeLessThan(0.15);
});

test("crops are standardised, of the configured number and size, and the same for the same stream", () => {
  const config = smallDinoConfig({ augmentation: only("gamma", { exponent: [1, 1] }) });
  const plane = ramp(60, 60, () => 0.4);
  const { global, local } = drawCrops(plane, config, randomStream(1).fork("sample"));
  expect([global, local].map((crops) => crops.map(({ length }) => length))).toEqual([
    [32 * 32, 32 * 32],
    [16 * 16, 16 * 16],
  ]);
  const inside = global[1]![16 * 32 + 16]!;
  expect(inside).toBeCloseTo((0.4 - 0.2) / 0.2, 5);
  expect(drawCrops(plane, config, randomStream(1).fork("sample"))).toEqual({ global, local });
});

test("a slice of one value has no signal; a slice is where it should be", () => {
  const image = {
    data: Float32Array.from({ length: 3 * 4 }, (_, i) => Math.floor(i / 4)),
    size: [1, 3, 2, 2],
    spacingMm: null,
  } as const;
  expect(planeOf(image, 2)).toEqual({ data: Float32Array.of(2, 2, 2, 2), size: [2, 2] });
  expect(hasSignal(planeOf(image, 2))).toBe(false);
  expect(hasSignal(ramp(2, 2, (x) => x))).toBe(true);
});
