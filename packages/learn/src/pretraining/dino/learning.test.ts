/** The parts together, without files: crops are drawn, student and teacher train, and the teacher is looked at. */
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { drawnHeart } from "../../testing/drawn-hearts.ts";
import { smallDinoConfig } from "../../testing/small-dino.ts";
import { openTrainer } from "../../training/trainer.ts";
import { collapseReasons } from "../health/collapse-warning.ts";
import { batchOf, drawSample } from "./batch-source.ts";
import type { DinoPretrainingConfig } from "./config.ts";
import type { ImageSource } from "./image-source.ts";
import { type ImageProbe, openLooks } from "./looks.ts";
import { batchGraph, dinoProgram, firstState } from "./network.ts";
import { outputCollapse } from "./output-collapse.ts";
import { dinoScalars, squeezed } from "./schedules.ts";
import { sliceIndex } from "./slices.ts";

const STEPS = 70;
const source: ImageSource = { frameCount: () => 1, loadFrame: async (id) => drawnHeart(id) };
const imageOf = (id: number) => ({ id, size: [1, 1, 48, 48] as const, spacingMm: null });
const index = sliceIndex(Array.from({ length: 40 }, (_, id) => imageOf(id)));
const probes: readonly ImageProbe[] = Array.from({ length: 40 }, (_, i) => ({
  image: imageOf(1000 + i),
  subject: { patient: `p${i}`, study: `s${i}`, label: null },
}));

/** Few and gentle changes: what is to be learnt in seconds must not be hidden. */
function quickConfig(changes: Readonly<Record<string, unknown>> = {}): DinoPretrainingConfig {
  const { augmentation, data, model, optimiser, schedule } = smallDinoConfig();
  return smallDinoConfig({
    data: { ...data, intensity: { mean: 0.4, deviation: 0.2 } },
    augmentation: {
      ...augmentation,
      flips: 0,
      rotation: { probability: 0, degrees: [0, 0] },
      gamma: { probability: 0, exponent: [1, 1] },
      brightness: { probability: 0, factor: [1, 1] },
      contrast: { probability: 0, factor: [1, 1] },
      biasField: { probability: 0, strength: [0, 0] },
    },
    model: { ...model, dropPathRate: 0 },
    optimiser: { ...optimiser, batch: 8 },
    schedule: {
      ...schedule,
      epochs: 7,
      learningRate: { peakPer256: 0.1, final: 0.0001, warmUpEpochs: 3 },
      weightDecay: { start: 0.04, final: 0.04 },
      momentum: { start: 0.95, final: 0.99 },
      teacherTemperature: { start: 0.04, final: 0.04, warmUpEpochs: 0 },
    },
    ...changes,
  });
}

async function trained(config: DinoPretrainingConfig) {
  const graph = batchGraph(config);
  const fresh: NamedTensors = firstState(graph, randomStream(config.seed));
  const trainer = openTrainer(dinoProgram(config, graph), fresh, { session: { threads: 1 } });
  const looks = await openLooks({ probes, heldOut: probes }, source, config, { threads: 1 });
  const scalars = dinoScalars(config, squeezed(config, STEPS));
  const metrics: Readonly<Record<string, number>>[] = [];
  for (let step = 1; step <= STEPS; step++) {
    const random = randomStream(1).fork(step);
    const samples = [];
    for (let b = 0; b < config.optimiser.batch; b++)
      samples.push(await drawSample(source, index, config, random.fork(b)));
    metrics.push(await trainer.update([batchOf(samples, config)], { ...scalars(step), step }));
  }
  const [before, after] = [await looks.health(fresh), await looks.health(trainer.state)];
  await Promise.all([trainer.dispose(), looks.dispose()]);
  return { before: before.spread!, after: after.spread!, metrics, warning: outputCollapse(metrics.at(-1)!, 64) };
}

const TIMEOUT_MS = 600_000;

test("images that looked alike draw apart, the loss falls, and nothing is said to collapse", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { before, after, metrics, warning } = await trained(quickConfig());
  expect(1 - after.meanCosine).toBeGreaterThan(2.5 * (1 - before.meanCosine));
  expect(after.meanDeviation).toBeGreaterThan(1.5 * before.meanDeviation);
  expect([warning, collapseReasons(after, before)]).toEqual([undefined, []]);
  const meanLoss = (from: number, to: number) =>
    metrics.slice(from, to).reduce((sum, { loss }) => sum + loss!, 0) / (to - from);
  expect(meanLoss(45, 60)).toBeLessThan(meanLoss(25, 40)); // once the centre has found its place
});

test("without a centre the teacher ends at one prototype for all, and is said to collapse", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { metrics, warning } = await trained(quickConfig({ centerMomentum: 1 }));
  expect(metrics.at(-1)!.teacherEntropy).toBeLessThan(0.01);
  expect(warning).toMatch(/one prototype/);
});

test("all prototypes alike are a collapse too; what lies between is none", () => {
  expect(outputCollapse({ teacherEntropy: Math.log(64) }, 64)).toMatch(/all prototypes alike/);
  expect(outputCollapse({ teacherEntropy: 2 }, 64)).toBeUndefined();
});
