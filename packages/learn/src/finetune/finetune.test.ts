/** From labelled patients to a model, end to end on drawn hearts. */
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import { parsePatientLists } from "../datasets/patient-lists.ts";
import { answersCsv } from "./evaluate.ts";
import { evaluateFinetuned } from "./evaluate-run.ts";
import { writeFinetuned } from "./export.ts";
import { finetune } from "./finetune.ts";
import { finetunePlan } from "./plan.ts";
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
  expect(answersCsv(rows).split("\n")[0]).toBe("patient,case,image,structure,dice,iou,hd95_mm,assd_mm,stability,why");
  expect([plan.training.length, plan.validation.length, step]).toEqual([8, 4, 40]);
  expect(best!.value).toBeGreaterThan(0.8);
  expect(notes.at(-1)).toMatch(/^step 40: mean Dice 0\.\d{4}, /);
});

test("layer decay spares what an encoder knows; fresh weights learn at the full rate whatever it is", async () => {
  const trainedWith = async (layerDecay: number) => {
    const optimiser = { ...smallJson.optimiser, steps: 2, warmUpSteps: 1, layerDecay };
    const { best } = await finetune({
      dataFolder: data,
      runFolder: temporaryFolder(),
      config: smallFinetune({ network: planes, optimiser, every: { checkpoint: 2, validation: 2 } }),
    });
    return best!.weights.get("encoder.patch_embed.proj.weight")!.data;
  };
  expect(await trainedWith(0.5)).toEqual(await trainedWith(1));
});

const diagnosis = smallFinetune({
  data: { ...smallJson.data, frames: "channels" },
  task: { kind: "classification", fact: "group", classes: ["DCM", "NOR"] },
  network: { kind: "convvit", steps: { patchSize: [2, 2, 1], scaleFactor: [2, 2, 1] }, model: cinemaModel },
  window: { ...smallJson.window, slices: 4 },
  optimiser: { ...smallJson.optimiser, steps: 60, learningRate: 0.003 },
});

/** A loading thread starts slowly where all cores are busy. */
const TIMEOUT_MS = 180_000;

const few = { ...smallJson.optimiser, steps: 8 };
const planes = {
  kind: "vit-segmenter",
  model: { encoder: { embedDim: 24, depth: 2, heads: 2, imageSize: [24, 24], patchSize: [4, 4] } },
};

test.each([
  ["a U-Net", smallFinetune({ optimiser: few }), 1],
  ["ConvViT with drop path", { ...diagnosis, optimiser: { ...diagnosis.optimiser, steps: 8 } }, 0],
  ["a vision transformer with drop path", smallFinetune({ network: planes, optimiser: few }), 0],
])(
  "a run of %s that was stopped goes on to the same weights, in another thread too",
  { timeout: TIMEOUT_MS },
  async (_name, config, workers) => {
    const run = { dataFolder: data, config };
    const whole = await finetune({ ...run, runFolder: temporaryFolder() });
    const again = { ...run, runFolder: temporaryFolder(), loading: { workers, imageBytes: 20_000, nowMs: () => 0 } };
    let updates = 0;
    const onUpdate = () => {
      updates += 1;
    };
    const stopped = await finetune({ ...again, onUpdate, shouldStop: () => updates === 4 });
    expect([stopped.step, stopped.isDone, stopped.best]).toEqual([4, false, undefined]);
    expect((await finetune(again)).best).toEqual(whole.best);
  },
);

test("drop path changes what is learnt, but not where the encoder is frozen", async () => {
  const lossesAt = async (dropPathRate: number, freezes: boolean) => {
    const config = { ...diagnosis, network: { ...diagnosis.network, dropPathRate } };
    const losses: number[] = [];
    await finetune({
      dataFolder: data,
      runFolder: temporaryFolder(),
      config,
      freezes,
      onUpdate: ({ metrics }) => losses.push(metrics.loss!),
      shouldStop: () => losses.length === 3,
    });
    return losses;
  };
  expect(diagnosis.network.dropPathRate).toBe(0.1);
  expect(await lossesAt(0.9, false)).not.toEqual(await lossesAt(0, false));
  expect(await lossesAt(0.9, true)).toEqual(await lossesAt(0, true));
});

test("a saved split is the split of the next run, whatever its seed", async () => {
  const runFolder = temporaryFolder();
  const config = smallFinetune({ optimiser: { ...few, steps: 5 }, split: { validation: "2", test: "3" } });
  const { plan } = await finetune({ dataFolder: data, runFolder, config, labels: { patients: 2 } });
  const saved: unknown = JSON.parse(readFileSync(join(runFolder, "split.json"), "utf8"));
  expect(saved).toEqual(plan.split);
  const split = parsePatientLists(saved, "split.json");
  expect(finetunePlan({ ...config, seed: 99, split }, data).split).toEqual(plan.split);
  expect(finetunePlan({ ...config, seed: 99 }, data).split.sha256).not.toBe(plan.split.sha256);
});

