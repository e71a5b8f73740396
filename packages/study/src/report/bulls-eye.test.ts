import { notMeasurable } from "@cmrkit/cardiac";
import { describe, expect, test } from "vitest";
import { bullsEye } from "./bulls-eye.ts";

const CENTRE = { x: 126, y: 126 };
const figure = { title: "Thickness", unit: "mm", digits: 1, scale: [0, 16] } as const;

/** Where the figures of each segment stand, against the centre. */
function placesOf(values: readonly (number | ReturnType<typeof notMeasurable>)[]) {
  const { markup } = bullsEye({ ...figure, values });
  const texts = markup.matchAll(/stroke-width="1.5"\/><text x="([\d.]+)" y="([\d.]+)"[^>]*fill="([^"]+)">([^<]*)</g);
  return [...texts].map(([, x, y, fill, text]) => ({
    dx: Number(x) - CENTRE.x,
    dy: Number(y) - 4 - CENTRE.y,
    fill,
    text,
  }));
}

const numbers = Array.from({ length: 17 }, (_, n) => n + 1);

describe("the bull's-eye", () => {
  const places = placesOf(numbers);
  const place = (segmentNumber: number) => places[segmentNumber - 1]!;

  test("has anterior segments on top, inferior below, the base outside, the cap in the middle", () => {
    for (const number of [1, 7, 13]) expect(place(number).dx).toBeCloseTo(0, 1);
    expect([1, 7, 13, 17, 15, 10, 4].map((number) => place(number).dy)).toEqual(
      [1, 7, 13, 17, 15, 10, 4].map((number) => place(number).dy).toSorted((a, b) => a - b),
    );
    expect([place(17).dx, place(17).dy]).toEqual([0, 0]);
  });

  test("has the septum on the left: anteroseptal above, inferoseptal below", () => {
    for (const number of [2, 3, 8, 9, 14]) expect(place(number).dx, `segment ${number}`).toBeLessThan(-20);
    expect(place(2).dy).toBeLessThan(0);
    expect(place(3).dy).toBeGreaterThan(0);
    for (const number of [5, 6, 11, 12, 16]) expect(place(number).dx, `segment ${number}`).toBeGreaterThan(20);
    expect(place(6).dy).toBeLessThan(0);
    expect(place(5).dy).toBeGreaterThan(0);
  });

  test("writes each value, with white figures on dark colours", () => {
    expect(places.map(({ text }) => text)).toEqual(numbers.map((number) => number.toFixed(1)));
    expect(place(16).fill).toBe("#fff");
    expect(place(1).fill).not.toBe("#fff");
  });
});

test("sixteen values leave the cap out, and what is not measurable is a dash without a colour of the scale", () => {
  const places = placesOf([notMeasurable("open"), ...numbers.slice(0, 15)]);
  expect(places).toHaveLength(16);
  expect(places[0]!.text).toBe("–");
  const { markup } = bullsEye({ ...figure, values: [notMeasurable("open"), 5] });
  expect(markup).toContain("#e9e4dc");
});

test("a scale may run down to the negative, where values stay legible", () => {
  const { markup } = bullsEye({ ...figure, digits: 0, unit: "%", scale: [0, -30], values: [-24.6, 3, -0.2] });
  expect(markup).toContain(">−25<");
  expect(markup).toContain(">3<");
  expect(markup).toContain(">0<");
  expect(markup).toContain("−30 %");
});
