import { expect, test } from "vitest";
import { connectedComponents, largestComponent } from "./connected-components.ts";

const componentsOf = (mask: readonly number[], size: readonly [number, number, number], neighbourhood: 6 | 26) =>
  connectedComponents(size, (at) => mask[at] === 1, neighbourhood);

test("voxels that meet at a corner are one of 26 neighbours, none of 6", () => {
  const mask = [1, 0, 0, 0, 0, 0, 0, 1]; // opposite corners of 2 × 2 × 2
  expect(componentsOf(mask, [2, 2, 2], 26).sizes).toEqual([2]);
  expect(componentsOf(mask, [2, 2, 2], 6).sizes).toEqual([1, 1]);
});

test("the end of a row is no neighbour of the next row's beginning", () => {
  const { componentOf, sizes } = componentsOf([0, 0, 1, 1, 0, 0], [3, 2, 1], 6);
  expect(sizes).toEqual([1, 1]);
  expect([...componentOf]).toEqual([0, 0, 1, 2, 0, 0]);
  expect(componentsOf([0, 0, 1, 0, 0, 0, 1, 0, 0], [3, 1, 3], 26).sizes).toEqual([1, 1]);
});

test("the largest component wins, the first of equal ones, none of none", () => {
  expect(largestComponent(componentsOf([1, 0, 1, 1], [4, 1, 1], 6))).toBe(2);
  expect(largestComponent(componentsOf([1, 0, 1, 0], [4, 1, 1], 6))).toBe(1);
  expect(largestComponent(componentsOf([0, 0], [2, 1, 1], 6))).toBe(0);
});
