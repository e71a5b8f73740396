/** Voxel bytes to numbers: byte order, scaling, and the checks that intensities and labels must pass. */
import { NiftiError } from "../errors.ts";
import { isLittleEndianMachine, reverseEach } from "./byte-order.ts";
import { type NiftiArray, storageOf } from "./datatype.ts";
import { frameCountOf, gridSize, type NiftiHeader, voxelCountOf } from "./header.ts";

/**
 * Voxels as stored, in the byte order of this machine. Sizes are compared before anything is allocated.
 * @throws {NiftiError} `too-large` when the header declares more than `maxBytes`, `truncated` when the file holds less
 *   than it declares.
 */
export function storedVoxels(bytes: Uint8Array, header: NiftiHeader, maxBytes: number): NiftiArray {
  const { byteCount, view } = storageOf[header.datatype];
  const expectedBytes = voxelCountOf(header) * byteCount;
  if (expectedBytes > maxBytes) {
    const details = { expectedBytes, maxBytes };
    throw new NiftiError(
      "too-large",
      `${declared(header)} take ${expectedBytes} bytes; at most ${maxBytes} are allowed`,
      details,
    );
  }
  const actualBytes = Math.max(0, bytes.byteLength - header.voxOffset);
  if (actualBytes < expectedBytes) {
    const message = `${declared(header)} take ${expectedBytes} bytes, the file has ${actualBytes} after its header`;
    throw new NiftiError("truncated", `${message}; copy it again`, { expectedBytes, actualBytes });
  }
  const owned = new Uint8Array(expectedBytes); // not bytes.slice(): a Node Buffer's shares the pool behind it
  owned.set(bytes.subarray(header.voxOffset, header.voxOffset + expectedBytes));
  if (header.isLittleEndian !== isLittleEndianMachine) reverseEach(owned, byteCount);
  return view(owned.buffer);
}

/**
 * Intensities, stored · slope + intercept, in float32.
 * @throws {NiftiError} `non-finite-voxel`: a NaN would spread through every filter and model without a trace.
 */
export function toIntensities(stored: NiftiArray, { sclSlope, sclInter }: NiftiHeader): Float32Array {
  const intensities = isBigInt(stored) ? Float32Array.from(stored, Number) : new Float32Array(stored);
  if (sclSlope !== 1 || sclInter !== 0) {
    for (let i = 0; i < intensities.length; i++) intensities[i] = intensities[i]! * sclSlope + sclInter;
  }
  const bad = intensities.findIndex((intensity) => !Number.isFinite(intensity));
  if (bad === -1) return intensities;
  throw new NiftiError(
    "non-finite-voxel",
    `voxel ${bad} is ${intensities[bad]} in float32; intensities must be finite`,
    {
      voxelIndex: bad,
    },
  );
}

/**
 * Labels, stored · slope + intercept.
 * @throws {NiftiError} `not-labels` when a value is no whole number in 0…255: an image given in place of its labels.
 */
export function toLabels(stored: NiftiArray, { sclSlope, sclInter }: NiftiHeader): Uint8Array {
  const labels = new Uint8Array(stored.length);
  for (let i = 0; i < labels.length; i++) {
    const value = Number(stored[i]) * sclSlope + sclInter;
    labels[i] = value;
    if (labels[i] !== value) {
      const message = `voxel ${i} is ${value}; labels are whole numbers from 0 to 255. Is this the image itself?`;
      throw new NiftiError("not-labels", message, { voxelIndex: i, value });
    }
  }
  return labels;
}

function declared(header: NiftiHeader): string {
  const frames = frameCountOf(header);
  return `${gridSize(header).join(" × ")} voxels of ${header.datatype} in ${frames} ${frames === 1 ? "frame" : "frames"}`;
}

function isBigInt(stored: NiftiArray): stored is BigInt64Array | BigUint64Array {
  return stored instanceof BigInt64Array || stored instanceof BigUint64Array;
}
