/** From labelled patients to a model, end to end on drawn hearts. */
import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import { answersCsv } from "./evaluate.ts";
import { evaluateFinetuned } from "./evaluate-run.ts";
import { writeFinetuned } from "./export.ts";
import { finetune } from "./finetune.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";

const data = writeDrawnPatients(12);
const cinemaModel = {
  variant: "tiny",
  convChannels: [8],
  convBlocks: 1,
  encoder: { embedDim: 24, depth: 2, heads: 2 },
} as const;

test("a U-Net learns to tell cavity and muscle of patients it has not seen, and is scored on their own voxels", async () => {
  const notes: string[] = [];
  const [runFolder, modelFolder, config] = [temporaryFolder(), temporaryFolder(), smallFinetune()];
  const trained = await finetune({ dataFolder: data, runFolder, config, onNote: (text) => notes.push(text) });
  const { best, plan, step } = trained;
  writeFinetuned(modelFolder, { ...trained, best: best! }, config);
  const { rows, evaluation } = await evaluateFinetuned({ modelFolder, dataFolder: data, patients: "validation" });
  expect(rows).toHaveLength(4 * 2 * 2);
  expect(evaluation["mean dice"]!.n).toBe(4);
  expect(evaluation["mean dice"]!.estimate).toBeCloseTo(best!.value, 1);
  expect(evaluation["cavity hd95Mm"]!.estimate).toBeLessThan(20);
  expect(answersCsv(rows).split("\n")[0]).toBe("patient,case,image,structure,dice,iou,hd95_mm,assd_mm,why");
  expect([plan.training.length, plan.validation.length, step]).toEqual([8, 4, 40]);
  expect(best!.value).toBeGreaterThan(0.8);
  expect(notes.at(-1)).toMatch(/^step 40: mean Dice 0\.\d{4}, /);
});

test("a run that was stopped goes on to the same weights", async () => {
  const config = smallFinetune({ optimiser: { ...smallJson.optimiser, steps: 12 } });
  const whole = await finetune({ dataFolder: data, runFolder: temporaryFolder(), config });
  const again = { dataFolder: data, runFolder: temporaryFolder(), config };
  let updates = 0;
  const onUpdate = () => {
    updates += 1;
  };
  const stopped = await finetune({ ...again, onUpdate, shouldStop: () => updates === 6 });
  expect([stopped.step, stopped.isDone, stopped.best]).toEqual([6, false, undefined]);
  expect((await finetune(again)).best).toEqual(whole.best);
});

const diagnosis = smallFinetune({
  data: { ...smallJson.data, frames: "channels" },
  task: { kind: "classification", fact: "group", classes: ["DCM", "NOR"] },
  network: { kind: "convvit", steps: { patchSize: [2, 2, 1], scaleFactor: [2, 2, 1] }, model: cinemaModel },
  window: { ...smallJson.window, slices: 4 },
  optimiser: { ...smallJson.optimiser, steps: 60, learningRate: 0.003 },
});

test("ConvViT learns the diagnosis from stacks of both phases", async () => {
  const { best } = await finetune({ dataFolder: data, runFolder: temporaryFolder(), config: diagnosis });
  expect(best!.value).toBeGreaterThan(0.5);
});

test("a frozen encoder stays as it is while the head learns", async () => {
  const config = { ...diagnosis, optimiser: { ...diagnosis.optimiser, steps: 6 } };
  const run = { dataFolder: data, config, freezes: true };
  const [few, many] = [
    await finetune({ ...run, runFolder: temporaryFolder() }),
    await finetune({
      ...run,
      runFolder: temporaryFolder(),
      config: { ...config, optimiser: { ...config.optimiser, steps: 9 } },
    }),
  ];
  const changed = [...few.best!.weights].filter(
    ([name, value]) => String(value.data) !== String(many.best!.weights.get(name)!.data),
  );
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.every(([name]) => name.startsWith("pred_head"))).toBe(true);
});

test("the ejection fraction is learnt in percent, by statistics of the training patients", async () => {
  const config = smallFinetune({
    data: { ...smallJson.data, frames: "channels" },
    task: { kind: "regression", targets: ["lvEfPercent"] },
    network: { kind: "resnet", model: { depth: 10, layerChannels: [4, 4, 8, 8] } },
    optimiser: { ...smallJson.optimiser, steps: 6 },
  });
  const { statistics } = await finetune({ dataFolder: data, runFolder: temporaryFolder(), config });
  expect(statistics!.mean[0]).toBeGreaterThan(20);
  expect(statistics!.mean[0]).toBeLessThan(60);
});

test.each([
  [
    "a network that answers otherwise",
    { network: { kind: "resnet", model: { depth: 10 } } },
    "bad-config",
    /every voxel/,
  ],
  ["an unknown data set", { data: { ...smallJson.data, set: "none" } }, "unknown-data-set", /there are/],
  ["a view that nobody has", { data: { ...smallJson.data, views: ["lax_4c"] } }, "data-missing", /no image/],
  ["more patients held out than there are", { split: { validation: "12" } }, "bad-split", /train on/],
  [
    "a structure without a class",
    { task: { kind: "segmentation", classes: { cavity: ["leftVentricleBloodPool"] } } },
    "bad-label",
    /leftVentricularMyocardium/,
  ],
])("%s is one clear error before anything trains", async (_name, changes, kind, message) => {
  const run = { dataFolder: data, runFolder: temporaryFolder(), config: smallFinetune(changes) };
  await expect(finetune(run)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
});
