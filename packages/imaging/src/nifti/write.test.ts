import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Affine, affine, applyToPoint, compose, determinant, fromColumns, spacingMm } from "../affine.ts";
import { NiftiError } from "../errors.ts";
import { isSameGrid, makeGrid } from "../geometry-grid.ts";
import type { Vector3 } from "../geometry-vector.ts";
import { frameOf, type LabelVolume, type Volume } from "../volume.ts";
import { niftiBytes } from "./nifti.fixture.ts";
import { readNifti, readNiftiLabels } from "./read.ts";
import { writeNifti, writeNiftiLabels } from "./write.ts";

const seed = 2026;

/** Turns by three angles (degrees), about x, then y, then z. */
function rotation([x, y, z]: Vector3): Affine<"lps", "lps"> {
  const turn = (degrees: number, matrix: (c: number, s: number) => number[]) => {
    const radians = (degrees * Math.PI) / 180;
    return affine("lps", "lps", matrix(Math.cos(radians), Math.sin(radians)));
  };
  const aboutX = turn(x, (c, s) => [1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0, 0, 0, 0, 1]);
  const aboutY = turn(y, (c, s) => [c, 0, s, 0, 0, 1, 0, 0, -s, 0, c, 0, 0, 0, 0, 1]);
  const aboutZ = turn(z, (c, s) => [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  return compose(aboutZ, compose(aboutY, aboutX));
}

const angle = fc.constantFrom(-180, -135, -90, -33, 0, 12, 45, 90, 180);
const position = fc.double({ min: -300, max: 300, noNaN: true });
const extent = fc.integer({ min: 1, max: 5 });

/** Grids in any rotation, mirrored or not. */
const grids = fc
  .record({
    size: fc.tuple(extent, extent, extent),
    angles: fc.tuple(angle, angle, angle),
    spacing: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0.5, max: 12, noNaN: true }))),
    origin: fc.tuple(position, position, position),
    isMirrored: fc.boolean(),
  })
  .map(({ size, angles, spacing: [si, sj, sk], origin, isMirrored }) => {
    const stretch = fromColumns("ijk", "lps", {
      iAxis: [si!, 0, 0],
      jAxis: [0, sj!, 0],
      kAxis: [0, 0, isMirrored ? -sk! : sk!],
      origin: [0, 0, 0],
    });
    const shift = affine("lps", "lps", [1, 0, 0, origin[0], 0, 1, 0, origin[1], 0, 0, 1, origin[2], 0, 0, 0, 1]);
    return makeGrid(size, compose(shift, compose(rotation(angles), stretch)));
  });

const volumes = fc
  .tuple(grids, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2000 }))
  .map(([grid, frameCount, salt]): Volume => {
    const length = frameCount * grid.size[0] * grid.size[1] * grid.size[2];
    const data = Float32Array.from({ length }, (_, i) => ((i * 37 + salt) % 4001) - 2000);
    const frameTimesMs = Array.from({ length: frameCount }, (_, t) => 12.5 + 31.25 * t);
    return { grid, frameCount, data, ...(frameCount > 1 ? { frameTimesMs } : {}) };
  });

