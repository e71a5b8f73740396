import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readNifti, readNiftiLabels } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import { openFinetunedSegmenter } from "./finetuned-segmenter.ts";
import { predictFinetuned } from "./predict-run.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";
import { writeUntrained } from "./testing/untrained-model.ts";

const withClasses = (classes: Readonly<Record<string, readonly string[]>>) =>
  smallFinetune({ task: { kind: "segmentation", classes } });
const three = withClasses({
  cavity: ["leftVentricleBloodPool"],
  muscle: ["leftVentricularMyocardium", "infarct"],
  right: ["rightVentricleBloodPool"],
});

test("each frame gets the labels that prediction gives it, by cmrkit's numbers", async () => {
  const data = writeDrawnPatients(1);
  const [modelFolder, out] = [writeUntrained(three, 1, ["p0"]), temporaryFolder()];
  const paths = ["p0_ed.nii.gz", "p0_es.nii.gz"].map((name) => join(data, name));
  await predictFinetuned({ modelFolder, source: { kind: "files", paths }, out });
  const images = paths.map((path) => readNifti(readFileSync(path)).volume);
  const cine = { ...images[0]!, frameCount: 2, data: Float32Array.from(images.flatMap((image) => [...image.data])) };
  const told: number[][] = [];
  const segmenter = await openFinetunedSegmenter(modelFolder);
  const { labels, grid, confidence } = await segmenter.segment(cine, (...progress) => told.push(progress));
  await segmenter.dispose();
  const files = ["p0_ed.nii.gz", "p0_es.nii.gz"].map((name) => readNiftiLabels(readFileSync(join(out, name))).labels);
  const cmrkitsNumber = [0, 3, 2, 1];
  expect([...labels]).toEqual(files.flatMap((file) => [...file.labels].map((k) => cmrkitsNumber[k])));
  expect(new Set(labels).size).toBeGreaterThan(1);
  expect([grid, confidence]).toEqual([cine.grid, undefined]);
  expect(told).toEqual([
    [3, 6],
    [6, 6],
  ]);
  expect(segmenter.model.name).toMatch(/^U-Net, fine-tuned on/i);
});

test.each([
  ["draws two of three", withClasses(smallJson.task.classes), /it draws no right ventricular cavity/],
  [
    "joins two structures",
    withClasses({ left: ["leftVentricleBloodPool", "leftVentricularMyocardium"], right: ["rightVentricleBloodPool"] }),
    /its class left stands for leftVentricleBloodPool and leftVentricularMyocardium/,
  ],
  [
    "tells something else",
    smallFinetune({
      task: { kind: "classification", fact: "group", classes: ["DCM", "NOR"] },
      network: { kind: "resnet", model: { depth: 10, layerChannels: [4, 4, 8, 8] } },
    }),
    /it is a classification/,
  ],
])("a model that %s is refused by name", async (_what, config, message) => {
  const opening = openFinetunedSegmenter(writeUntrained(config, 1, ["p0"]));
  await expect(opening).rejects.toMatchObject({ kind: "bad-input", message: expect.stringMatching(message) });
});
