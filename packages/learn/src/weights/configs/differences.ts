/** Where a configuration and the weights beside it tell different stories. */
import { basename } from "node:path";
import { z } from "zod";
import type { FamilyName, RecognisedModel } from "../families/family.ts";
import type { ModelDescription } from "./model-description.ts";

/** Choices that leave no trace in names and shapes: the configuration's word is taken for them. */
const UNTOLD = new Set([
  "positions",
  "interpolation",
  "normEpsilon",
  "dropPathRate",
  "layerScale",
  "normLastLayer",
  "norm",
]);

/** A part of a model is rightly described by the whole. */
const PARTS: Readonly<Partial<Record<FamilyName, readonly FamilyName[]>>> = {
  "cinema-encoder": ["cinema-mae", "cinema-convvit"],
  vit: ["dino"],
};

/** One clause for each difference; none where both agree. */
export function configDifferences(model: RecognisedModel, description: ModelDescription): readonly string[] {
  const file = basename(description.path);
  if (model.family !== description.family && !PARTS[model.family]?.includes(description.family))
    return [`${file} describes ${description.family}, the weights are ${model.family}`];
  return differing(comparable(description, model.family), model.config, "").map(
    ({ path, stated, found }) => `${path} is ${stated} in ${file}, and ${found} by the weights`,
  );
}

/** Of DINO's configuration only the backbone, where the weights are that alone. */
function comparable({ config, family }: ModelDescription, of: FamilyName): unknown {
  return of === "vit" && family === "dino" ? config.backbone : config;
}

interface Difference {
  readonly path: string;
  readonly stated: string;
  readonly found: string;
}

const record = z.record(z.string(), z.unknown());

/** Entries that both have; entries of the named parts (views) that only one has are differences too. */
function differing(stated: unknown, found: unknown, path: string): Difference[] {
  const [ours, theirs] = [record.safeParse(stated).data, record.safeParse(found).data];
  if (!ours || !theirs)
    return JSON.stringify(stated) === JSON.stringify(found)
      ? []
      : [{ path, stated: textOf(stated), found: textOf(found) }];
  return Object.keys(ours).flatMap((key) => {
    if (UNTOLD.has(key) || (path === "" && !(key in theirs))) return [];
    return differing(ours[key], theirs[key], path === "" ? key : `${path}.${key}`);
  });
}

function textOf(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}

/**
 * What builds the model: the configuration's word where it is of the same model, with the weights' where it is silent.
 * What neither tells is left out.
 */
export function settledConfig(
  model: RecognisedModel,
  description: ModelDescription | undefined,
): Readonly<Record<string, unknown>> {
  const stated = description?.family === model.family ? description.config : {};
  return model.undetermined.reduce((config, path) => without(config, path.split(".")), { ...model.config, ...stated });
}

function without(
  config: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
): Record<string, unknown> {
  const { [key!]: value, ...others } = config;
  const inner = record.safeParse(value).data;
  return rest.length > 0 && inner ? { ...others, [key!]: without(inner, rest) } : others;
}
