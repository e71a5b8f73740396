import { expect, test } from "vitest";
import { attentionPicture } from "./attention-picture.ts";

test("a row shows the image and the attention of each head, scaled to its own range", () => {
  const size = 4;
  const crop = Float32Array.from({ length: 16 }, (_, i) => i);
  const attention = Float32Array.from([0, 0, 0, 1, 0.25, 0.25, 0.25, 0.25]); // two heads on 2 × 2 patches
  const { width, height, data } = attentionPicture([{ crop, attention }], 2, size);
  expect([width, height]).toEqual([3 * 4 + 2 * 2, 4]);
  const at = (column: number, x: number, y: number) => data[y * width + column * (size + 2) + x];
  expect([at(0, 0, 0), at(0, 3, 3)]).toEqual([0, 255]);
  expect([at(1, 0, 0), at(1, 3, 3), at(1, 3, 0)]).toEqual([0, 255, 0]); // the last patch is at the lower right
  expect(at(2, 1, 2)).toBe(0); // even attention has no range
  expect(data[size]).toBe(255); // the gap
});

test("rows lie under each other", () => {
  const image = { crop: new Float32Array(4), attention: new Float32Array(1) };
  expect(attentionPicture([image, image, image], 1, 2)).toMatchObject({ width: 6, height: 10 });
});
