/** CineMA's transformer over the tokens of all views. Source: `ViTEncoder` of cinema/vit.py. */
import { concat, expand, type Tensor } from "@cmrkit/graph";
import { normal } from "../../initialisers.ts";
import { layerNorm } from "../../layers/normalisation.ts";
import { type DropPath, type TransformerConfig, transformerBlocks } from "../../layers/transformer.ts";
import type { ParameterScope } from "../../parameters.ts";

const TOKEN_DEVIATION = 0.02;

/** A learnt token (1, 1, E). Source: `get_tokens` of cinema/vit.py. */
export function learntToken(scope: ParameterScope, name: string, E: number): Tensor {
  return scope.parameter(name, [1, 1, E], normal(TOKEN_DEVIATION));
}

/** tokens (B, N, E) → (B, 1 + N, E), the class token first. */
export function vitEncoder(
  scope: ParameterScope,
  tokens: Tensor,
  config: TransformerConfig,
  dropPath?: DropPath,
): Tensor {
  const [B, , E] = tokens.shape;
  const cls = expand(learntToken(scope, "cls_token", E!), [B!, 1, E!]);
  const encoded = transformerBlocks(scope, concat([cls, tokens], 1), config, dropPath ? { dropPath } : {});
  return layerNorm(scope.at("norm"), encoded);
}
