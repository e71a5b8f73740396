/** A network that sees several views together, from images in a folder to training, prediction and scores. */
import { join } from "node:path";
import { readNifti } from "@cmrkit/imaging";
import { openSession } from "@cmrkit/runtime";
import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import type { CaseImage } from "../datasets/data-set.ts";
import { readImageFile } from "../datasets/reading/image-file.ts";
import { refusalOf } from "../datasets/testing/refusal.ts";
import { openBatchLoader } from "../loading/batch-loader.ts";
import { chosenImages } from "./chosen-images.ts";
import { isStructure } from "./evaluate.ts";
import { evaluateFinetuned } from "./evaluate-run.ts";
import { examplesOf } from "./examples.ts";
import { writeFinetuned } from "./export.ts";
import { finetune } from "./finetune.ts";
import { openFinetunedSegmenter } from "./finetuned-segmenter.ts";
import { imageMemory } from "./image-memory.ts";
import { listExamples } from "./listed-example.ts";
import { metricNames } from "./metric-names.ts";
import { openFinetuned } from "./open-finetuned.ts";
import { casesFor, finetunePlan } from "./plan.ts";
import { predictVoxels } from "./predict.ts";
import { predictFinetuned } from "./predict-run.ts";
import { predictorFor } from "./predict-views.ts";
import { predictionModel } from "./program.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallJson } from "./testing/small-finetune.ts";
import { twoViewsFinetune, twoViewsNetwork } from "./testing/two-views.ts";
import { writeUntrained } from "./testing/untrained-model.ts";
import { inSets, seenTogether, wholeSets } from "./view-sets.ts";

const TIMEOUT_MS = 180_000;
const both = () => ["sax", "lax_4c"] as const;

const image = (view: CaseImage["view"], phase?: "ed" | "es"): CaseImage => ({
  name: `${view} ${phase ?? "still"}`,
  sequence: "cine",
  view,
  channels: [],
  ...(phase && { phase }),
});

test("images go together by their phase, in the network's order of views; a moment that lacks a view is left out", () => {
  const images = [image("lax_4c", "es"), image("sax", "ed"), image("sax", "es"), image("lax_2c", "es")];
  const names = wholeSets(images, ["sax", "lax_4c"], "p1").map(({ name }) => name);
  expect(names).toEqual(["sax es", "lax_4c es"]);
});

test("a view that is there twice at one moment is refused by name", () => {
  const images = [image("sax", "ed"), { ...image("sax", "ed"), name: "sax ed again" }, image("lax_4c", "ed")];
  expect(refusalOf(() => wholeSets(images, ["sax", "lax_4c"], "p1"))).toMatchObject({
    kind: "bad-image",
    message: expect.stringContaining("case p1 shows sax 2 times at one moment: sax ed, sax ed again"),
  });
});

test("cases that never show all views are left out and told; a folder of such cases alone is refused", () => {
  const config = twoViewsFinetune();
  const notes: string[] = [];
  const some = writeDrawnPatients(3, (patient) => (patient === 1 ? ["sax"] : both()));
  expect(casesFor(config, some, (note) => notes.push(note)).map(({ id }) => id)).toEqual(["p0", "p2"]);
  expect(notes).toEqual([
    "2 of 10 images are left out: at their moment not all of sax, lax_4c are there; the first of case p1",
  ]);
  expect(() => casesFor(config, writeDrawnPatients(2))).toThrow(
    /no case of .* that shows sax and lax_4c at one moment/,
  );
});

test.each([
  ["another network", { network: { ...twoViewsNetwork, kind: "unet", model: {} } }, /a unet sees one view/],
  ["one view", { network: { ...twoViewsNetwork, views: { sax: twoViewsNetwork.views.sax } } }, /two views at least/],
  ["another view", { network: { ...twoViewsNetwork, view: "lax_2c" } }, /network\.view: must be one of network\.views/],
  [
    "steps of a single one",
    { network: { ...twoViewsNetwork, steps: { patchSize: [2, 2] } } },
    /each of network\.views has/,
  ],
  ["other images", { data: { ...smallJson.data, views: ["sax", "lax_2c"] } }, /must be those of network\.views/],
  [
    "another task",
    { task: { kind: "regression", targets: ["lvEfPercent"] }, data: { set: "folder", frames: "channels" } },
    /seen together for a segmentation/,
  ],
])("%s beside several views is refused", (_name, changes, message) => {
  expect(() => twoViewsFinetune(changes)).toThrow(message);
});

test("a stack of a view that is seen as one plane is refused", async () => {
  const { lax_4c, sax } = twoViewsNetwork.views;
  const plane = { steps: lax_4c.steps, window: lax_4c.window };
  const config = twoViewsFinetune({ network: { ...twoViewsNetwork, views: { sax: plane, lax_4c: sax } } });
  const [first] = casesFor(config, writeDrawnPatients(1, both));
  await expect(examplesOf([first!], config, () => {})).rejects.toThrow(/sax ed has 3 slices, and the network sees one/);
});

