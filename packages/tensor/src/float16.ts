/** IEEE 754 half precision as bit patterns, for weight files that halve their size. */

const scratch = new DataView(new ArrayBuffer(4));

/** Bits of the half nearest to a number, ties to even; overflow becomes infinity. Source: IEEE 754-2019 §4.3.1. */
export function float16Bits(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const shift = exponent > 112 ? 13 : 126 - exponent; // below 2^-14 the significand loses a bit per power of two
  if (shift > 24) return sign;
  const significand = exponent > 112 ? ((exponent - 112) << 23) | fraction : fraction | 0x800000;
  const rounded = roundedShift(significand, shift);
  return sign | Math.min(rounded, 0x7c00);
}

function roundedShift(value: number, shift: number): number {
  const half = 2 ** (shift - 1);
  const floor = Math.floor(value / 2 ** shift);
  const rest = value - floor * 2 ** shift;
  return rest > half || (rest === half && floor % 2 === 1) ? floor + 1 : floor;
}

/** The number that half-precision bits stand for. */
export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function encodeFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, float16Bits);
}

export function decodeFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, float16Value);
}
