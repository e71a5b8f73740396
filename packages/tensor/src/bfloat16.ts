/** bfloat16: the upper half of a float32. Widening it is exact. Source: ONNX TensorProto.BFLOAT16. */

/** Little-endian bfloat16 bytes as single precision. */
export function decodeBfloat16(bytes: Uint8Array): Float32Array {
  const words = new Uint32Array(bytes.length / 2);
  for (let i = 0; i < words.length; i++) words[i] = ((bytes[2 * i + 1]! << 24) | (bytes[2 * i]! << 16)) >>> 0;
  return new Float32Array(words.buffer);
}
