/**
 * How much of what is removed from a stack the autoencoder cannot guess, for patients that it never saw and for stacks that are
 * none of what it learnt from.
 *   npx -c 'node experiments/0030-unfamiliar-images/reconstruction.ts MODEL DATA SIMULATED > cases.csv'
 * SIMULATED: hearts with late enhancement and maps (cmr phantom --with lge t1_map t2_map).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataSetNamed } from "@cmrkit/learn";
import { openSession } from "@cmrkit/runtime";
import { randomStream, readSafetensors } from "@cmrkit/tensor";
import { preprocess } from "../../packages/learn/src/loading/preprocess.ts";
import { parseMaeConfig } from "../../packages/learn/src/pretraining/mae/config.ts";
import { viewGrids } from "../../packages/learn/src/pretraining/mae/grids.ts";
import { preprocessSettings } from "../../packages/learn/src/pretraining/mae/image-source.ts";
import { reconstructionModel } from "../../packages/learn/src/pretraining/mae/network.ts";
import { drawMasks, feedsOf } from "../../packages/learn/src/pretraining/mae/samples.ts";
import { cutWindow, type Frame, plainDraw } from "../../packages/learn/src/pretraining/mae/window.ts";
import { brightestOf, changes, type Stack, stackOf, UNSEEN } from "./changes.ts";

const MASKS = 4;
const [model, data, simulated] = process.argv.slice(2);
if (model === undefined || data === undefined || simulated === undefined) throw new Error("give a model, DATA and simulated hearts");
const config = parseMaeConfig(JSON.parse(readFileSync(join(import.meta.dirname, "config.json"), "utf8")), "config.json");
const { tensors } = readSafetensors(readFileSync(join(model, "weights.safetensors")));
const [grid] = viewGrids(config);
const session = await openSession(reconstructionModel(config, "sax"), { threads: 1 });

function frameOf({ data: values, size, spacingMm }: Stack): Frame {
  const prepared = preprocess({ data: values, size: [1, ...size], spacingMm }, preprocessSettings(grid!, config));
  const [, Z, Y, X] = prepared.size;
  return { data: prepared.data, size: [Z, Y, X] };
}

function variance(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

async function say(kind: string, name: string, pixels: Stack): Promise<void> {
  const window = cutWindow(frameOf(pixels), grid!, plainDraw);
  let error = 0;
  for (let n = 0; n < MASKS; n++) {
    const sample = { views: [{ grid: grid!, window }], random: randomStream(1).fork("mask").fork(n) };
    const outputs = await session.run(new Map([...tensors, ...feedsOf([sample], drawMasks([sample], config))]));
    error += Number(outputs.get("loss")!.data[0]) / MASKS;
  }
  process.stdout.write([kind, name, error.toFixed(6), variance(window).toFixed(6), (error / variance(window)).toFixed(4)].join(",") + "\n");
}

process.stdout.write("kind,case,error,variance,unexplained\n");
for (const { id, images } of dataSetNamed("acdc").list(join(data, "acdc"))) {
  if (!UNSEEN.some((number) => id.endsWith(number))) continue;
  for (const image of images) {
    const { data: values, size, spacingMm } = await readCaseImage(image, id);
    const pixels: Stack = { data: values, size, spacingMm: spacingMm! };
    await say(`unseen ${image.phase}`, id, pixels);
    if (image.phase !== "ed") continue;
    for (const [kind, change] of Object.entries(changes)) await say(kind, id, change(pixels, brightestOf(pixels)));
  }
}
for (const { id, images } of dataSetNamed("emidec").list(join(data, "emidec")).filter(({ patient }) => /[05]$/.test(patient))) {
  await say("late enhancement", id, await stackOf(images[0]!, id));
}
for (const { id, images } of dataSetNamed("folder").list(simulated))
  for (const image of images.filter(({ view, phase }) => view === "sax" && phase !== "es")) {
    await say(`simulated ${image.sequence}`, id, await stackOf(image, id));
  }
await session.dispose();
