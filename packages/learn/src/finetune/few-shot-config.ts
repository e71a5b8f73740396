/** The configuration of a grid of arms × label counts × seeds. */
import { z } from "zod";
import { parseModelConfig, type Rule, rules } from "../models/model-config.ts";

const schema = z
  .strictObject({
    /** What is compared; `config` is the file of a fine-tuning, beside which paths are looked up. */
    arms: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[\w-]+$/, "letters, digits, - and _ only: it names a folder"),
          config: z.string(),
          encoder: z.string().optional(),
          freezes: z.boolean().default(false),
        }),
      )
      .min(1),
    /** Such as `2`, `8`, `5%`, `all`. */
    labels: z.array(z.string()).min(1),
    seeds: z.array(z.int()).min(1),
    /** Of the evaluation, such as `mean dice`: what the curves show. */
    metric: z.string(),
  })
  .check(rules(fewShotRules));

export type FewShotConfig = z.infer<typeof schema>;

/** Cells that are alike would share a folder. */
function fewShotRules({ arms, labels, seeds }: FewShotConfig): Rule[] {
  const differ = (values: readonly unknown[]) => new Set(values).size === values.length;
  return [
    [differ(arms.map(({ name }) => name)), "arms", "must have different names"],
    [differ(labels), "labels", "must differ"],
    [differ(seeds), "seeds", "must differ"],
  ];
}

/** @throws {LearnError} `bad-config` listing every issue with its path. */
export function parseFewShotConfig(json: unknown, source: string): FewShotConfig {
  return parseModelConfig(schema, json, "grid over label counts", source);
}
