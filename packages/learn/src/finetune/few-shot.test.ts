import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import { fewShot, fewShotCsv, parseFewShotConfig } from "./few-shot.ts";
import { labelCurveSvg } from "./label-curve.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";

const config = parseFewShotConfig(
  { arms: [{ name: "u-net", config: "unet" }], labels: ["1", "4"], seeds: [0], metric: "mean dice" },
  "the test's grid",
);

test("every cell of the grid is scored once, and a stopped grid goes on", async () => {
  const small = smallFinetune({
    optimiser: { ...smallJson.optimiser, steps: 6 },
    split: { validation: "2", test: "3" },
    every: { checkpoint: 3, validation: 6 },
  });
  const notes: string[] = [];
  const run = {
    config,
    dataFolder: writeDrawnPatients(10),
    outFolder: temporaryFolder(),
    configOf: () => small,
    onNote: (text: string) => notes.push(text),
  };
  expect(await fewShot({ ...run, shouldStop: () => true })).toEqual([]);
  const cells = await fewShot(run);
  expect(cells.map(({ arm, patients, seed }) => [arm, patients, seed])).toEqual([
    ["u-net", 1, 0],
    ["u-net", 4, 0],
  ]);
  const before = notes.length;
  expect(await fewShot(run)).toEqual(cells);
  expect(notes).toHaveLength(before);
  expect(fewShotCsv(cells).split("\n")).toHaveLength(4);
  expect(labelCurveSvg(cells, "mean dice")).toContain("<circle");
});

test("a grid that cannot be is refused with every reason", () => {
  const bad = { arms: [{ name: "a/b", config: "x" }], labels: [], seeds: [0], metric: "mean dice" };
  expect(() => parseFewShotConfig(bad, "grid.json")).toThrow(/arms\.0\.name[\s\S]*labels/);
});
