import { expect, test } from "vitest";
import { blandAltmanSvg, scatterSvg } from "./agreement-figures.ts";
import { confusionSvg } from "./confusion-figure.ts";
import { successRateSvg } from "./distance-figure.ts";

const pairs = [
  { predicted: 52, reference: 50 },
  { predicted: 58, reference: 60 },
  { predicted: 43, reference: 40 },
];
const title = { title: "LV ejection fraction", unit: "%" };
const numbersOf = (svg: string, attribute: string) =>
  [...svg.matchAll(new RegExp(`<circle[^>]* ${attribute}="([\\d.]+)"`, "g"))].map(([, value]) => Number(value));

test("differences are drawn over means, with bias and limits at their values", () => {
  const svg = blandAltmanSvg(pairs, title);
  expect(svg).toContain("bias 1.0");
  expect(svg).toContain("+1.96 SD 6.2"); // differences 2, −2, 3 have a standard deviation of 2.646
  const [first, second, third] = numbersOf(svg, "cy");
  expect(second).toBeGreaterThan(first!); // −2 lies below 2
  expect(third).toBeLessThan(first!);
});

test("one patient alone has a dot and a bias but no limits", () => {
  const svg = blandAltmanSvg(pairs.slice(0, 1), title);
  expect(numbersOf(svg, "cx")).toHaveLength(1);
  expect(svg).not.toContain("1.96 SD");
});

test("a scatter has the reference across and the prediction upwards", () => {
  const svg = scatterSvg(pairs, title);
  const [xs, ys] = [numbersOf(svg, "cx"), numbersOf(svg, "cy")];
  expect(xs[1]).toBeGreaterThan(xs[0]!);
  expect(ys[1]).toBeLessThan(ys[0]!);
});

test("a confusion matrix names its classes and shades each row by its shares; names cannot become markup", () => {
  const svg = confusionSvg({
    classes: ["DCM", "<b>"],
    counts: [
      [3, 1],
      [0, 0],
    ],
  });
  expect(svg).toContain('fill-opacity="0.75"');
  expect(svg).toContain('fill-opacity="0.00"');
  expect(svg).toContain("&lt;b&gt;");
});

test("a success rate climbs to the top at the largest distance of its landmark, a stair for each", () => {
  const svg = successRateSvg(
    [
      { name: "apex", distances: [4, 1] },
      { name: "base", distances: [2] },
    ],
    "mm",
  );
  const stairs = [...svg.matchAll(/<path d="([^"]+)"/g)].map(([, path]) => path!);
  expect(stairs.map((path) => path.split("V").length - 1)).toEqual([2, 1]);
  const [apex, base] = stairs.map((path) => [...path.matchAll(/V([\d.]+)/g)].map(([, value]) => Number(value)));
  expect(apex![1]).toBe(base![0]);
  expect(apex![0]).toBeGreaterThan(apex![1]!);
  expect(svg).toContain(">apex</text>");
});
