/** Cases of elementwise primitives: unary functions away from kinks, operands that broadcast either way. */
import * as graph from "@cmrkit/graph";
import {
  apartFromZero,
  given,
  givenIndices,
  givenTruths,
  indices,
  normal,
  positive,
  type Sample,
  truths,
} from "../samples.ts";
import type { PrimitiveCases } from "./case.ts";

type Unary = (x: graph.Tensor) => graph.Tensor;
type Binary = (a: graph.Tensor, b: graph.Tensor) => graph.Tensor;

function unary(build: Unary, sample: (...shape: number[]) => Sample, x: number, y: number): PrimitiveCases {
  return [
    { name: `of ${x}`, inputs: [given([], [x])], build, byHand: [[y]] },
    { name: "of a matrix", inputs: [sample(3, 5)], build },
  ];
}

/** Operands of equal shape, and stretched from the left, from the right, and both at once. */
function binary(build: Binary, sample: (...shape: number[]) => Sample, byHand: number[]): PrimitiveCases {
  return [
    { name: "of vectors", inputs: [given([3], [2, 3, 4]), given([3], [4, 3, 2])], build, byHand: [byHand] },
    { name: "of equal shapes", inputs: [sample(2, 3), sample(2, 3)], build },
    { name: "of a matrix and a row", inputs: [sample(2, 3), sample(3)], build },
    { name: "of a scalar and a matrix", inputs: [sample(), sample(2, 3)], build },
    { name: "of operands that both stretch", inputs: [sample(2, 1, 3), sample(4, 1)], build },
  ];
}

function logical(build: Binary, byHand: number[]): PrimitiveCases {
  const table = [givenTruths([4], [0, 0, 1, 1]), givenTruths([4], [0, 1, 0, 1])];
  return [
    { name: "by its truth table", inputs: table, build, byHand: [byHand] },
    { name: "of operands that both stretch", inputs: [truths(2, 1, 3), truths(4, 1)], build },
  ];
}

export const elementwiseCases = {
  Neg: unary(graph.neg, normal, 1.5, -1.5),
  Abs: unary(graph.abs, apartFromZero, -1.5, 1.5),
  Exp: unary(graph.exp, normal, 1, Math.E),
  Log: unary(graph.log, positive, 8, 3 * Math.LN2),
  Sqrt: unary(graph.sqrt, positive, 6.25, 2.5),
  Reciprocal: unary(graph.reciprocal, apartFromZero, -4, -0.25),
  Erf: unary(graph.erf, normal, 0.5, 0.5204998778130465), // DLMF 7.23, and mpmath
  Sin: unary(graph.sin, normal, 0, 0),
  Cos: unary(graph.cos, normal, 0, 1),
  Relu: unary(graph.relu, apartFromZero, -2, 0),
  Sigmoid: unary(graph.sigmoid, normal, 0, 0.5),
  Tanh: unary(graph.tanh, normal, 0.5, (Math.E - 1) / (Math.E + 1)),
  Gelu: unary(graph.gelu, normal, 1, 0.8413447460685429), // Φ(1)
  Not: [{ name: "of both", inputs: [givenTruths([2], [0, 1])], build: graph.not, byHand: [[1, 0]] }],
  Cast: [
    {
      name: "to whole numbers, towards zero",
      inputs: [given([4], [1.75, -1.75, 0.5, -0.5])],
      build: (x) => graph.cast(x, "int64"),
      byHand: [[1, -1, 0, 0]],
      withoutGradient: "a whole number does not move",
    },
    {
      name: "to truth values",
      inputs: [given([3], [0, 0.25, -1])],
      build: (x) => graph.cast(x, "bool"),
      byHand: [[0, 1, 1]],
      withoutGradient: "a truth value does not move",
    },
    {
      name: "from truth values",
      inputs: [truths(2, 3)],
      build: (x) => graph.cast(x, "float32"),
      withoutGradient: "a truth value does not move",
    },
    {
      name: "from whole numbers",
      inputs: [indices(9, 2, 3)],
      build: (x) => graph.cast(x, "float32"),
      withoutGradient: "a whole number does not move",
    },
    { name: "to more digits", inputs: [normal(2, 3)], build: (x) => graph.cast(x, "float64") },
  ],
  StopGradient: [{ name: "of a vector", inputs: [given([2], [1, 2])], build: graph.stopGradient, byHand: [[1, 2]] }],
  After: [
    {
      name: "of a vector and the number that it waits for",
      inputs: [given([2], [1, 2]), given([], [7])],
      build: (x, token) => graph.after(x, [token]),
      byHand: [[1, 2]],
    },
    {
      name: "of a scalar and tokens that are not numbers",
      inputs: [normal(), given([2, 1], [NaN, Infinity]), indices(9, 2), truths(3)],
      build: (x, ...tokens) => graph.after(x, tokens),
      withoutGradient: "central differences would move what is no number",
    },
    {
      name: "of whole numbers",
      inputs: [indices(9, 2, 3), normal(4)],
      build: (x, token) => graph.after(x, [token]),
      withoutGradient: "a whole number does not move",
    },
  ],

  Add: [
    ...binary(graph.add, normal, [6, 6, 6]),
    { name: "of one tensor twice", inputs: [normal(3)], build: (x) => graph.add(x, x) },
  ],
  Sub: binary(graph.sub, normal, [-2, 0, 2]),
  Mul: [
    ...binary(graph.mul, normal, [8, 9, 8]),
    { name: "of one tensor twice", inputs: [normal(3)], build: (x) => graph.mul(x, x) },
    { name: "by a number", inputs: [normal(2, 3)], build: (x) => graph.mul(x, -3) },
  ],
  Div: [
    ...binary(graph.div, positive, [0.5, 1, 2]),
    {
      name: "of whole numbers, towards zero",
      inputs: [givenIndices([3], [7, -7, 6]), givenIndices([], [2])],
      build: graph.div,
      byHand: [[3, -3, 3]],
      withoutGradient: "a whole number does not move",
    },
  ],
  Pow: [
    ...binary(graph.pow, positive, [16, 27, 16]),
    { name: "to a whole number", inputs: [positive(2, 3)], build: (x) => graph.pow(x, 3) },
    { name: "of base 2", inputs: [normal(2, 3)], build: (x) => graph.pow(2, x) },
  ],
  Max: binary(graph.max, normal, [4, 3, 4]),
  Min: binary(graph.min, normal, [2, 3, 2]),
  Equal: binary(graph.equal, normal, [0, 1, 0]),
  Less: binary(graph.less, normal, [1, 0, 0]),
  LessOrEqual: binary(graph.lessOrEqual, normal, [1, 1, 0]),
  Greater: binary(graph.greater, normal, [0, 0, 1]),
  GreaterOrEqual: binary(graph.greaterOrEqual, normal, [0, 1, 1]),
  And: logical(graph.and, [0, 0, 0, 1]),
  Or: logical(graph.or, [0, 1, 1, 1]),
  Where: [
    {
      name: "of vectors",
      inputs: [givenTruths([3], [1, 0, 1]), given([3], [1, 2, 3]), given([3], [-1, -2, -3])],
      build: graph.where,
      byHand: [[1, -2, 3]],
    },
    { name: "of three that stretch", inputs: [truths(3, 1), normal(2, 1, 4), normal(1)], build: graph.where },
    { name: "of a number", inputs: [truths(3), normal(2, 3)], build: (c, x) => graph.where(c, 0.5, x) },
  ],
} satisfies Readonly<Record<string, PrimitiveCases>>;
