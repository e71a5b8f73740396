/** How a preprocessed image lies in a cache file: a safetensors file of one tensor in half precision. */
import { float16Bits, hostTensor, readSafetensors, writeSafetensors } from "@cmrkit/tensor";
import type { LoadedImage } from "./load-image.ts";
import { halves } from "./preprocess.ts";

const SCHEMA = "cmrkit.cached-image/1";

export function encodeCached(key: string, { data, size, spacingMm }: LoadedImage): Uint8Array {
  const tensor = hostTensor("float16", size, Uint16Array.from(data, float16Bits));
  return writeSafetensors(new Map([["image", tensor]]), { schema: SCHEMA, key, spacingMm: JSON.stringify(spacingMm) });
}

/** Undefined for bytes that are no whole file of this key. */
export function decodeCached(key: string, bytes: Uint8Array): LoadedImage | undefined {
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const image = tensors.get("image");
    if (metadata.schema !== SCHEMA || metadata.key !== key || !(image?.data instanceof Uint16Array)) return undefined;
    const [T, Z, Y, X] = image.shape;
    return { data: fromHalves(image.data), size: [T!, Z!, Y!, X!], spacingMm: spacingOf(metadata.spacingMm ?? "null") };
  } catch {
    return undefined;
  }
}

/** A loop over a table: a cine has millions of voxels. */
function fromHalves(bits: Uint16Array): Float32Array {
  const data = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) data[i] = halves[bits[i]!]!;
  return data;
}

function spacingOf(text: string): LoadedImage["spacingMm"] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) return null;
  const [z, y, x] = value.map(Number);
  return [z!, y!, x!];
}
