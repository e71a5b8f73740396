/** What ConvUNetR and ConvViT share with a masked autoencoder, and take over from it. */

import { transferPretrained } from "../../weights/pretrained.ts";
import type { FinetuneNetwork } from "./network.ts";

/** Stem, fusion, class token and transformer; all else is decoder or head. Source: names of cinema/convvit.py. */
export function isCinemaEncoder(name: string): boolean {
  return /^(enc_|encoder\.|cls_token|view_embed)/.test(name);
}

export function fromMaskedAutoencoder(views: readonly string[]): FinetuneNetwork["takeOver"] {
  return (source, specs) => transferPretrained(source, specs, views);
}