test("every patient is the test of one fold", () => {
  const folds = [1, 2, 3].map((number) => finetunePlan(smallFinetune(), data, { fold: { number, of: 3 } }).split);
  expect(
    folds.map(({ training, validation, test }) => [training, validation, test].map(({ length }) => length)),
  ).toEqual(Array(3).fill([4, 4, 4]));
  expect(new Set(folds.flatMap(({ test }) => test)).size).toBe(12);
});

test("a run folder of another run is refused before anything in it is written over", async () => {
  const runFolder = temporaryFolder();
  const config = smallFinetune({ optimiser: { ...few, steps: 5 } });
  await finetune({ dataFolder: data, runFolder, config });
  const before = readFileSync(join(runFolder, "split.json"), "utf8");
  const other = finetune({ dataFolder: data, runFolder, config: { ...config, seed: 4 } });
  await expect(other).rejects.toMatchObject({ kind: "bad-checkpoint" });
  expect(readFileSync(join(runFolder, "split.json"), "utf8")).toBe(before);
});

test("ConvViT learns the diagnosis from stacks of both phases", async () => {
  const config = { ...diagnosis, network: { ...diagnosis.network, dropPathRate: 0 } }; // two blocks can spare no branch
  const { best } = await finetune({ dataFolder: data, runFolder: temporaryFolder(), config });
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

test("an encoder that is frozen at random is told, and a network without one cannot be frozen", async () => {
  const notes: string[] = [];
  const run = { dataFolder: data, runFolder: temporaryFolder(), freezes: true };
  await finetune({ ...run, config: diagnosis, shouldStop: () => true, onNote: (text) => notes.push(text) });
  expect(notes).toContainEqual(expect.stringContaining("the frozen encoder has random weights"));
  const unet = finetune({ ...run, config: smallFinetune(), runFolder: temporaryFolder() });
  await expect(unet).rejects.toMatchObject({
    kind: "bad-config",
    message: expect.stringMatching(/no encoder to freeze/),
  });
});

test("what is wrong with a test patient is told before training, and a grid that has looked need not look again", async () => {
  const folder = writeDrawnPatients(4);
  const split = { training: ["p0", "p1"], validation: ["p2"], test: ["p3"] };
  const run = { dataFolder: folder, config: smallFinetune({ split }), shouldStop: () => true };
  cpSync(join(folder, "p3_es.nii.gz"), join(folder, "p3_es_gt.nii.gz")); // intensities are no labels
  const runFolder = temporaryFolder();
  const refused = finetune({ ...run, runFolder });
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining("p3") });
  expect(readdirSync(runFolder)).toEqual([]);
  expect((await finetune({ ...run, runFolder, testIsChecked: true })).step).toBe(0);
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
  [
    "drop path without a transformer",
    { network: { ...smallJson.network, dropPathRate: 0.1 } },
    "bad-config",
    /a unet has no transformer/,
  ],
  [
    "dropout of a network that has none",
    { network: { ...smallJson.network, dropoutRate: 0.1 } },
    "bad-config",
    /a unet has no dropout/,
  ],
  [
    "an encoder that says what is said elsewhere",
    { network: { ...planes, model: { encoder: { ...planes.model.encoder, dropPathRate: 0.2 } } } },
    "bad-config",
    /encoder\.dropPathRate is network\.dropPathRate/,
  ],
  ["a split that is neither counts nor lists", { split: { training: ["p1"] } }, "bad-config", /split: expected counts/],
  [
    "a listed patient who is not there",
    { split: { training: ["p1", "p2"], validation: ["p20"] } },
    "bad-split",
    /patient p20 of validation is not among the 12/,
  ],
  ["a view that nobody has", { data: { ...smallJson.data, views: ["lax_4c"] } }, "data-missing", /no image/],
  ["more patients held out than there are", { split: { validation: "12" } }, "bad-split", /train on/],
  [
    "a class that the set does not draw",
    {
      task: {
        ...smallJson.task,
        classes: { ...smallJson.task.classes, RV: ["rightVentricleBloodPool"] },
      },
    },
    "unlabelled",
    /no training image has labels of RV; the set draws .*leftVentricleBloodPool/,
  ],
  [
    "a structure without a class",
    { task: { kind: "segmentation", classes: { cavity: ["leftVentricleBloodPool"] } } },
    "bad-label",
    /leftVentricularMyocardium/,
  ],
])("%s is one clear error before anything trains", async (_name, changes, kind, message) => {
  const runFolder = temporaryFolder();
  const run = async () => finetune({ dataFolder: data, runFolder, config: smallFinetune(changes) });
  await expect(run()).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  expect(readdirSync(runFolder)).toEqual([]);
});
