import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32, type HostTensor, randomStream, readSafetensors, writeSafetensors } from "@cmrkit/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exportWeights } from "./export.ts";
import { reportWeights } from "./inspect.ts";
import { importSuccessor, importWeights } from "./model-folder.ts";
import { openWeights } from "./open-weights.ts";
import { convViTSuccessor } from "./successors.ts";
import { smallArguments, smallWeights, smallYaml, writeSmall } from "./testing/small-autoencoder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-import-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const weights = smallWeights(1);
const average = smallWeights(2);
const bits = (tensors: ReadonlyMap<string, HostTensor>) =>
  new Map(
    [...tensors].map(([name, { shape, data }]) => [name, [shape, Buffer.from(data.buffer.slice(0)).toString("hex")]]),
  );
const readFile = (path: string) => readSafetensors(readFileSync(path));

test("imported and exported again, weights are the same to the bit, under the same names", async () => {
  const source = await openWeights(writeSmall(folder, weights));
  const model = join(folder, "model");
  const card = importWeights(source, { folder: model, licence: "MIT" });
  source.close();
  expect(card).toMatchObject({
    schema: "cmrkit.weights/1",
    family: "cinema-mae",
    config: smallArguments,
    licence: "MIT",
    origin: { file: "cinema.safetensors", format: "safetensors", state: "", config: "cinema.yaml" },
  });
  expect(card.origin.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.parse(readFileSync(join(model, "model.json"), "utf8"))).toEqual(card);
  const imported = await openWeights(model);
  expect(imported).toMatchObject({ configProblems: [], model: { undetermined: [] } });
  const exported = join(folder, "exported.safetensors");
  exportWeights(imported, { path: exported });
  imported.close();
  expect(bits(readFile(exported).tensors)).toEqual(bits(weights));
  expect(JSON.parse(readFile(exported).metadata.config!)).toEqual(smallArguments);
  expect(readFile(exported).metadata.format).toBe("pt");
  const alone = join(folder, "elsewhere");
  mkdirSync(alone);
  renameSync(exported, join(alone, "w.safetensors"));
  const described = await openWeights(alone);
  expect(described).toMatchObject({ configProblems: [], model: { undetermined: [], config: smallArguments } });
  described.close();
});

test.each([
  ["its metadata", { licence: "of the file" }, { licence: "beside" }, "of the file"],
  ["the record of its training", {}, { licence: "beside" }, "beside"],
  ["the data it was fine-tuned on", {}, { data: { licence: "of the data" } }, "of the data"],
])("the licence that weights state in %s goes with them through import and export", async (_, own, beside, licence) => {
  const path = writeSmall(folder, weights);
  writeFileSync(path, writeSafetensors(weights, own));
  writeFileSync(join(folder, "training.json"), JSON.stringify(beside));
  const source = await openWeights(path);
  expect(importWeights(source, { folder: join(folder, "plain") })).toMatchObject({ licence, notes: [] });
  const given = importWeights(source, { folder: join(folder, "given"), licence: "MIT" });
  expect(given).toMatchObject({ licence: "MIT", notes: [`the weights state as licence: ${licence}`] });
  source.close();
  const imported = await openWeights(join(folder, "plain"));
  const { metadata } = exportWeights(imported, { path: join(folder, "exported.safetensors") });
  imported.close();
  expect(metadata).toMatchObject({ licence });
});

test("weights that state no licence say so after import; a broken record beside them is refused, for it may hold one", async () => {
  const source = await openWeights(writeSmall(folder, weights));
  expect(importWeights(source, { folder: join(folder, "model") }).licence).toContain("not stated by the file");
  writeFileSync(join(folder, "training.json"), "{ broken");
  const refused = expect.objectContaining({ kind: "bad-config", message: expect.stringContaining("is no JSON") });
  expect(() => importWeights(source, { folder: join(folder, "other") })).toThrow(refused);
  source.close();
});

