import { expect, test } from "vitest";
import { textTable } from "./text-table.ts";

test("columns are as wide as their widest cell, numbers on the right, and no line ends in spaces", () => {
  const rows = [
    ["", "truth", ""],
    ["LV volume", "152.0", "ml"],
    ["EF", "9.5", "%"],
  ];
  expect(textTable(rows, ["left", "right", "left"])).toBe(
    "           truth\nLV volume  152.0  ml\nEF           9.5  %\n",
  );
});
