/** What ConvViT and ConvUNetR take over from a masked autoencoder. */
import type { ParameterSpec } from "@cmrkit/nn";
import { type HostTensor, sameShape, showShape } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { firstFew } from "./comparison.ts";
import { finiteReader, singlePrecision } from "./load.ts";
import type { OpenedWeights } from "./open-weights.ts";

/** What a model takes over from a masked autoencoder, and what it starts afresh. */
export interface Transfer {
  /** By the names of the model. */
  readonly weights: ReadonlyMap<string, HostTensor>;
  /** Parameters of the model that the checkpoint says nothing of: heads, decoder, positions. */
  readonly fresh: readonly string[];
  /** Tensors of the checkpoint that the model has no use for. */
  readonly dropped: readonly string[];
  /** For people: what was done to weights on the way. */
  readonly notes: readonly string[];
}

const VIEWS = ["sax", "lax_2c", "lax_3c", "lax_4c"];
/** A tensor whose name holds one of these is left behind, as the original does. */
const DROPPED = ["mask", "decoder", "_head", "dec_linear", "pos_embed"];

/**
 * Takes the encoder of a masked autoencoder over into ConvViT or ConvUNetR.
 *
 * As the original: decoder, heads, mask tokens, positions and other views are left behind, ConvUNetR leaves the fusion
 * too; positions start as the sines and cosines of the model's own image size; where the model has more input channels,
 * the first convolution is repeated for each, not divided, so that its answer grows with their number.
 *
 * Source: `load_pretrain_weights` of cinema/convvit.py.
 * @param specs Parameters of the model.
 * @param views Of the model, a part of the checkpoint's.
 * @throws {LearnError} `bad-checkpoint` when a parameter of the encoder is missing, of another shape, or has values that
 *   are no numbers; when the checkpoint has tensors of the encoder that the model lacks; `bad-config` for a view that it
 *   was not trained on.
 */
export function transferPretrained(
  source: OpenedWeights,
  specs: readonly ParameterSpec[],
  views: readonly string[],
): Transfer {
  expectPretrained(source, views);
  const targets = new Map(specs.map((spec) => [spec.name, spec]));
  const isKept = keeping(targets, views);
  const kept = [...source.tensors.keys()].filter(isKept);
  expectEncoder(source.file.path, kept, targets);
  const read = finiteReader(source);
  const notes: string[] = [];
  const weights = new Map(
    kept.map((name) => {
      const tensor = repeatedInput(name, singlePrecision(read(name)), targets.get(name)!, notes);
      return [name, fitting(source.file.path, name, tensor, targets.get(name)!)];
    }),
  );
  return {
    weights,
    fresh: [...targets.keys()].filter((name) => !weights.has(name)),
    dropped: [...source.tensors.keys()].filter((name) => !isKept(name)),
    notes,
  };
}

function expectPretrained({ file, model }: OpenedWeights, views: readonly string[]): void {
  if (model?.family !== "cinema-mae" && model?.family !== "cinema-encoder")
    throw new LearnError(
      "bad-checkpoint",
      `${file.path} is ${model?.title ?? "no known model"}, not a CineMA masked autoencoder`,
    );
  const unknown = views.filter((view) => !model.views.includes(view));
  if (unknown.length > 0 || views.length === 0)
    throw new LearnError(
      "bad-config",
      `${file.path} knows the views ${model.views.join(", ")}; asked for: ${views.join(", ") || "none"}`,
    );
}

function keeping(targets: ReadonlyMap<string, ParameterSpec>, views: readonly string[]): (name: string) => boolean {
  const hasFusion = [...targets.keys()].some((name) => name.startsWith("enc_fusion_dict."));
  const dropped = [...DROPPED, ...VIEWS.filter((view) => !views.includes(view)), ...(hasFusion ? [] : ["fusion"])];
  return (name) => !dropped.some((part) => name.includes(part));
}

/** What the model has of the encoder is in the checkpoint, and the other way round. */
function expectEncoder(path: string, kept: readonly string[], targets: ReadonlyMap<string, ParameterSpec>): void {
  const present = new Set(kept);
  const missing = [...targets.keys()].filter((name) => !present.has(name) && !startsAfresh(name));
  const unexpected = kept.filter((name) => !targets.has(name));
  const problems = [
    ...(missing.length > 0 ? [`lacks ${missing.length} tensors of the encoder: ${firstFew(missing)}`] : []),
    ...(unexpected.length > 0 ? [`has ${unexpected.length} that the model lacks: ${firstFew(unexpected)}`] : []),
  ];
  if (problems.length > 0) throw new LearnError("bad-checkpoint", `${path} ${problems.join("; ")}`);
}

function startsAfresh(name: string): boolean {
  return name.includes("decoder") || name.startsWith("dec_") || name.includes("head") || name.endsWith(".pos_embed");
}

const INPUT_CONVOLUTION = /^enc_down_dict\.(\w+)\.conv_blocks\.0\.patch_embed\.conv\.weight$/;

/** (C, 1, …) → (C, n, …), every channel the same. */
function repeatedInput(name: string, tensor: HostTensor, { shape }: ParameterSpec, notes: string[]): HostTensor {
  const view = name.match(INPUT_CONVOLUTION)?.[1];
  const [from, to] = [tensor.shape[1], shape[1]];
  if (view === undefined || from !== 1 || to === undefined || to === from) return tensor;
  notes.push(`${view}: the first convolution is repeated for ${to} channels, not divided by ${to}, as in the original`);
  const [C, , ...kernel] = tensor.shape;
  const size = kernel.reduce((product, extent) => product * extent, 1);
  const data = new Float32Array(C! * to * size);
  for (let row = 0; row < C! * to; row++) {
    const source = Math.floor(row / to) * size;
    for (let i = 0; i < size; i++) data[row * size + i] = Number(tensor.data[source + i]);
  }
  return { dtype: "float32", shape: [C!, to, ...kernel], data };
}

function fitting(path: string, name: string, tensor: HostTensor, { shape }: ParameterSpec): HostTensor {
  if (sameShape(tensor.shape, shape)) return tensor;
  throw new LearnError(
    "bad-checkpoint",
    `${path}: ${name} is ${showShape(tensor.shape)}, the model needs ${showShape(shape)}`,
  );
}
