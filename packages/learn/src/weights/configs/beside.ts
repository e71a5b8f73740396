/** The configuration that lies beside a weight file, whoever wrote it. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { z } from "zod";
import { LearnError } from "../../errors.ts";
import { parseVitConfig } from "../../models/vit.ts";
import { dinoConfigOf, parseDinoConfig } from "../../pretraining/dino/config.ts";
import { parseMaeConfig } from "../../pretraining/mae/config.ts";
import { originalArguments } from "../../pretraining/mae/network.ts";
import { familyNames } from "../families/family.ts";
import { readCinemaYaml } from "./cinema-yaml.ts";
import type { ModelDescription } from "./model-description.ts";
import { familyOfArguments, hintsOfOriginal } from "./original-arguments.ts";

const LARGEST_BYTES = 2 ** 20;

/**
 * The description beside a weight file: `<name>.yaml` and `config.yaml` as CineMA publishes them, `model.json` of an
 * imported model, `config.json` with constructor arguments, `run.json` of a training run.
 * @param given A file to take instead.
 * @throws {LearnError} `data-missing` when a given file is not there, `bad-config` when one describes no model.
 */
export function descriptionOf(weightPath: string, given?: string): ModelDescription | undefined {
  if (given !== undefined) {
    if (!existsSync(given)) throw new LearnError("data-missing", `${given} does not exist; give a configuration file`);
    if (statSync(given).isDirectory())
      throw new LearnError("data-missing", `${given} is a folder; give a configuration file`);
    const description = readDescription(given);
    if (!description) throw new LearnError("bad-config", `${given} describes no model that cmrkit knows`);
    return description;
  }
  const folder = dirname(weightPath);
  const stem = basename(weightPath, extname(weightPath));
  for (const name of [`${stem}.yaml`, "config.yaml", "model.json", "config.json", "run.json"]) {
    const path = join(folder, name);
    const description = existsSync(path) ? readDescription(path) : undefined;
    if (description) return description;
  }
  return undefined;
}

/** What cmrkit wrote into the metadata of weights that it exported, if anything. */
export function descriptionInMetadata(
  { family, config }: Readonly<Record<string, string>>,
  path: string,
): ModelDescription | undefined {
  const known = z.enum(familyNames).safeParse(family).data;
  return known && config !== undefined
    ? describe(`the metadata of ${path}`, known, objectOf(parsedJson(config, path)))
    : undefined;
}

function readDescription(path: string): ModelDescription | undefined {
  if (statSync(path).size > LARGEST_BYTES)
    throw new LearnError("bad-config", `${path} is too large for a configuration`);
  const text = readFileSync(path, "utf8");
  return extname(path) === ".json" ? readJsonDescription(text, path) : readCinemaYaml(text, path);
}

/** A JSON file of another purpose describes nothing. */
function readJsonDescription(text: string, path: string): ModelDescription | undefined {
  const json = parsedJson(text, path);
  const family = familyOfArguments(json);
  if (family !== undefined) return describe(path, family, objectOf(json));
  return ofModelFolder(json, path) ?? ofRun(json, path) ?? ofVit(json, path);
}

const modelFolderSchema = z.looseObject({
  schema: z.literal("cmrkit.weights/1"),
  family: z.enum(familyNames),
  config: z.record(z.string(), z.unknown()),
});

function ofModelFolder(json: unknown, path: string): ModelDescription | undefined {
  const { data } = modelFolderSchema.safeParse(json);
  return data && describe(path, data.family, data.config);
}

/** What `cmr pretrain dino` leaves beside an encoder. */
function ofVit(json: unknown, path: string): ModelDescription | undefined {
  return attempt(() => describe(path, "vit", { ...parseVitConfig(json, path) }));
}

const runSchema = z.looseObject({ schema: z.literal("cmrkit.run/1"), config: z.unknown() });

/** Which kind of pre-training a run was, its configuration tells. */
function ofRun(json: unknown, path: string): ModelDescription | undefined {
  const { data } = runSchema.safeParse(json);
  if (!data) return undefined;
  return (
    attempt(() => describe(path, "cinema-mae", { ...originalArguments(parseMaeConfig(data.config, path)) })) ??
    attempt(() => describe(path, "dino", dinoDescription(data.config, path)))
  );
}

function dinoDescription(config: unknown, path: string): Record<string, unknown> {
  const { backbone, head } = dinoConfigOf(parseDinoConfig(config, path));
  return { backbone, head };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof LearnError) return undefined;
    throw error;
  }
}

function describe(path: string, family: ModelDescription["family"], config: Record<string, unknown>): ModelDescription {
  const backbone = backboneSchema.safeParse(config.backbone ?? config).data;
  const hints = {
    ...hintsOfOriginal(config),
    ...(backbone && { encoderHeads: backbone.heads, imageSize: backbone.imageSize }),
  };
  return { path, family, config, hints, warnings: [] };
}

const backboneSchema = z.looseObject({
  heads: z.int().positive(),
  imageSize: z.tuple([z.int().positive(), z.int().positive()]),
});

function objectOf(json: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).safeParse(json).data ?? {};
}

function parsedJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LearnError("bad-config", `${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
