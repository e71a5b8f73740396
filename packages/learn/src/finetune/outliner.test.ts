import { fromColumns, makeGrid } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { openOutliner } from "./outliner.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";
import { writeUntrained } from "./testing/untrained-model.ts";

const scarred = {
  muscle: ["leftVentricularMyocardium"],
  scar: ["infarct", "noReflow"],
  blood: ["leftVentricleBloodPool"],
};

function untrained(changes: Readonly<Record<string, unknown>>, channels = 1): string {
  const task = { kind: "segmentation", classes: scarred };
  return writeUntrained(smallFinetune({ task, ...changes }), channels, ["p0"]);
}

function image(slices: number) {
  const columns = { iAxis: [4, 0, 0], jAxis: [0, 4, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const grid = makeGrid([24, 24, slices], fromColumns("ijk", "lps", columns));
  return { grid, frameCount: 1, data: Float32Array.from({ length: 24 * 24 * slices }, (_, at) => at % 17) };
}

test("says what its numbers mean, infarct with its no-reflow as infarct", async () => {
  const outliner = await openOutliner(untrained({}));
  const { labels, table } = await outliner.outline(image(3));
  await outliner.dispose();
  expect(table).toEqual({ 1: "leftVentricularMyocardium", 2: "infarct", 3: "leftVentricleBloodPool" });
  expect([labels.grid.size, labels.labels.length]).toEqual([[24, 24, 3], 24 * 24 * 3]);
  expect(Math.max(...labels.labels)).toBeLessThanOrEqual(3);
});

const ofLge = { data: { ...smallJson.data, sequences: ["lge"], views: ["sax"] } };

test.each([
  ["another sequence", { sequences: ["t1_map"], view: "sax" }, "it learnt from lge, not from t1_map"],
  ["another view", { sequences: ["lge"], view: "lax_4c" }, "it learnt from sax, not from lax_4c"],
] as const)("images of %s than it learnt from are refused", async (_what, kind, message) => {
  const opening = openOutliner(untrained(ofLge), kind);
  await expect(opening).rejects.toMatchObject({ kind: "bad-input", message: expect.stringContaining(message) });
});

test("a model of several channels is refused, and a stack by one of planes", async () => {
  await expect(openOutliner(untrained({}, 2))).rejects.toMatchObject({
    kind: "bad-input",
    message: expect.stringContaining("takes images of 2 channels"),
  });
  const ofPlanes = await openOutliner(untrained({ data: { ...smallJson.data, views: ["lax_4c"] } }));
  await expect(ofPlanes.outline(image(3))).rejects.toMatchObject({
    kind: "bad-image",
    message: expect.stringContaining("the model learnt from single planes (lax_4c)"),
  });
  await ofPlanes.dispose();
});
