import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ImagingError, NiftiError, type NiftiErrorKind } from "../errors.ts";
import { niftiBytes } from "./nifti.fixture.ts";
import { readNifti, readNiftiLabels } from "./read.ts";

function refusal(read: () => unknown): NiftiError {
  try {
    read();
  } catch (error) {
    if (error instanceof NiftiError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** The plain file with some bytes overwritten. */
function damaged(at: number, ...bytes: number[]): Uint8Array {
  const file = niftiBytes();
  file.set(bytes, at);
  return file;
}

const nan = Number.NaN;
const refusals: readonly [what: string, kind: NiftiErrorKind, bytes: Uint8Array][] = [
  ["an empty file", "too-short", new Uint8Array(0)],
  ["a header cut short", "too-short", niftiBytes().subarray(0, 347)],
  ["a text file", "not-nifti", new TextEncoder().encode("this is a note about a patient's heart, no image")],
  ["an Analyze 7.5 header", "bad-magic", damaged(344, 0, 0, 0, 0)],
  ["a header whose voxels are elsewhere", "bad-magic", damaged(344, 0x6e, 0x69, 0x31, 0)],
  ["no axes", "bad-dimensions", niftiBytes({ dim: [0, 3, 2, 2, 1, 1, 1, 1] })],
  ["eight axes", "bad-dimensions", niftiBytes({ dim: [8, 3, 2, 2, 1, 1, 1, 1] })],
  ["a zero extent", "bad-dimensions", niftiBytes({ dim: [3, 3, 0, 2, 1, 1, 1, 1] })],
  ["a negative extent", "bad-dimensions", niftiBytes({ dim: [4, 3, 2, 2, -1, 1, 1, 1] })],
  ["a picture", "too-few-dimensions", niftiBytes({ dim: [2, 3, 4, 1, 1, 1, 1, 1] })],
  ["a vector field", "too-many-dimensions", niftiBytes({ dim: [5, 2, 2, 1, 1, 3, 1, 1] })],
  ["RGB voxels", "unsupported-datatype", damaged(70, 128, 0)],
  ["bitpix at odds with the type", "bad-bitpix", damaged(72, 8, 0)],
  ["voxels inside the header", "bad-data-offset", damaged(108, 0, 0, 0x80, 0x3f)], // 1.0
  ["an infinite slope", "bad-scaling", niftiBytes({ sclSlope: Number.POSITIVE_INFINITY })],
  ["an intercept that is no number", "bad-scaling", niftiBytes({ sclInter: nan })],
  ["a zero spacing", "bad-spacing", niftiBytes({ pixdim: [1, 1.5, 0, 8, 1, 1, 1, 1] })],
  ["a spacing that is no number", "bad-spacing", niftiBytes({ pixdim: [1, nan, 2, 8, 1, 1, 1, 1] })],
  ["an undefined unit of length", "bad-units", niftiBytes({ xyztUnits: 5 })],
  ["an sform that is no number", "bad-affine", niftiBytes({ srow: [nan, 0, 0, 0, 0, 2, 0, 0, 0, 0, 8, 0] })],
  ["a quaternion longer than 1", "bad-affine", niftiBytes({ sformCode: 0, qformCode: 1, quatern: [1, 1, 0] })],
  ["a flat sform", "singular-affine", niftiBytes({ srow: [1.5, 0, 0, 0, 0, 2, 0, 0, 1.5, 2, 0, 0] })],
  ["an empty sform", "singular-affine", niftiBytes({ srow: Array(12).fill(0) })],
  ["a NaN voxel", "non-finite-voxel", niftiBytes({ datatype: "float32", voxels: [...Array(11).fill(0), nan] })],
  ["a voxel beyond float32", "non-finite-voxel", niftiBytes({ datatype: "float64", voxels: Array(12).fill(1e300) })],
  ["gzip cut short", "gzip-corrupt", gzipSync(niftiBytes()).subarray(0, 60)],
  ["gzip damaged", "gzip-corrupt", Uint8Array.from(gzipSync(niftiBytes()), (byte, i) => (i > 20 && i < 40 ? 0 : byte))],
];

describe("a NIfTI file that cannot be read says why", () => {
  test.each(refusals)("%s: %s", (_, kind, bytes) => {
    expect(refusal(() => readNifti(bytes)).kind).toBe(kind);
    expect(refusal(() => readNiftiLabels(bytes)).kind).toMatch(new RegExp(`^(${kind}|not-labels)$`));
  });

  test("missing voxels are counted", () => {
    const error = refusal(() => readNifti(niftiBytes().subarray(0, 352 + 10)));
    expect(error.kind).toBe("truncated");
    expect(error.details).toEqual({ expectedBytes: 24, actualBytes: 10 });
    expect(error.message).toBe(
      "3 × 2 × 2 voxels of int16 in 1 frame take 24 bytes, the file has 10 after its header; copy it again",
    );
  });

  test("a huge image that the file does not hold is refused before memory is asked for", () => {
    const dim = [4, 30000, 30000, 30000, 30000, 1, 1, 1];
    expect(refusal(() => readNifti(niftiBytes({ dim }))).kind).toBe("too-large");
    const limits = { maxBytes: Number.MAX_VALUE };
    expect(refusal(() => readNifti(niftiBytes({ dim }), limits)).kind).toBe("truncated");
  });

  test("a gzip stream that inflates beyond the limit is refused", () => {
    const bomb = gzipSync(new Uint8Array(10_000_000));
    expect(bomb.length).toBeLessThan(20_000);
    expect(refusal(() => readNifti(bomb, { maxBytes: 1_000_000 })).kind).toBe("too-large");
  });

  test.each([-1, 256, 0.5])("a voxel of %s is no label", (value) => {
    const voxels = [...Array(11).fill(0), value];
    const error = refusal(() => readNiftiLabels(niftiBytes({ datatype: "float32", voxels })));
    expect(error.kind).toBe("not-labels");
    expect(error.details).toEqual({ voxelIndex: 11, value });
  });
});

describe("fuzzed headers", () => {
  test.each([1, 2] as const)("NIfTI-%i: any damage is read or refused, never a crash", (version) => {
    const headerBytes = version === 1 ? 352 : 544;
    const byte = fc.nat(255);
    const changes = fc.array(fc.tuple(fc.nat(headerBytes - 1), byte), { minLength: 1, maxLength: 8 });
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(changes, fc.nat(40), (bytesChanged, cut) => {
        const file = niftiBytes({ version, qformCode: 1 });
        for (const [at, value] of bytesChanged) file[at] = value;
        outcomes.add(outcomeOf(file.subarray(0, file.length - (cut < 30 ? 0 : cut))));
      }),
      { seed: 2026, numRuns: 3000 },
    );
    expect(outcomes).toContain("read");
    expect(outcomes.size).toBeGreaterThan(8);
  });
});

/** "read" or the kind of a refusal; any other error is the test's failure. */
function outcomeOf(file: Uint8Array): string {
  try {
    const { volume } = readNifti(file);
    expect(volume.data.every(Number.isFinite)).toBe(true);
    return "read";
  } catch (error) {
    if (error instanceof ImagingError) return error.kind;
    throw error;
  }
}
