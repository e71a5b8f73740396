import { describe, expect, test } from "vitest";
import { pagesOf } from "./report-pages.ts";

const COLUMNS = 100; // a page has 141 rows: 3 white above and below, 3 above the foot

/** White, with bands of grey: [from, to, level]. */
function picture(rows: number, bands: readonly (readonly [number, number, number])[]) {
  const rgb = new Uint8Array(3 * rows * COLUMNS).fill(255);
  for (const [from, to, level] of bands) rgb.fill(level, 3 * from * COLUMNS, 3 * to * COLUMNS);
  return { columns: COLUMNS, rows, rgb };
}

/** The first pixel of each row, white told as a point. */
const column = (page: Uint8Array) =>
  Array.from({ length: page.length / 3 / COLUMNS }, (_, y) => page[3 * y * COLUMNS]!).map((v) => (v === 255 ? "." : v));

describe("pages", () => {
  test("are cut in the widest white band that is low enough, and none of what is there is lost", () => {
    const bands = [
      [2, 60, 10],
      [62, 90, 20],
      [100, 180, 30],
      [190, 193, 99],
    ] as const;
    const { rows, pages } = pagesOf(picture(260, bands));
    expect([rows, pages.length]).toEqual([141, 2]);
    const [first, second] = pages.map(column);
    expect(first!.slice(3, 91)).toEqual([...Array(58).fill(10), ".", ".", ...Array(28).fill(20)]);
    expect(second!.slice(3, 83)).toEqual(Array(80).fill(30));
  });

  test("bear the last line at their feet, each of them", () => {
    const { pages } = pagesOf(
      picture(400, [
        [0, 90, 10],
        [100, 180, 30],
        [190, 193, 99],
      ]),
    );
    for (const page of pages.map(column)) expect(page.slice(-6)).toEqual([99, 99, 99, ".", ".", "."]);
  });

  test("cut through only what is higher than a page", () => {
    const { pages } = pagesOf(
      picture(600, [
        [0, 300, 10],
        [310, 312, 99],
      ]),
    );
    const dark = pages.map(column).map((page) => page.filter((value) => value === 10).length);
    expect(dark.reduce((sum, rows) => sum + rows, 0)).toBe(300);
    expect(pages).toHaveLength(3);
  });

  test.each([
    ["a white picture", picture(200, []), "drew nothing"],
    ["a picture that ends in the report", picture(200, [[0, 200, 10]]), "longer than the picture"],
  ])("%s: refused", (_, image, why) => {
    expect(() => pagesOf(image)).toThrow(
      expect.objectContaining({ kind: "output-unavailable", message: expect.stringContaining(why) }),
    );
  });
});
