/** Cases of primitives that find elements by index, or make indices. */
import { argMax, gather, gatherElements, oneHot, scatterElementsAdd, scatterNDAdd } from "@cmrkit/graph";
import { distinct, given, givenIndices, indices, normal } from "../samples.ts";
import type { PrimitiveCases } from "./case.ts";

/** 0 1 2 over 3 4 5. */
const counting = given([2, 3], [0, 1, 2, 3, 4, 5]);

export const indexByCases = {
  Gather: [
    {
      name: "of columns, one twice",
      inputs: [counting, givenIndices([3], [2, 0, 2])],
      build: (x, i) => gather(x!, i!, 1),
      byHand: [[2, 0, 2, 5, 3, 5]],
    },
    {
      name: "of negative indices",
      inputs: [counting, givenIndices([1], [-1])],
      build: (x, i) => gather(x!, i!, 0),
      byHand: [[3, 4, 5]],
    },
    {
      name: "of rows by a matrix of indices",
      inputs: [normal(5, 3), indices(5, 2, 4)],
      build: (x, i) => gather(x!, i!, 0),
    },
    { name: "along a middle axis", inputs: [normal(2, 4, 3), indices(4, 2, 2)], build: (x, i) => gather(x!, i!, 1) },
    {
      name: "by a scalar, along the last axis",
      inputs: [normal(2, 4), indices(4)],
      build: (x, i) => gather(x!, i!, -1),
    },
  ],
  GatherElements: [
    {
      name: "along rows",
      inputs: [counting, givenIndices([2, 2], [2, 0, 1, 1])],
      build: (x, i) => gatherElements(x!, i!, 1),
      byHand: [[2, 0, 4, 4]],
    },
    { name: "along columns", inputs: [normal(4, 3), indices(4, 2, 3)], build: (x, i) => gatherElements(x!, i!, 0) },
    {
      name: "of a part of the other axes",
      inputs: [normal(3, 4, 5), indices(4, 2, 6, 3)],
      build: (x, i) => gatherElements(x!, i!, -2),
    },
  ],
  ScatterElementsAdd: [
    {
      name: "where indices repeat",
      inputs: [given([3], [10, 20, 30]), givenIndices([4], [0, 2, 2, -2]), given([4], [1, 2, 3, 4])],
      build: (x, i, u) => scatterElementsAdd(x!, i!, u!, 0),
      byHand: [[11, 24, 35]],
    },
    {
      name: "along the last axis",
      inputs: [normal(3, 4), indices(4, 2, 3), normal(2, 3)],
      build: (x, i, u) => scatterElementsAdd(x!, i!, u!, -1),
    },
  ],
  ScatterNDAdd: [
    {
      name: "of rows, one twice",
      inputs: [counting, givenIndices([2, 1], [1, 1]), given([2, 3], [1, 1, 1, 2, 2, 2])],
      build: (x, i, u) => scatterNDAdd(x!, i!, u!),
      byHand: [[0, 1, 2, 6, 7, 8]],
    },
    {
      name: "of elements by pairs",
      inputs: [normal(3, 3), indices(3, 5, 2), normal(5)],
      build: (x, i, u) => scatterNDAdd(x!, i!, u!),
    },
    {
      name: "of rows by pairs in two axes",
      inputs: [normal(3, 3, 2), indices(3, 2, 2, 2), normal(2, 2, 2)],
      build: (x, i, u) => scatterNDAdd(x!, i!, u!),
    },
  ],
  ArgMax: [
    {
      name: "is the first of equal maxima",
      inputs: [given([2, 3], [1, 7, 7, 2, 0, 1])],
      build: (x) => argMax(x!, 1),
      byHand: [[1, 0]],
    },
    { name: "along the first axis, kept", inputs: [distinct(4, 3)], build: (x) => argMax(x!, 0, true) },
    { name: "along a middle axis", inputs: [distinct(2, 4, 3)], build: (x) => argMax(x!, -2) },
  ],
  OneHot: [
    {
      name: "on a new last axis",
      inputs: [givenIndices([2], [2, 0])],
      build: (i) => oneHot(i!, 3),
      byHand: [[0, 0, 1, 1, 0, 0]],
    },
    { name: "on a new channel axis", inputs: [indices(4, 2, 3, 2)], build: (i) => oneHot(i!, 4, 1) },
  ],
} satisfies Readonly<Record<string, PrimitiveCases>>;
