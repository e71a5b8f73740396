import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { epochOrder } from "./epoch-order.ts";

const orderOf = (count: number, epoch: number, seed = 1) => {
  const at = epochOrder(count, randomStream(seed));
  return Array.from({ length: count }, (_, i) => at(epoch * count + i));
};

test.each([1, 2, 3, 10, 255, 256, 257, 5000])("each of %d things comes once in every epoch", (count) => {
  const all = Array.from({ length: count }, (_, i) => i);
  for (const epoch of [0, 1, 7]) expect(orderOf(count, epoch).toSorted((a, b) => a - b)).toEqual(all);
});

test("epochs, seeds and sets of another size have other orders; a place is told without those before it", () => {
  const first = orderOf(100, 0);
  expect(orderOf(100, 0)).toEqual(first);
  expect(orderOf(100, 1)).not.toEqual(first);
  expect(orderOf(100, 0, 2)).not.toEqual(first);
  expect(epochOrder(100, randomStream(1))(42)).toBe(first[42]);
});

test("anything comes anywhere, equally often: 3 things in 6 orders, 20 at 20 places", () => {
  const orders = Array.from({ length: 6000 }, (_, epoch) => String(orderOf(3, epoch)));
  const counts = [...Map.groupBy(orders, (order) => order).values()].map(({ length }) => length);
  expect(counts).toHaveLength(6);
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  const atPlace = Array.from({ length: 4000 }, (_, epoch) => orderOf(20, epoch)[7]!);
  const often = [...Map.groupBy(atPlace, (thing) => thing).values()].map(({ length }) => length);
  expect(often).toHaveLength(20);
  for (const count of often) expect(Math.abs(count - 200)).toBeLessThan(70);
});

test("a hundred million places are told at once", () => {
  const count = 1e8;
  const at = epochOrder(count, randomStream(4));
  const drawn = Array.from({ length: 20_000 }, (_, i) => at(i));
  expect(new Set(drawn).size).toBe(drawn.length);
  expect(Math.max(...drawn)).toBeLessThan(count);
  expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length / count).toBeCloseTo(0.5, 1);
});
