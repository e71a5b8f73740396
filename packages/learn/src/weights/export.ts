/** Weights of a run or a model as the original's own code reads them: its names, one network, one safetensors file. */
import { basename } from "node:path";
import { settledConfig } from "./configs/differences.ts";
import { BACKBONE } from "./families/dino.ts";
import { finiteReader, type ReadProgress, wholeModel } from "./load.ts";
import type { OpenedWeights } from "./open-weights.ts";
import { statedLicence } from "./stated-licence.ts";
import { writeTensors } from "./write-tensors.ts";

export interface ExportOptions {
  /** The file to write. */
  readonly path: string;
  /** Of DINO's networks, keep the projection head; without it the backbone has the bare names of timm and DINO. */
  readonly withHead?: boolean;
  readonly onProgress?: ReadProgress;
}

export interface ExportedWeights {
  readonly tensors: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes every parameter of an opened network, bit for bit as it is stored.
 * @throws {LearnError} `bad-checkpoint` or `bad-config` before anything is written, `not-saved`.
 */
export function exportWeights(weights: OpenedWeights, { path, withHead, onProgress }: ExportOptions): ExportedWeights {
  const model = wholeModel(weights);
  const { file, prefix, description, tensors } = weights;
  const config = settledConfig(model, description);
  const isBare = model.family === "dino" && !withHead;
  const source = new Map(model.specs.map(({ name }) => [name, name]));
  const names = isBare ? bareBackbone(source) : source;
  const read = finiteReader(weights);
  const step = file.metadata.step ?? file.metadata.steps;
  const licence = statedLicence(file);
  const metadata = {
    format: "pt",
    family: isBare ? "vit" : model.family,
    config: JSON.stringify(isBare ? config.backbone : config),
    source: `${basename(file.path)}${prefix === "" ? "" : ` ${prefix}`}`,
    ...(licence !== undefined && { licence }),
    ...(step !== undefined && { step }),
    ...(description && { describedBy: basename(description.path) }),
  };
  const layout = new Map([...names].map(([to, from]) => [to, tensors.get(from)!]));
  writeTensors(path, { layout, read: (to) => read(names.get(to)!), metadata }, onProgress);
  return { tensors: layout.size, metadata };
}

/** Names in the file to write, and where their values are. */
function bareBackbone(names: ReadonlyMap<string, string>): Map<string, string> {
  const own = [...names.keys()].filter((name) => name.startsWith(BACKBONE));
  return new Map(own.map((name) => [name.slice(BACKBONE.length), name]));
}
