/** Configurations of models as JSON: what their schemas share. */
import { z } from "zod";
import { LearnError } from "../errors.ts";

export const positiveInteger = z.int().positive();
export const plane = z.tuple([positiveInteger, positiveInteger]);
/** Two or three spatial axes. */
export const axes = z.union([z.literal(2), z.literal(3)]);

/** A rule over several fields: whether it holds, the field to blame, what is wrong. */
export type Rule = readonly [holds: boolean, path: string, message: string];

/** A check of a schema that reports every broken rule at its field. */
export function rules<T>(of: (value: T) => readonly Rule[]) {
  return (context: z.core.ParsePayload<T>): void => {
    for (const [holds, path, message] of of(context.value))
      if (!holds) context.issues.push({ code: "custom", input: context.value, path: path.split("."), message });
  };
}

/**
 * Validates a parsed configuration and fills in its defaults.
 * @param source Where it comes from, for the message.
 * @throws {LearnError} `bad-config` listing every issue with its path.
 */
export function parseModelConfig<T>(schema: z.ZodType<T>, json: unknown, model: string, source: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new LearnError("bad-config", `${source} is no configuration of a ${model}:\n  ${issues.join("\n  ")}`);
}
