import { expect, test } from "vitest";
import { reconstructionPicture } from "./montage.ts";

test("input, what was visible and the guess lie side by side, x to the right and y down", () => {
  const view = {
    size: [2, 2, 1] as const,
    input: [0, 1, 0.6, 0.4], // (x, y), y fastest
    masked: [0, 1, 0.6, 0.2],
    reconstructed: [0, 1, 0.6, 7], // a guess may overshoot
  };
  const { width, height, data } = reconstructionPicture([view]);
  expect([width, height]).toEqual([10, 2]);
  expect([...data.subarray(0, 10)]).toEqual([0, 153, 255, 255, 0, 153, 255, 255, 0, 153]);
  expect([...data.subarray(10)]).toEqual([255, 102, 255, 255, 255, 51, 255, 255, 255, 255]);
});

test("of a stack three slices are shown, none of the padding", () => {
  const input = [0.1, 0.2, 0.3, 0.4, 0.5, 0, 0, 0];
  const view = { size: [1, 1, 8] as const, input, masked: input, reconstructed: input };
  const { height, data, width } = reconstructionPicture([view]);
  expect(height).toBe(3 + 2 * 2);
  expect([0, 3, 6].map((row) => Math.round((10 * data[row * width]!) / 255) / 10)).toEqual([0.2, 0.4, 0.5]);
});

test("views of another size begin a row of their own; an empty stack shows its first slice", () => {
  const flat = (size: readonly [number, number, number]) => {
    const input = new Float32Array(size[0] * size[1] * size[2]);
    return { size, input, masked: input, reconstructed: input };
  };
  const { width, height } = reconstructionPicture([flat([4, 3, 5]), flat([6, 2, 1])]);
  expect([width, height]).toEqual([6 * 3 + 4, 3 + 2 + 2]);
});