/** A checkpoint as training saves it: parameters bare, their averages and the optimiser's state behind a slash. */
function writeCheckpoint(student: Map<string, HostTensor>, teacher: Map<string, HostTensor>): string {
  const slots = new Map([
    ...student,
    ...[...student].map(([name, tensor]) => [`exp_avg/${name}`, tensor] as const),
    ...[...teacher].map(([name, tensor]) => [`ema/${name}`, tensor] as const),
  ]);
  writeFileSync(
    join(folder, "checkpoint.safetensors"),
    writeSafetensors(slots, { schema: "cmrkit.checkpoint/1", step: "12" }),
  );
  writeFileSync(join(folder, "config.json"), JSON.stringify(smallArguments));
  return folder;
}

test.each([
  [undefined, average],
  ["ema", average],
  ["teacher", average],
  ["student", weights],
])("of a run's checkpoint, state %s is exported to the bit", async (state, of) => {
  const source = await openWeights(writeCheckpoint(weights, average), state === undefined ? {} : { state });
  const exported = join(folder, "exported.safetensors");
  const { metadata } = exportWeights(source, { path: exported });
  source.close();
  expect(metadata).toMatchObject({ family: "cinema-mae", step: "12" });
  expect(bits(readFile(exported).tensors)).toEqual(bits(of));
});

test("a network that is not there is refused, with those that are", async () => {
  const path = writeCheckpoint(weights, average);
  await expect(openWeights(path, { state: "momentum" })).rejects.toThrow("prefixes: ema/, (none)");
});

test("DINO's teacher is exported as the bare backbone, or with its head", async () => {
  const dino = join(import.meta.dirname, "../../../../fixtures/pytorch/dino.pth");
  const source = await openWeights(dino);
  const [bare, whole] = [join(folder, "bare.safetensors"), join(folder, "whole.safetensors")];
  exportWeights(source, { path: bare });
  exportWeights(source, { path: whole, withHead: true });
  const original = source.read("backbone.blocks.0.attn.qkv.weight");
  source.close();
  expect(readFile(bare).tensors.get("blocks.0.attn.qkv.weight")).toEqual(original);
  expect(readFile(bare).tensors.has("head.mlp.0.weight")).toBe(false);
  expect(readFile(bare).metadata.family).toBe("vit");
  expect(JSON.parse(readFile(bare).metadata.config!)).not.toHaveProperty("heads");
  expect(readFile(whole).tensors.get("backbone.blocks.0.attn.qkv.weight")).toEqual(original);
  expect(readFile(whole).tensors.has("head.last_layer.weight_v")).toBe(true);
});

test("a successor's folder holds the encoder and fresh heads, the same from the same seed", async () => {
  const source = await openWeights(writeSmall(folder, weights));
  const successor = convViTSuccessor(source, { views: ["sax"], channels: 2, outputs: 5 });
  const card = importSuccessor(source, successor, randomStream(3), { folder: join(folder, "a") });
  importSuccessor(source, successor, randomStream(3), { folder: join(folder, "b") });
  source.close();
  expect(card.config).toMatchObject({ n_frames: 2, out_chans: 5, image_size_dict: { sax: [32, 64, 2] } });
  expect(card.notes[0]).toContain("5 fresh: it must be trained before use");
  const [a, b] = ["a", "b"].map((name) => readFileSync(join(folder, name, "weights.safetensors")));
  expect(a!.equals(b!)).toBe(true);
  const imported = await openWeights(join(folder, "a"));
  expect(imported).toMatchObject({ configProblems: [], model: { family: "cinema-convvit", undetermined: [] } });
  expect(imported.read("encoder.norm.weight")).toEqual(weights.get("encoder.norm.weight"));
  imported.close();
});

const changed = (name: string, tensor: HostTensor) => new Map([...weights, [name, tensor]]);
const without = (name: string) => new Map([...weights].filter(([other]) => other !== name));

