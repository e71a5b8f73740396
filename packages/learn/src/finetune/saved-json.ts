/** Reads back what a run noted in JSON. */
import { readFileSync } from "node:fs";
import type { z } from "zod";
import { LearnError } from "../errors.ts";

/**
 * @param advice What to do about a file that cannot be read.
 * @throws {LearnError} `bad-checkpoint` for a file that is cut short, changed, or of another kind.
 */
export function readSavedJson<T>(path: string, schema: z.ZodType<T>, advice: string): T {
  const result = schema.safeParse(jsonOrNothing(readFileSync(path, "utf8")));
  if (result.success) return result.data;
  throw new LearnError("bad-checkpoint", `${path} cannot be read; ${advice}`);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
