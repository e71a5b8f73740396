/** CineMA's transformer over the tokens of all views. Source: `ViTEncoder` of cinema/vit.py. */
import { concat, expand, type Tensor } from "@cmrkit/graph";
import { normal } from "../../initialisers.ts";
import { layerNorm } from "../../layers/normalisation.ts";
import { type TransformerConfig, transformerBlock } from "../../layers/transformer.ts";
import type { ParameterScope } from "../../parameters.ts";

const CLS_DEVIATION = 0.02;

/** tokens (B, N, E) → (B, 1 + N, E), the class token first. */
export function vitEncoder(scope: ParameterScope, tokens: Tensor, config: TransformerConfig): Tensor {
  const [B, , E] = tokens.shape;
  const cls = expand(scope.parameter("cls_token", [1, 1, E!], normal(CLS_DEVIATION)), [B!, 1, E!]);
  const encoded = Array.from({ length: config.depth }).reduce<Tensor>(
    (x, _, block) => transformerBlock(scope.at("blocks", block), x, config),
    concat([cls, tokens], 1),
  );
  return layerNorm(scope.at("norm"), encoded);
}