test.each([
  ["bad-checkpoint", "1 missing: decoder.norm.bias", without("decoder.norm.bias"), smallYaml],
  ["bad-checkpoint", "1 unknown to the model: surplus", changed("surplus", float32([1], [0])), smallYaml],
  [
    "bad-checkpoint",
    "decoder.norm.bias is (3), not (16)",
    changed("decoder.norm.bias", float32([3], [0, 0, 0])),
    smallYaml,
  ],
  [
    "bad-checkpoint",
    "decoder.norm.bias has 16 values that are NaN",
    changed("decoder.norm.bias", float32([16], Array<number>(16).fill(Number.NaN))),
    smallYaml,
  ],
  ["bad-config", "weights do not tell image_size_dict.sax, enc_n_heads, dec_n_heads", weights, null],
  [
    "bad-config",
    "enc_conv_n_blocks is 2 in cinema.yaml, and 1 by the weights",
    weights,
    smallYaml.replace("n_blocks: 1", "n_blocks: 2"),
  ],
  [
    "bad-checkpoint",
    "enc_down_dict.sax.pos_embed is (1, 16, 16), not (1, 32, 16)",
    weights,
    smallYaml.replace("64, 2", "64, 4"),
  ],
])("import refuses as %s, and writes nothing: %s", async (kind, text, damaged, yaml) => {
  const source = await openWeights(writeSmall(folder, damaged, yaml));
  const model = join(folder, "model");
  expect(() => importWeights(source, { folder: model })).toThrow(
    expect.objectContaining({ kind, message: expect.stringContaining(text) }),
  );
  source.close();
  expect(existsSync(join(model, "model.json"))).toBe(false);
  expect(existsSync(model) ? readdirSync(model) : []).toEqual([]);
});

test("a folder that holds a model is not written over", async () => {
  const source = await openWeights(writeSmall(folder, weights));
  const model = join(folder, "model");
  mkdirSync(model);
  writeFileSync(join(model, "model.json"), "kept");
  expect(() => importWeights(source, { folder: model })).toThrow(expect.objectContaining({ kind: "run-exists" }));
  source.close();
  expect(readFileSync(join(model, "model.json"), "utf8")).toBe("kept");
});

test("where nothing can be written, nothing is left and the old file stays", async () => {
  const source = await openWeights(writeSmall(folder, weights));
  const exported = join(folder, "exported.safetensors");
  mkdirSync(exported); // a folder is in the file's place
  expect(() => exportWeights(source, { path: exported })).toThrow(expect.objectContaining({ kind: "not-saved" }));
  source.close();
  expect(readdirSync(folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
});

test("a checkpoint of training lacks positions; they are computed, as the published file stores them", async () => {
  const trained = new Map([...weights].filter(([name]) => !name.endsWith("pos_embed")));
  const source = await openWeights(writeCheckpoint(trained, new Map()));
  expect(source.computed.size).toBe(8);
  const exported = join(folder, "exported.safetensors");
  exportWeights(source, { path: exported });
  source.close();
  expect(bits(readFile(exported).tensors)).toEqual(bits(weights));
});

test("a published file that lacks positions is not whole", async () => {
  const source = await openWeights(writeSmall(folder, without("enc_down_dict.sax.pos_embed")));
  expect(() => importWeights(source, { folder: join(folder, "model") })).toThrow(
    expect.objectContaining({ message: expect.stringContaining("1 missing: enc_down_dict.sax.pos_embed") }),
  );
  source.close();
});

test("whole numbers, as a quantised model keeps, are no weights", async () => {
  const name = "enc_down_dict.sax.pos_embed";
  const { shape, data } = weights.get(name)!;
  const quantised = new Map(weights).set(name, { dtype: "int32", shape, data: Int32Array.from(data, Number) });
  const source = await openWeights(writeSmall(folder, quantised));
  expect(reportWeights(source)).toMatchObject({ wholeNumbers: [`${name} (I32)`], isSound: false });
  expect(() => importWeights(source, { folder: join(folder, "model") })).toThrow(
    expect.objectContaining({
      kind: "bad-checkpoint",
      message: expect.stringContaining(`1 of whole numbers, where weights are real ones: ${name} (I32)`),
    }),
  );
  source.close();
});
