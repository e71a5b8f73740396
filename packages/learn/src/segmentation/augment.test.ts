import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { smallConfig } from "../testing/small-acdc.ts";
import { augmentedTransform, augmentIntensities } from "./augment.ts";
import type { AugmentationConfig } from "./config.ts";

const upright = { centreI: 10, centreJ: 20, a: 0.5, b: 0, c: 0, d: 2 };
const { augmentation } = smallConfig(2);

/** The configuration with everything off but some parts. */
function only(parts: Partial<AugmentationConfig>): AugmentationConfig {
  const off = { probability: 0 };
  return {
    ...augmentation,
    flips: 0,
    rotation: { ...augmentation.rotation, ...off },
    scale: { ...augmentation.scale, ...off },
    gamma: { ...augmentation.gamma, ...off },
    contrast: { ...augmentation.contrast, ...off },
    brightness: { ...augmentation.brightness, ...off },
    noise: { ...augmentation.noise, ...off },
    biasField: { ...augmentation.biasField, ...off },
    lowResolution: { ...augmentation.lowResolution, ...off },
    ...parts,
  };
}

const determinant = ({ a, b, c, d }: typeof upright) => a * d - b * c;

test("with everything off a window stays as it is", () => {
  expect(augmentedTransform(upright, only({}), randomStream(1))).toEqual({ ...upright, b: expect.closeTo(0, 15) });
  const window = Float32Array.of(1, 2, 3, 4);
  augmentIntensities(window, 2, only({}), randomStream(1));
  expect([...window]).toEqual([1, 2, 3, 4]);
});

test("a rotation is one in millimetres: on unequal spacings too it keeps lengths and area", () => {
  const turned = augmentedTransform(
    upright,
    only({ rotation: { probability: 1, degrees: [30, 30] } }),
    randomStream(1),
  );
  expect(determinant(turned)).toBeCloseTo(determinant(upright), 12);
  const alongU = Math.hypot(turned.a / upright.a, turned.c / upright.d);
  const alongV = Math.hypot(turned.b / upright.a, turned.d / upright.d);
  expect([alongU, alongV]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
  expect(Math.atan2(turned.c / upright.d, turned.a / upright.a)).toBeCloseTo(Math.PI / 6, 12);
});

test("a scale factor of 2 shows the heart twice as large", () => {
  const config = only({ scale: { probability: 1, factor: [2, 2], stretch: [1, 1] } });
  const larger = augmentedTransform(upright, config, randomStream(1));
  expect(determinant(larger)).toBeCloseTo(determinant(upright) / 4, 12);
});

test("flips reach all eight positions of the square, half of them mirrored", () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const t = augmentedTransform(upright, only({ flips: 1 }), randomStream(seed));
    expect(Math.abs(determinant(t))).toBeCloseTo(1, 12);
    seen.add([t.a / 0.5, t.b / 0.5, t.c / 2, t.d / 2].map((value) => Math.round(value) + 0).join());
  }
  expect(seen.size).toBe(8);
});

test("gamma keeps the darkest and the brightest value, low resolution keeps a constant picture", () => {
  const window = Float32Array.of(-1, 0, 0.5, 3);
  augmentIntensities(window, 2, only({ gamma: { probability: 1, exponent: [2, 2] } }), randomStream(1));
  expect([...window]).toEqual([-1, expect.closeTo(-0.75, 6), expect.closeTo(-0.4375, 6), 3]);
  const flat = new Float32Array(3 * 64).fill(2);
  augmentIntensities(flat, 8, only({ lowResolution: { probability: 1, factor: [2, 2] } }), randomStream(1));
  expect(flat.every((value) => value === 2)).toBe(true);
});
