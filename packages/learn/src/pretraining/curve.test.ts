import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { learningCurveSvg } from "./curve.ts";
import { openMetricsLog, readLearningCurve } from "./metrics-log.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-curve-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a falling loss falls in the picture, on a logarithmic scale", () => {
  const training = [100, 10, 1].map((loss, i) => ({ step: i + 1, loss }));
  const svg = learningCurveSvg({ title: "a < b", training, validation: [] });
  expect(svg).toContain("a &lt; b");
  const [line] = /points="([^"]*)" ?\/>/.exec(svg)!.slice(1);
  const heights = line!.split(" ").map((point) => Number(point.split(",")[1]));
  expect(heights[1]! - heights[0]!).toBeCloseTo(heights[2]! - heights[1]!, 0);
  expect(heights[2]).toBeGreaterThan(heights[0]!);
});

test("metrics are averaged over ten updates, each name over the batches that have it", () => {
  const log = openMetricsLog(folder);
  for (let step = 1; step <= 10; step++) {
    const metrics = { loss: step, ...(step === 4 && { "loss/sax": 40 }) };
    log.update({ step, steps: 100, scalars: { learningRate: 0.1 }, metrics, firstStep: 1 }, 0.25);
  }
  log.add({ step: 10, validationLoss: 3 });
  expect(readLearningCurve(folder)).toEqual({
    training: [{ step: 10, loss: 5.5 }],
    validation: [{ step: 10, loss: 3 }],
  });
});

test("updates made twice count once, a line cut short not at all, and no file is an empty curve", () => {
  expect(readLearningCurve(folder)).toEqual({ training: [], validation: [] });
  const lines = ['{"step":20,"loss":2}', '{"step":10,"loss":9}', '{"step":20,"loss":1}', '{"step":30,"lo'];
  writeFileSync(join(folder, "metrics.jsonl"), lines.join("\n"));
  expect(readLearningCurve(folder).training).toEqual([
    { step: 10, loss: 9 },
    { step: 20, loss: 1 },
  ]);
  expect(learningCurveSvg({ title: "", ...readLearningCurve(join(folder, "none")) })).toContain("</svg>");
});
