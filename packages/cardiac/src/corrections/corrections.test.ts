import { describe, expect, test } from "vitest";
import { gridOf, paint } from "../testing/shapes.ts";
import { fillLeftVentricle } from "./enclosed-holes.ts";
import { keepLargestComponent, removeDetached } from "./stray-components.ts";

/** Slices drawn as rows of digits, a space between slices, `|` between rows. */
function draw(drawing: string, frameCount = 1) {
  const slices = drawing.split(" ").map((slice) => slice.split("|"));
  const size = [slices[0]![0]!.length, slices[0]!.length, slices.length / frameCount] as const;
  return paint(gridOf(size, [1, 1, 8]), (i, j, k, t) => Number(slices[t * size[2] + k]![j]![i]), frameCount);
}

const digits = (labels: Uint8Array) => [...labels].join("");
const flat = (drawing: string) => drawing.replaceAll(/[| ]/g, "");

describe("keeping the largest component", () => {
  test("strays of the structure go, other structures stay, and the count says how many", () => {
    const before = draw("33000|33010|00003");
    const { labels, changedVoxels } = keepLargestComponent(before, "leftVentricleBloodPool");
    expect(digits(labels.labels)).toBe(flat("33000|33010|00000"));
    expect(changedVoxels).toBe(1);
    expect(digits(before.labels)).toBe(flat("33000|33010|00003"));
  });

  test("slices that meet at a corner belong together", () => {
    const { changedVoxels } = keepLargestComponent(draw("300|000 030|000"), "leftVentricleBloodPool");
    expect(changedVoxels).toBe(0);
  });

  test("each frame is judged alone", () => {
    const { labels, changedVoxels } = keepLargestComponent(draw("1101 1011", 2), "rightVentricleBloodPool");
    expect(digits(labels.labels)).toBe("11000011");
    expect(changedVoxels).toBe(2);
  });

  test("a structure that is not there changes nothing", () => {
    expect(keepLargestComponent(draw("1101"), "leftVentricleBloodPool").changedVoxels).toBe(0);
  });
});

describe("removing what is detached", () => {
  test("myocardium away from the left cavity goes", () => {
    const { labels, changedVoxels } = removeDetached(
      draw("23200022"),
      "leftVentricularMyocardium",
      "leftVentricleBloodPool",
    );
    expect(digits(labels.labels)).toBe("23200000");
    expect(changedVoxels).toBe(2);
  });

  test("a component that touches in one slice is kept in all its slices", () => {
    const { changedVoxels } = removeDetached(draw("012 010"), "rightVentricleBloodPool", "leftVentricularMyocardium");
    expect(changedVoxels).toBe(0);
  });

  test("without the other structure nothing is removed", () => {
    const { changedVoxels } = removeDetached(draw("0110"), "rightVentricleBloodPool", "leftVentricularMyocardium");
    expect(changedVoxels).toBe(0);
  });
});

describe("filling the left ventricle", () => {
  test("a hole in the cavity becomes cavity, one within the wall becomes wall", () => {
    const { labels, changedVoxels } = fillLeftVentricle(draw("2222222|2333222|2303202|2333222|2222222"));
    expect(digits(labels.labels)).toBe(flat("2222222|2333222|2333222|2333222|2222222"));
    expect(changedVoxels).toBe(2);
  });

  test("a ring of wall without any cavity encloses blood", () => {
    const { labels } = fillLeftVentricle(draw("222|202|222"));
    expect(digits(labels.labels)).toBe(flat("222|232|222"));
  });

  test("background that reaches the rim, and right cavity inside, stay", () => {
    for (const drawing of ["222|200|222", "222|212|222", "000|030|000"]) {
      const { labels, changedVoxels } = fillLeftVentricle(draw(drawing));
      expect(digits(labels.labels)).toBe(flat(drawing));
      expect(changedVoxels).toBe(0);
    }
  });

  test("the slice above does not open a hole", () => {
    expect(fillLeftVentricle(draw("333|303|333 000|000|000")).changedVoxels).toBe(1);
  });
});
