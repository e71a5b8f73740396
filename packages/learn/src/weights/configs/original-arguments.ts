/** Constructor arguments of CineMA's models as JSON, and what they tell that shapes do not. */
import { z } from "zod";
import { convUNetRArguments, convViTArguments, maskedAutoencoderArguments } from "../../models/cinema-original.ts";
import type { FamilyName, Hints } from "../families/family.ts";

const count = z.int().positive();

const hintsSchema = z.looseObject({
  image_size_dict: z.record(z.string(), z.array(count)).optional(),
  enc_n_heads: count.optional(),
  dec_n_heads: count.optional(),
  n_frames: count.optional(),
});

/** Nothing for a configuration of another form. */
export function hintsOfOriginal(config: unknown): Hints {
  const { data } = hintsSchema.safeParse(config);
  return {
    imageSizes: data?.image_size_dict,
    encoderHeads: data?.enc_n_heads,
    decoderHeads: data?.dec_n_heads,
    frames: data?.n_frames,
  };
}

/** The model whose arguments these are, or `undefined` where they are none's. */
export function familyOfArguments(json: unknown): FamilyName | undefined {
  if (maskedAutoencoderArguments.safeParse(json).success) return "cinema-mae";
  if (convViTArguments.safeParse(json).success) return "cinema-convvit";
  return convUNetRArguments.safeParse(json).success ? "cinema-convunetr" : undefined;
}
