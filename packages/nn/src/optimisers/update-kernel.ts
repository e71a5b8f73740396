/**
 * Updates of parameters in place, in WebAssembly with SIMD: blocks go through a scratch memory that stays in the
 * processor's cache, so each element is read and written once, wherever its array lies.
 *
 * The source is `update-kernel.wat`; ADR 0012 says why updates are not part of the graph.
 */
import { updateKernelBytes } from "./update-kernel-bytes.ts";

/** What AdamW multiplies and adds, for all elements of a parameter. */
export interface AdamWFactors {
  readonly gradient: number;
  /** Of the first and the second moment. */
  readonly decays: readonly [number, number];
  /** Of the gradient in the first moment, of its square in the second. */
  readonly gains: readonly [number, number];
  /** Of the parameter. */
  readonly keep: number;
  readonly stepSize: number;
  /** What is added to the root of the second moment. */
  readonly smallest: number;
}

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  adamW(count: number, ...pointersAndFactors: number[]): void;
  follow(count: number, average: number, parameter: number, share: number): void;
  squares(count: number, values: number): number;
}

/** Elements of a block; the memory holds five, 160 KiB. */
const BLOCK = 8192;
const POINTERS = [0, 1, 2, 3, 4].map((block) => block * BLOCK * Float32Array.BYTES_PER_ELEMENT);

const kernel = instantiate();
const blocks = POINTERS.map((pointer) => new Float32Array(kernel.memory.buffer, pointer, BLOCK));

function instantiate(): KernelExports {
  const bytes = Uint8Array.from(atob(updateKernelBytes), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as KernelExports;
}

/** One step of AdamW: parameter and moments change, the gradient does not. All have the same length. */
export function adamWInPlace(
  parameter: Float32Array,
  gradient: Float32Array,
  [first, second]: readonly [Float32Array, Float32Array],
  factors: AdamWFactors,
): void {
  const { decays, gains } = factors;
  const numbers = [decays[0], gains[0], decays[1], gains[1], factors.keep, factors.stepSize, factors.smallest];
  const [p, g, m, v] = POINTERS as [number, number, number, number];
  forBlocks([parameter, gradient, first, second], [0, 2, 3], (count) =>
    kernel.adamW(count, p, g, m, v, factors.gradient, ...numbers),
  );
}

/** average ← average + share·(values − average). */
export function followInPlace(average: Float32Array, values: Float32Array, share: number): void {
  const [a, p] = POINTERS as [number, number];
  forBlocks([average, values], [0], (count) => kernel.follow(count, a, p, share));
}

/** Σ x², summed in double precision. */
export function sumOfSquares(values: Float32Array): number {
  let sum = 0;
  forBlocks([values], [], (count) => {
    blocks[0]!.fill(0, count, fours(count)); // the kernel reads whole fours
    sum += kernel.squares(count, POINTERS[0]!);
  });
  return sum;
}

/** Brings the arrays into the memory block by block, and those of `changed` back. */
function forBlocks(arrays: readonly Float32Array[], changed: readonly number[], run: (count: number) => void): void {
  const { length } = arrays[0]!;
  for (let start = 0; start < length; start += BLOCK) {
    const count = Math.min(BLOCK, length - start);
    for (const [i, array] of arrays.entries()) blocks[i]!.set(array.subarray(start, start + count));
    run(count);
    for (const i of changed) arrays[i]!.set(blocks[i]!.subarray(0, count), start);
  }
}

function fours(count: number): number {
  return Math.ceil(count / 4) * 4;
}
