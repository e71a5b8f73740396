/** SHA-256 of tensors: of the safetensors file that they would make, which is never whole in memory. */
import { createHash } from "node:crypto";
import { type NamedTensors, safetensorsChunks } from "@cmrkit/tensor";

/** In hexadecimal digits. */
export function tensorsSha256(tensors: NamedTensors): string {
  const hash = createHash("sha256");
  for (const chunk of safetensorsChunks(tensors)) hash.update(chunk);
  return hash.digest("hex");
}
