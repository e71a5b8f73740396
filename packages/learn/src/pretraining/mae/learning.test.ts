/** The parts together, without files: batches are drawn and made, the model learns, and it is looked at. */
import { randomStream } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTrainer, type Trainer } from "../../training/trainer.ts";
import { drawBatches } from "./draws.ts";
import { openFeatureProbing } from "./feature-probes.ts";
import { viewGrids } from "./grids.ts";
import { openHeldOut } from "./held-out.ts";
import { maeProgram } from "./network.ts";
import { makeBatch } from "./samples.ts";
import { studiesByKind } from "./studies.ts";
import { drawnSource, drawnStudies } from "./testing/drawn-images.ts";
import { smallConfig } from "./testing/small-config.ts";
import { openWeights } from "./weights.ts";

const STEPS = 60;
const config = smallConfig();
const kinds = studiesByKind(drawnStudies(18));
const weights = openWeights(config, kinds.keys());
const random = randomStream(1);
const losses = new Map<string, number[]>();
let trainer: Trainer;

beforeAll(async () => {
  trainer = openTrainer(maeProgram(config, kinds.keys()), weights.first, { constants: weights.constants });
  const plan = { batchSize: config.optimiser.batch, parts: 1, rank: 0, processes: 1 };
  for (let step = 1; step <= STEPS; step++) {
    const [drawn] = drawBatches(kinds, plan, random, step);
    const { loss } = await trainer.update([await makeBatch(drawn!, drawnSource, config)], { learningRate: 5e-3, step });
    losses.set(drawn!.kind, [...(losses.get(drawn!.kind) ?? []), loss!]);
  }
}, 60_000);
afterAll(() => trainer.dispose());

test("the loss of every kind of batch falls", () => {
  expect([...losses.keys()].sort()).toEqual(["lax_4c", "sax", "sax+lax_4c"]);
  for (const ofKind of losses.values()) expect(ofKind.at(-1)).toBeLessThan(ofKind[0]! / 3);
});

test("held-out studies are guessed far better than before, the same each time, and each view is told apart", async () => {
  const held = openHeldOut(drawnStudies(24).slice(18), drawnSource, config);
  const before = await held.loss(weights.fresh());
  const after = await held.loss(weights.of(trainer.state));
  expect(await held.loss(weights.of(trainer.state))).toEqual(after);
  await held.dispose();
  expect(Object.keys(after).sort()).toEqual(["loss", "loss/lax_4c", "loss/sax"]);
  for (const [name, loss] of Object.entries(after)) expect(loss).toBeLessThan(before[name]! / 4);
});

test("a picture of one study of each kind: four stacks' slices of 16 pixels and two planes of 24", async () => {
  const held = openHeldOut(drawnStudies(24).slice(18), drawnSource, config);
  const { width, height, data } = await held.picture(weights.of(trainer.state));
  await held.dispose();
  expect(width).toBe(3 * 24 + 4);
  expect(height).toBe(2 * 3 * 16 + 2 * 24 + 7 * 2);
  const [input, masked] = [data[0]!, data[24 + 2]!];
  expect(new Set([input, 64])).toContain(masked);
});

test("features of trained and of fresh weights differ, and are probed by study", async () => {
  const probes = [0, 1, 3, 4].map((id) => ({
    image: { id, size: [1, 1, 28, 28] as const, spacingMm: null },
    subject: { patient: `p${id}`, study: `s${Math.floor(id / 3)}`, label: null },
  }));
  const [grid] = viewGrids(config);
  const probing = await openFeatureProbing({ grid: grid!, probes }, drawnSource, config);
  const [fresh, trained] = [await probing.measure(weights.fresh()), await probing.measure(weights.of(trainer.state))];
  await probing.dispose();
  expect(trained.retrieval).toMatchObject({ kind: "scored", images: 4 });
  expect(trained.spread!.meanCosine).not.toBe(fresh.spread!.meanCosine);
});

test("a batch's masks and windows repeat under a seed", async () => {
  const make = async () => {
    const [drawn] = drawBatches(kinds, { batchSize: 2, parts: 1, rank: 0, processes: 1 }, randomStream(3), 4);
    return makeBatch(drawn!, drawnSource, config);
  };
  const [once, again] = [await make(), await make()];
  expect(again).toEqual(once);
  expect(once.origin!.split(" ")).toHaveLength(2);
});

test("weights of another model are refused as a start; those of views that are not configured are left alone", () => {
  const full = weights.of(trainer.state);
  expect(
    openWeights(config, ["sax"], new Map([...full, ["pred_head_dict.lax_2c.bias", full.values().next().value!]]))
      .origin,
  ).toMatch(/^[0-9a-f]{64}$/);
  const { seed, ...rest } = config;
  const wider = { seed, ...rest, model: { ...config.model, convChannels: [4] } };
  expect(() => openWeights(wider, ["sax"], full)).toThrow(expect.objectContaining({ kind: "bad-checkpoint" }));
});

test("parts of views that no study trains stay as they began", () => {
  const { first, constants } = openWeights(config, ["sax"]);
  const views = (names: Iterable<string>) => [...names].filter((name) => name.includes("lax_4c"));
  expect(views(first.keys())).toEqual([]);
  expect(views(constants.keys()).length).toBeGreaterThan(0);
});
