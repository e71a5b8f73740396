/**
 * Structures of single patches by k-NN, from tokens before and after the stem's features are added, trained and random.
 * `npx -c 'node experiments/0009-mae-sparse/before-fusion.ts CONFIG CHECKPOINT CATALOGUE TABLE'`, a table with masks.
 */
import { readFileSync } from "node:fs";
import { cinemaFeatures, encodeViews, imageInputs, ParameterScope, withViews } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { type NamedTensors, randomStream, readSafetensors } from "@cmrkit/tensor";
import { openCatalogue } from "../../packages/learn/src/catalogue/catalogue.ts";
import { featuresOf, joinedRows } from "../../packages/learn/src/linear/features.ts";
import { neighbourProbe } from "../../packages/learn/src/pretraining/health/nearest-neighbours.ts";
import { patchPlan, rowsOfPatches } from "../../packages/learn/src/pretraining/health/patch-plan.ts";
import { parseProbeTable } from "../../packages/learn/src/pretraining/health/probe-set.ts";
import { parseMaeConfig } from "../../packages/learn/src/pretraining/mae/config.ts";
import { openImageSource } from "../../packages/learn/src/pretraining/mae/image-source.ts";
import { labelledPatches } from "../../packages/learn/src/pretraining/mae/patch-labels.ts";
import { viewProbes } from "../../packages/learn/src/pretraining/mae/probe-images.ts";
import { imageFeed } from "../../packages/learn/src/pretraining/mae/samples.ts";
import { gatherStudies } from "../../packages/learn/src/pretraining/mae/studies.ts";
import { openWeights } from "../../packages/learn/src/pretraining/mae/weights.ts";
import { cutWindow, plainDraw } from "../../packages/learn/src/pretraining/mae/window.ts";

const [path, checkpoint, cataloguePath, table] = process.argv.slice(2);
const config = parseMaeConfig(JSON.parse(readFileSync(path!, "utf8")), path!);
const catalogue = openCatalogue(cataloguePath!);
const rows = parseProbeTable(readFileSync(table!, "utf8"), table!);
const gathered = gatherStudies(catalogue.images(), config);
const viewed = viewProbes(() => catalogue.images(), gathered, config, { rows, source: table! });
const plan = patchPlan(await labelledPatches(viewed, config), randomStream(1).fork("patches"))!;
const { grid, probes } = viewed;

const model = withViews(config.model, [grid.name]);
const inputs = imageInputs(model, 1);
const after = cinemaFeatures(new ParameterScope(), model, inputs).views.get(grid.name)!;
const before = encodeViews(new ParameterScope(), model, inputs).views[0]!.tokens;
const session = await openSession(emit({ before, after }));
const source = openImageSource(catalogue, config, { cache: undefined, warn: console.error });

const weights = openWeights(config, ["lax_4c", "sax", "sax+lax_2c+lax_3c+lax_4c"]);
const { tensors } = readSafetensors(readFileSync(checkpoint!));
for (const [name, values] of [
  ["trained", weights.of(new Map([...weights.first, ...tensors]))],
  ["random", weights.fresh()],
] as const)
  for (const tokens of ["before", "after"]) console.log(name, tokens, await score(values, tokens));
await session.dispose();

async function score(values: NamedTensors, output: string) {
  const width = config.model.embedDim;
  const chosen: Float32Array[] = [];
  for (const [i, { image }] of probes.entries()) {
    const window = cutWindow(await source.loadFrame(image.id, 0, grid), grid, plainDraw);
    const outputs = await session.run(new Map([...values, imageFeed(grid, [window])]));
    const tokens = Float32Array.from(outputs.get(output)!.data, Number);
    chosen.push(rowsOfPatches(tokens, plan.chosen[i]!, width));
  }
  return neighbourProbe(featuresOf(joinedRows(chosen), width), plan.labels);
}