function refusal(write: () => unknown): string {
  try {
    write();
  } catch (error) {
    if (error instanceof NiftiError) return error.kind;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("writing and reading again", () => {
  test.each([
    [1, "float32"],
    [1, "int16"],
    [2, "float32"],
    [2, "int16"],
  ] as const)("NIfTI-%i keeps voxels, grid and times of any volume, as %s", (version, datatype) => {
    fc.assert(
      fc.property(volumes, fc.boolean(), (volume, gzip) => {
        const again = readNifti(writeNifti(volume, { version, datatype, gzip }));
        expect(again.volume.data).toEqual(volume.data);
        expect(isSameGrid(again.volume.grid, volume.grid)).toBe(true);
        expect(again.volume.frameTimesMs).toEqual(volume.frameTimesMs);
        expect(again.warnings).toEqual([]); // so the qform agrees with the sform
        expect(again.header.qformCode).toBe(1);
      }),
      { seed, numRuns: 60 },
    );
  });

  test("the qform alone places voxels as the sform does, mirrored grids too", () => {
    fc.assert(
      fc.property(volumes, (volume) => {
        const bytes = writeNifti(volume, { version: 2 });
        new DataView(bytes.buffer).setInt32(348, 0, true); // sform_code
        const again = readNifti(bytes);
        expect(again.geometrySource).toBe("qform");
        expect(isSameGrid(again.volume.grid, volume.grid)).toBe(true);
        expect(Math.sign(determinant(again.volume.grid.ijkToLps))).toBe(Math.sign(determinant(volume.grid.ijkToLps)));
      }),
      { seed },
    );
  });

  test("NIfTI-2 keeps the affine to the last bit", () => {
    fc.assert(
      fc.property(volumes, (volume) => {
        const again = readNifti(writeNifti(volume, { version: 2 }));
        expect(again.volume.grid).toEqual(volume.grid);
      }),
      { seed },
    );
  });

  test("labels keep their values, as uint8 with the label intent", () => {
    const grid = makeGrid([2, 2, 1], fromColumns("ijk", "lps", plainColumns));
    const labels: LabelVolume = { grid, frameCount: 2, labels: Uint8Array.of(0, 1, 2, 3, 3, 2, 1, 255) };
    const bytes = writeNiftiLabels(labels, { frameTimesMs: [0, 40] });
    const again = readNiftiLabels(bytes);
    expect(again.labels).toEqual(labels);
    expect(again.frameTimesMs).toEqual([0, 40]);
    expect(again.header.datatype).toBe("uint8");
    expect(new DataView(bytes.buffer).getInt16(68, true)).toBe(1002);
  });

  test("a sheared grid has an sform and no qform", () => {
    const sheared = makeGrid([2, 2, 1], fromColumns("ijk", "lps", { ...plainColumns, kAxis: [3, 0, 8] }));
    const again = readNifti(writeNifti({ grid: sheared, frameCount: 1, data: new Float32Array(4) }));
    expect(again.header.qformCode).toBe(0);
    expect(isSameGrid(again.volume.grid, sheared)).toBe(true);
  });

  test("equal images make equal bytes, compressed too, with no time or system in the stream", () => {
    const volume = readNifti(niftiBytes()).volume;
    const bytes = writeNifti(volume, { gzip: true });
    expect(bytes).toEqual(writeNifti(volume, { gzip: true }));
    expect([...bytes.subarray(4, 10)]).toEqual([0, 0, 0, 0, 0, 255]);
    expect(new Uint8Array(gunzipSync(bytes))).toEqual(writeNifti(volume));
  });
});

const plainColumns = {
  iAxis: [1.5, 0, 0],
  jAxis: [0, 1.5, 0],
  kAxis: [0, 0, 8],
  origin: [-20, 30, 40],
} as const;

describe("carrying a source's geometry through", () => {
  /** Header fields of space and time, as bytes: pixdim, units, toffset, codes and both transforms. */
  const geometryBytes = (file: Uint8Array) => [
    ...file.subarray(76, 108),
    file[123],
    ...file.subarray(136, 140),
    ...file.subarray(252, 328),
  ];

  test.each([
    ["both transforms, at odds", { qformCode: 2, sformCode: 4, quatern: [0.1, 0.2, 0.3], qoffset: [5, 6, 7] }],
    ["the qform only", { qformCode: 1, sformCode: 0, quatern: [0.5, 0.5, 0.5], qoffset: [-9.1, 8.3, 7.7] }],
    ["spacings only", { qformCode: 0, sformCode: 0 }],
    ["a time axis in seconds", { dim: [4, 3, 2, 1, 2, 1, 1, 1], xyztUnits: 10, toffset: 0.3 }],
    ["lengths in metres", { xyztUnits: 1 }],
  ])("%s: labels get the very same fields", (_, changes) => {
    const source = niftiBytes(changes);
    const { volume, header } = readNifti(source);
    const labels = { grid: volume.grid, frameCount: volume.frameCount, labels: new Uint8Array(12).fill(3) };
    const written = writeNiftiLabels(labels, { like: header });
    expect(geometryBytes(written)).toEqual(geometryBytes(source));
    expect(readNiftiLabels(written).labels.grid).toEqual(volume.grid);
  });

  test("a big-endian NIfTI-2 source makes a NIfTI-2 file with the same affine", () => {
    const srow = [1.5 / 7, 0, 0, 1 / 3, 0, 2, 0, 20, 0, 0, 8, 30];
    const { volume, header } = readNifti(niftiBytes({ version: 2, isLittleEndian: false, srow }));
    const again = readNifti(writeNifti(volume, { like: header }));
    expect(again.header.version).toBe(2);
    expect(again.header.srow).toEqual(srow);
  });

  test("one frame may carry the header of its cine, other grids and frame counts may not", () => {
    const cine = { dim: [4, 3, 2, 1, 2, 1, 1, 1], xyztUnits: 10 };
    const { volume, header } = readNifti(niftiBytes(cine));
    expect(readNifti(writeNifti(frameOf(volume, 1), { like: header })).volume.data).toEqual(volume.data.slice(6));

    const elsewhere = makeGrid(volume.grid.size, fromColumns("ijk", "lps", plainColumns));
    expect(refusal(() => writeNifti({ ...volume, grid: elsewhere }, { like: header }))).toBe("header-mismatch");
    const shorter = readNifti(niftiBytes({ ...cine, dim: [4, 3, 2, 1, 1, 1, 1, 1] })).header;
    expect(refusal(() => writeNifti(volume, { like: shorter }))).toBe("header-mismatch");
    const retimed = { ...volume, frameTimesMs: [0, 33] };
    expect(refusal(() => writeNifti(retimed, { like: header }))).toBe("header-mismatch");
  });
});

describe("what is not written", () => {
  const grid = makeGrid([2, 1, 1], fromColumns("ijk", "lps", plainColumns));
  const still = (...data: number[]): Volume => ({ grid, frameCount: data.length / 2, data: Float32Array.from(data) });

  test.each([
    ["NaN", "float32", Number.NaN],
    ["half a unit as int16", "int16", 0.5],
    ["too much for int16", "int16", 40_000],
  ] as const)("%s", (_, datatype, value) => {
    expect(refusal(() => writeNifti(still(0, value), { datatype }))).toBe("not-representable");
  });

  test("uneven frame times; a millisecond of rounding is even", () => {
    const cine = still(1, 2, 3, 4, 5, 6);
    expect(refusal(() => writeNifti({ ...cine, frameTimesMs: [0, 30, 90] }))).toBe("uneven-frame-times");
    expect(refusal(() => writeNifti({ ...cine, frameTimesMs: [0, 0, 0] }))).toBe("uneven-frame-times");
    const rounded = readNifti(writeNifti({ ...cine, frameTimesMs: [0, 33, 67] })).volume;
    expect(rounded.frameTimesMs).toEqual([0, 33.5, 67]);
  });

  test("voxels that do not fill the grid", () => {
    const short = { ...still(1, 2), data: new Float32Array(1) };
    expect(() => writeNifti(short)).toThrow(expect.objectContaining({ kind: "data-size" }));
  });

  test("extents beyond NIfTI-1, which NIfTI-2 holds", () => {
    const long = makeGrid([40_000, 1, 1], grid.ijkToLps);
    const volume = { grid: long, frameCount: 1, data: new Float32Array(40_000) };
    expect(refusal(() => writeNifti(volume))).toBe("bad-dimensions");
    expect(readNifti(writeNifti(volume, { version: 2 })).volume.grid.size).toEqual([40_000, 1, 1]);
  });

  test("positions are those of voxel centres", () => {
    const again = readNifti(writeNifti(still(1, 2))).volume.grid;
    expect(applyToPoint(again.ijkToLps, [1, 0, 0])).toEqual([-18.5, 30, 40]);
    expect(spacingMm(again.ijkToLps)).toEqual([1.5, 1.5, 8]);
  });
});
