/** How a preprocessed image lies in a cache file: a safetensors file of one tensor in half precision. */
import {
  type ByteSource,
  float16Bits,
  hostTensor,
  readBytes,
  readSafetensorsHeader,
  writeSafetensors,
} from "@cmrkit/tensor";
import type { LoadedImage } from "./load-image.ts";
import { halves } from "./preprocess.ts";

const SCHEMA = "cmrkit.cached-image/1";

export function encodeCached(key: string, { data, size, spacingMm }: LoadedImage): Uint8Array {
  const tensor = hostTensor("float16", size, Uint16Array.from(data, float16Bits));
  return writeSafetensors(new Map([["image", tensor]]), { schema: SCHEMA, key, spacingMm: JSON.stringify(spacingMm) });
}

/** Reads one frame and nothing of the others. Undefined for a file that is not whole or not of this key. */
export function readCachedFrame(key: string, frameIndex: number, file: ByteSource): LoadedImage | undefined {
  try {
    const { entries, metadata } = readSafetensorsHeader(file);
    const image = entries.get("image");
    if (metadata.schema !== SCHEMA || metadata.key !== key || image?.storedAs !== "F16") return undefined;
    const [T, Z, Y, X] = image.shape;
    const byteLength = image.byteLength / T!;
    const bytes = readBytes(file, image.byteOffset + frameIndex * byteLength, byteLength);
    const spacingMm = spacingOf(metadata.spacingMm ?? "null");
    return { data: fromHalves(new Uint16Array(bytes.buffer)), size: [1, Z!, Y!, X!], spacingMm };
  } catch {
    return undefined;
  }
}

/** A loop over a table: a frame has a million voxels. */
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