test("batches hold windows and targets of every view, the same for every thread and memory", {
  timeout: TIMEOUT_MS,
}, async () => {
  const config = twoViewsFinetune();
  const { training } = finetunePlan(config, writeDrawnPatients(4, both));
  const drawn = async (imageBytes: number, workers: number) => {
    const examples = await listExamples(training, config, imageMemory(imageBytes), () => {});
    const init = { config, examples, statistics: undefined, noise: {} };
    const module = new URL("./batch-source.ts", import.meta.url);
    const loader = await openBatchLoader({ module, init, workers, ahead: 2 * workers, nowMs: () => 0 });
    try {
      return [...(await loader.batches(1)), ...(await loader.batches(2))];
    } finally {
      await loader.dispose();
    }
  };
  const inline = await drawn(1e9, 0);
  const shapes = [...inline[0]!.feeds].map(([name, { shape }]) => [name, shape.join(" × ")]);
  expect(shapes).toEqual([
    ["image_sax", "4 × 1 × 2 × 24 × 24"],
    ["target_sax", "4 × 2 × 24 × 24"],
    ["image_lax_4c", "4 × 1 × 24 × 24"],
    ["target_lax_4c", "4 × 24 × 24"],
  ]);
  expect(inline[0]!.origin).toMatch(/^p\d sax e[ds] and lax_4c e[ds] /);
  expect(await drawn(0, 1)).toEqual(inline);
});

test("what a network says of one view depends on the others", async () => {
  const config = twoViewsFinetune();
  const modelFolder = writeUntrained(config, 1, []);
  const { model, weights } = openFinetuned(modelFolder);
  const cases = casesFor(config, writeDrawnPatients(2, both));
  const [one, other] = inSets(await examplesOf(cases, config, () => {}), model.views);
  const session = await openSession(predictionModel(model, 1));
  const predictor = { session, weights, batch: 1, view: model.views[0] };
  const said = async (beside: typeof one) => {
    const [sax] = seenTogether([one![0]!, beside![1]!]);
    return predictVoxels(predictorFor(predictor, model.views, sax!), sax!.image, 3);
  };
  const [own, again, foreign] = [await said(one), await said(one), await said(other)];
  await session.dispose();
  expect(again).toEqual(own);
  expect(Math.max(...own.map((value, at) => Math.abs(value - foreign[at]!)))).toBeGreaterThan(1e-4);
});

test("both views are learnt, scored and predicted together, a line for each image", {
  timeout: TIMEOUT_MS,
}, async () => {
  const dataFolder = writeDrawnPatients(8, both);
  const optimiser = { ...smallJson.optimiser, batch: 2, steps: 120, warmUpSteps: 10 };
  const config = twoViewsFinetune({ optimiser, every: { checkpoint: 60, validation: 60 } });
  const trained = await finetune({ dataFolder, runFolder: temporaryFolder(), config });
  expect(trained.best!.value).toBeGreaterThan(0.6);
  const modelFolder = temporaryFolder();
  writeFinetuned(modelFolder, { ...trained, best: trained.best! }, config);

  const { rows, measures, evaluation } = await evaluateFinetuned({ modelFolder, dataFolder, patients: "validation" });
  const images = new Set(rows.filter(isStructure).map(({ image }) => image));
  expect([...images].sort()).toEqual(["lax_4c ed", "lax_4c es", "sax ed", "sax es"]);
  expect(measures.filter(({ name }) => name === "lvEfPercent")).toHaveLength(2);
  const known = metricNames({ task: config.task, set: "folder", cases: casesFor(config, dataFolder), examples: [] });
  expect(known).toEqual(Object.keys(evaluation));
  expect(known).toEqual(expect.arrayContaining(["mean dice", "sax cavity dice", "lax_4c cavity dice"]));

  const out = temporaryFolder();
  const source = { kind: "data-set", folder: dataFolder, patients: "validation" } as const;
  const { predictions } = await predictFinetuned({ modelFolder, source, out });
  expect(predictions).toHaveLength(8);
  const plane = predictions.find(({ image }) => image === "lax_4c ed")!;
  const [file] = "files" in plane.answer ? plane.answer.files : [];
  const { volume } = readNifti(await readImageFile(join(out, file!), "a prediction"));
  expect(volume.grid.size).toEqual([24, 24, 1]);

  const files = { kind: "files", paths: [join(dataFolder, "p0_ed.nii.gz")] } as const;
  await expect(predictFinetuned({ modelFolder, source: files, out: temporaryFolder() })).rejects.toThrow(
    /sees sax and lax_4c together/,
  );
});

test("a network of several views is no segmenter of a study", async () => {
  const classes = {
    cavity: ["leftVentricleBloodPool"],
    myocardium: ["leftVentricularMyocardium"],
    RV: ["rightVentricleBloodPool"],
  };
  const folder = writeUntrained(twoViewsFinetune({ task: { kind: "segmentation", classes } }), 1, []);
  await expect(openFinetunedSegmenter(folder)).rejects.toThrow(/sees sax and lax_4c together/);
});

test("images of a case come set by set", () => {
  const config = twoViewsFinetune();
  const [first] = casesFor(config, writeDrawnPatients(1, both));
  expect(chosenImages(first!, config).map(({ name }) => name)).toEqual(["sax ed", "lax_4c ed", "sax es", "lax_4c es"]);
});
