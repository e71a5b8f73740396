/** What the makers of weights say may be done with them. It goes wherever the weights go. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import type { WeightFile } from "./weight-file.ts";

/** Files beside weights that may tell, the first that does: as cmrkit's models, imports and trainings write them. */
const FILES = ["model.json", "training.json"] as const;

/** Of a fine-tuned model, the terms of its data bind it. */
const stated = z.looseObject({
  licence: z.string().optional().catch(undefined),
  data: z.looseObject({ licence: z.string() }).optional().catch(undefined),
});

/**
 * The file's own word before that of the files beside it; undefined where none says anything.
 * @throws {LearnError} `bad-config` when a file beside it is no JSON: what it says of the licence would be lost.
 */
export function statedLicence({ path, metadata }: Pick<WeightFile, "path" | "metadata">): string | undefined {
  const own = metadata.licence ?? metadata.license;
  if (own !== undefined) return own;
  const beside = FILES.map((name) => join(dirname(path), name)).filter((file) => existsSync(file));
  return beside.map(licenceIn).find((licence) => licence !== undefined);
}

function licenceIn(path: string): string | undefined {
  const { data } = stated.safeParse(jsonIn(path));
  return data?.licence ?? data?.data?.licence;
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new LearnError("bad-config", `${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
