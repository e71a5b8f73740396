/** Byte order of this machine and of files. */

/** Whether typed arrays of this machine hold the low byte first. */
export const isLittleEndianMachine = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns the bytes of each number around, in place. */
export function reverseEach(bytes: Uint8Array, bytesPerNumber: number): void {
  for (let start = 0; start < bytes.length; start += bytesPerNumber) {
    bytes.subarray(start, start + bytesPerNumber).reverse();
  }
}

/** The bytes of numbers, low byte first; a view of them where the machine already keeps them so. */
export function littleEndianBytes(numbers: Float32Array | Int16Array | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (isLittleEndianMachine || numbers.BYTES_PER_ELEMENT === 1) return bytes;
  const turned = bytes.slice();
  reverseEach(turned, numbers.BYTES_PER_ELEMENT);
  return turned;
}
