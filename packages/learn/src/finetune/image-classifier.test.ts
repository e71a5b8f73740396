import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readNifti } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { nifti, SIDE, temporaryFolder, writeFiles } from "../catalogue/testing/small-images.ts";
import { openImageClassifier } from "./image-classifier.ts";
import { predictFinetuned } from "./predict-run.ts";
import { smallFinetune } from "./testing/small-finetune.ts";
import { writeUntrained } from "./testing/untrained-model.ts";

const network = { kind: "resnet", model: { depth: 10, layerChannels: [4, 4, 8, 8] } };
const classifierOf = (fact: string, classes: readonly string[]) =>
  writeUntrained(smallFinetune({ task: { kind: "classification", fact, classes }, network }), 1, ["p0"]);

test("a plane is answered as the same image in a file is, by sequence and view", async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { "one.nii": nifti([4]) });
  const { volume } = readNifti(nifti([4]));
  const modelFolder = classifierOf("sequence and view", ["cine sax", "phase_contrast unknown", "lge lax_4c"]);
  const paths = [join(folder, "one.nii")];
  const { predictions } = await predictFinetuned({
    modelFolder,
    source: { kind: "files", paths },
    out: join(folder, "out"),
  });
  const { classify, dispose } = await openImageClassifier(modelFolder);
  const kinds = await classify({ data: volume.data, rows: SIDE, columns: SIDE, pixelSpacingMm: [1.25, 1.5] });
  await dispose();
  expect(kinds.map(({ probability: _, ...kind }) => kind)).toEqual([
    { sequence: "cine", view: "sax" },
    { sequence: "flow" },
    { sequence: "lge", view: "lax_4c" },
  ]);
  const { answer } = predictions[0]!;
  const [frame] = "frames" in answer ? answer.frames : [];
  kinds.forEach(({ probability }, k) => {
    expect(probability).toBeCloseTo(Object.values(frame!)[k]!, 5);
  });
});

test("a classifier of views alone says nothing of sequences", async () => {
  const { classify, dispose } = await openImageClassifier(classifierOf("view", ["sax", "lax_2c"]));
  const plane = { data: new Float32Array(SIDE * SIDE).fill(1), rows: SIDE, columns: SIDE } as const;
  const kinds = await classify({ ...plane, pixelSpacingMm: [1, 1] });
  await dispose();
  expect(kinds.map(({ sequence, view }) => [sequence, view])).toEqual([
    [undefined, "sax"],
    [undefined, "lax_2c"],
  ]);
});

test("the shipped classifier opens, and knows three kinds", async () => {
  const shipped = fileURLToPath(new URL("../../../../models/image-kind", import.meta.url));
  const { classify, dispose } = await openImageClassifier(shipped, { threads: 1 });
  const data = Float32Array.from({ length: 40 * 50 }, (_, at) => Math.hypot((at % 50) - 25, Math.floor(at / 50) - 20));
  const kinds = await classify({ data, rows: 40, columns: 50, pixelSpacingMm: [1.5, 1.5] });
  await dispose();
  expect(kinds.map(({ sequence, view }) => `${sequence} ${view}`)).toEqual(["cine lax_4c", "cine sax", "lge sax"]);
  expect(kinds.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
});

test("a model that tells something else is refused", async () => {
  const attempt = openImageClassifier(classifierOf("sex", ["female", "male"]));
  await expect(attempt).rejects.toMatchObject({
    kind: "bad-input",
    message: expect.stringContaining("image-kind-vit"),
  });
});
