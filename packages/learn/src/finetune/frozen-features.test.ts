import { expect, test } from "vitest";
import { featureTable } from "../measures/feature-table.ts";
import { frozenFeatures, frozenFeaturesCsv } from "./frozen-features.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune } from "./testing/small-finetune.ts";

const dataFolder = writeDrawnPatients(6);
const task = { kind: "classification", fact: "group", classes: ["DCM", "NOR"] };
const encoder = { embedDim: 8, depth: 1, heads: 2, imageSize: [24, 24], patchSize: [8, 8] };
const network = { kind: "vit", model: { encoder } };

test("a line a case, both frames side by side, the same from the same seed, and what the task asks beside it", async () => {
  const config = smallFinetune({ task, network });
  const [first, again] = [
    await frozenFeatures({ config, dataFolder }),
    await frozenFeatures({ config, dataFolder }),
  ] as const;
  expect(first.rows.map(({ patient, truth }) => [patient, truth]).slice(0, 2)).toEqual([
    ["p0", "DCM"],
    ["p1", "NOR"],
  ]);
  expect(first.names).toHaveLength(4 * 8); // ED and ES, class token and patches
  expect([first.names[0], first.names.at(-1)]).toEqual(["sax ed 0", "sax es 15"]);
  expect(again.rows).toEqual(first.rows);
  const [header, line] = frozenFeaturesCsv(first).split("\n");
  expect(header).toMatch(/^patient,group,sax ed 0,/);
  expect(line!.split(",")).toHaveLength(2 + 32);
});

test("a class of the image gives a line an image, a number its own column", async () => {
  const ofImages = await frozenFeatures({
    config: smallFinetune({ task: { ...task, fact: "view", classes: ["sax", "lax_4c"] }, network }),
    dataFolder,
  });
  expect([ofImages.rows.length, ofImages.truthName, ofImages.names[0]]).toEqual([12, "view", "image 0"]);
  const { truthName, ...rest } = await frozenFeatures({
    config: smallFinetune({
      task: { kind: "regression", targets: ["lvEfPercent"] },
      network: { kind: "convvit", view: "sax", steps: { patchSize: [2, 2, 1], scaleFactor: [2, 2, 1] }, model: small },
      window: { ...smallFinetune().window, slices: 4, sliceMm: 10 },
    }),
    dataFolder,
  });
  const cells = frozenFeaturesCsv({ truthName, ...rest })
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const table = featureTable(cells, { patient: "patient", label: truthName }, "features.csv");
  expect(table.names).toEqual(rest.names);
  expect(table.rows.map(({ label }) => Number(label)).every((ef) => ef > 0 && ef < 100)).toBe(true);
});

const small = { variant: "tiny", convChannels: [4, 8], convBlocks: 1, encoder: { depth: 1 } };

test("what has no encoder, or no one truth, is refused before any image is read", async () => {
  const refusal = (changes: Readonly<Record<string, unknown>>) =>
    expect(frozenFeatures({ config: smallFinetune(changes), dataFolder })).rejects;
  const resNet = { kind: "resnet", model: { depth: 10, layerChannels: [4, 4, 8, 8] } };
  await refusal({ task, network: resNet }).toMatchObject({
    kind: "bad-config",
    message: expect.stringMatching(/no encoder/),
  });
  await refusal({}).toMatchObject({ kind: "bad-config", message: expect.stringMatching(/this is segmentation/) });
});
