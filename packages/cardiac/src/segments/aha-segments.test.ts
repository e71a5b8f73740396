import { expect, test } from "vitest";
import { ahaSegments, segmentAt } from "./aha-segments.ts";

test("segments have the numbers and names of the American Heart Association", () => {
  expect(ahaSegments.map(({ segmentNumber, name }) => `${segmentNumber} ${name}`)).toEqual([
    "1 basal anterior",
    "2 basal anteroseptal",
    "3 basal inferoseptal",
    "4 basal inferior",
    "5 basal inferolateral",
    "6 basal anterolateral",
    "7 mid anterior",
    "8 mid anteroseptal",
    "9 mid inferoseptal",
    "10 mid inferior",
    "11 mid inferolateral",
    "12 mid anterolateral",
    "13 apical anterior",
    "14 apical septal",
    "15 apical inferior",
    "16 apical lateral",
    "17 apex",
  ]);
});

test("from the anterior insertion over the septum come anteroseptal, inferoseptal, inferior, and at last anterior", () => {
  const every60 = [1, 61, 121, 181, 241, 301];
  expect(every60.map((degrees) => segmentAt("basal", degrees))).toEqual([2, 3, 4, 5, 6, 1]);
  expect(every60.map((degrees) => segmentAt("mid", degrees))).toEqual([8, 9, 10, 11, 12, 7]);
});

test("the apical septum is centred on the septum: 60° from the insertion, 45° to either side", () => {
  expect([14, 16, 104, 106, 194, 196, 284, 286].map((degrees) => segmentAt("apical", degrees))).toEqual([
    13, 14, 14, 15, 15, 16, 16, 13,
  ]);
});

test("a direction counts alike after any number of turns", () => {
  expect([-1, 359, -361, 719].map((degrees) => segmentAt("basal", degrees))).toEqual([1, 1, 1, 1]);
  expect([-1e-15, 0, 360].map((degrees) => segmentAt("basal", degrees))).toEqual([2, 2, 2]);
});
