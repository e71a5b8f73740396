/** A masked autoencoder small enough for tests, of the shape of CineMA's `tiny`, and files that hold it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { initialParameters } from "@cmrkit/nn";
import { type HostTensor, randomStream, writeSafetensors } from "@cmrkit/tensor";
import type { MaskedAutoencoderArguments } from "../../models/cinema-original.ts";
import { maskedAutoencoderSpecs } from "../families/cinema.ts";

export const smallArguments: MaskedAutoencoderArguments = {
  image_size_dict: { sax: [32, 64, 2], lax_2c: [32, 32], lax_3c: [32, 32], lax_4c: [32, 32] },
  in_chans_dict: { sax: 1, lax_2c: 1, lax_3c: 1, lax_4c: 1 },
  enc_patch_size_dict: { sax: [4, 4, 1], lax_2c: [4, 4], lax_3c: [4, 4], lax_4c: [4, 4] },
  enc_scale_factor_dict: { sax: [2, 2, 1], lax_2c: [2, 2], lax_3c: [2, 2], lax_4c: [2, 2] },
  enc_conv_chans: [4, 6],
  enc_conv_n_blocks: 1,
  enc_embed_dim: 16,
  enc_depth: 1,
  enc_n_heads: 2,
  dec_embed_dim: 16,
  dec_depth: 1,
  dec_n_heads: 2,
};

/** The configuration that CineMA would publish beside it. */
export const smallYaml = `
data:
  sax: {spacing: [1.0, 1.0, 10.0], patch_size: [32, 64, 2], in_chans: 1}
  lax: {spacing: [1.0, 1.0], patch_size: [32, 32], in_chans: 1}
model:
  size: tiny # tiny, base, large, huge
  views: ["sax", "lax_2c", "lax_3c", "lax_4c"]
  patch_size: [4, 4, 1]
  scale_factor: [2, 2, 1]
  enc_conv_chans: [4, 6]
  enc_conv_n_blocks: 1
`;

export function smallWeights(seed = 1, original = smallArguments): Map<string, HostTensor> {
  return initialParameters(maskedAutoencoderSpecs(original), randomStream(seed));
}

/** Writes weights, and a configuration beside them, as CineMA's `pretrained` folder has them. */
export function writeSmall(folder: string, weights: Map<string, HostTensor>, yaml: string | null = smallYaml): string {
  const path = join(folder, "cinema.safetensors");
  writeFileSync(path, writeSafetensors(weights, { format: "pt" }));
  if (yaml !== null) writeFileSync(join(folder, "cinema.yaml"), yaml);
  return path;
}
