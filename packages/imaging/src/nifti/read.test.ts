import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { applyToPoint, spacingMm } from "../affine.ts";
import { niftiBytes, voxelTypes } from "./nifti.fixture.ts";
import { readNifti, readNiftiLabels } from "./read.ts";

const versionsAndOrders = [1, 2].flatMap((version) =>
  [true, false].map((isLittleEndian) => ({ version: version === 1 ? 1 : 2, isLittleEndian }) as const),
);

describe("voxels", () => {
  const stored = versionsAndOrders.flatMap((format) => voxelTypes.map((datatype) => ({ ...format, datatype })));

  test.each(stored)("NIfTI-$version, little-endian $isLittleEndian, $datatype: values come out in order", (format) => {
    const { volume, header } = readNifti(niftiBytes(format));
    expect([...volume.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(volume.grid.size).toEqual([3, 2, 2]);
    expect(header.datatype).toBe(format.datatype);
  });

  test.each(["int8", "int16", "int32", "float32", "float64", "int64"] as const)("%s keeps its sign", (datatype) => {
    const { volume } = readNifti(niftiBytes({ datatype, isLittleEndian: false, voxels: Array(12).fill(-101) }));
    expect(new Set(volume.data)).toEqual(new Set([-101]));
  });

  test("slope and intercept turn stored values into intensities and labels", () => {
    const bytes = niftiBytes({ sclSlope: 0.5, sclInter: 10 });
    expect(readNifti(bytes).volume.data[3]).toBe(11.5);
    const even = niftiBytes({ sclSlope: 0.5, sclInter: 1, voxels: Array(12).fill(4) });
    expect(readNiftiLabels(even).labels.labels[0]).toBe(3);
  });

  test.each([0, Number.NaN])("a slope of %s means unscaled, whatever the intercept", (sclSlope) => {
    expect(readNifti(niftiBytes({ sclSlope, sclInter: 7 })).volume.data[5]).toBe(5);
  });

  test("gzip makes no difference", () => {
    expect(readNifti(gzipSync(niftiBytes()))).toEqual(readNifti(niftiBytes()));
  });

  test("bytes inside a larger buffer are read from where they start", () => {
    const plain = niftiBytes();
    const larger = new Uint8Array(plain.length + 13);
    larger.set(plain, 13);
    expect(readNifti(larger.subarray(13)).volume.data).toEqual(readNifti(plain).volume.data);
  });
});

describe("place", () => {
  test("RAS becomes LPS: x and y change sign", () => {
    const { volume, geometrySource, warnings } = readNifti(niftiBytes());
    expect(geometrySource).toBe("sform");
    expect(applyToPoint(volume.grid.ijkToLps, [0, 0, 0])).toEqual([-10, -20, 30]);
    expect(applyToPoint(volume.grid.ijkToLps, [2, 1, 1])).toEqual([-13, -22, 38]);
    expect(warnings).toEqual([]);
  });

  test.each(versionsAndOrders)(
    "the qform holds where the sform is not set (NIfTI-$version, $isLittleEndian)",
    (format) => {
      // A quarter turn about z, (b, c, d) = (0, 0, sin 45°): i points along +y, j along -x; qfac -1 turns k down.
      const quarterTurn = { quatern: [0, 0, Math.SQRT1_2], qoffset: [1, 2, 3], qformCode: 1, sformCode: 0 };
      const bytes = niftiBytes({ ...format, ...quarterTurn, pixdim: [-1, 1.5, 2, 8, 1, 1, 1, 1] });
      const { volume, geometrySource } = readNifti(bytes);
      expect(geometrySource).toBe("qform");
      const [x, y, z] = applyToPoint(volume.grid.ijkToLps, [2, 1, 1]); // RAS (1 - 2, 2 + 3, 3 - 8)
      expect([x, y, z].map((mm) => Number(mm.toFixed(5)))).toEqual([1, -5, -5]);
    },
  );

  test("the sform wins over the qform, and a disagreement is reported", () => {
    const { geometrySource, warnings } = readNifti(niftiBytes({ qformCode: 1, qoffset: [10, 20, 36] }));
    expect(geometrySource).toBe("sform");
    expect(warnings.map(({ kind }) => kind)).toEqual(["transforms-disagree"]);
    expect(readNifti(niftiBytes({ qformCode: 1, qoffset: [10, 20, 30] })).warnings).toEqual([]);
  });

  test("without either, spacings hold and the unknown orientation is reported", () => {
    const { volume, geometrySource, warnings } = readNifti(niftiBytes({ sformCode: 0 }));
    expect(geometrySource).toBe("pixdim");
    expect(warnings.map(({ kind }) => kind)).toEqual(["orientation-unknown"]);
    expect(spacingMm(volume.grid.ijkToLps)).toEqual([1.5, 2, 8]);
  });

  test("spacings that contradict pixdim are reported", () => {
    const { warnings } = readNifti(niftiBytes({ pixdim: [1, 1.5, 2, 10, 1, 1, 1, 1] }));
    expect(warnings).toEqual([
      {
        kind: "spacings-disagree",
        message:
          "the sform has voxels of 1.500 × 2.000 × 8.000 mm, pixdim of 1.500 × 2.000 × 10.000 mm; the sform is used",
      },
    ]);
  });

  test.each([
    ["metres", 1, 1000],
    ["micrometres", 3, 0.001],
    ["no unit", 0, 1],
  ])("lengths in %s become mm", (_, xyztUnits, factor) => {
    const { volume, warnings } = readNifti(niftiBytes({ xyztUnits }));
    expect(spacingMm(volume.grid.ijkToLps)).toEqual([1.5 * factor, 2 * factor, 8 * factor]);
    expect(warnings.map(({ kind }) => kind)).toEqual(factor === 1 ? ["length-unit-unknown"] : []);
  });
});

describe("time", () => {
  const cine = { dim: [4, 3, 2, 1, 2, 1, 1, 1], pixdim: [1, 1.5, 2, 8, 0.04, 1, 1, 1], toffset: 0.01 };

  test("the fourth axis is time, in the file's unit", () => {
    const { volume } = readNifti(niftiBytes({ ...cine, xyztUnits: 2 | 8 }));
    expect(volume.frameCount).toBe(2);
    expect(volume.frameTimesMs?.map((ms) => Math.round(ms))).toEqual([10, 50]);
    expect(readNiftiLabels(niftiBytes({ ...cine, xyztUnits: 2 | 8 })).frameTimesMs).toEqual(volume.frameTimesMs);
  });

  test("frames without a unit of time have no times", () => {
    expect(readNifti(niftiBytes({ ...cine, xyztUnits: 2 })).volume.frameTimesMs).toBeUndefined();
    expect(readNifti(niftiBytes({ ...cine, xyztUnits: 2 | 32 })).volume.frameTimesMs).toBeUndefined(); // Hz
  });

  test("trailing axes of extent 1 change nothing", () => {
    expect(readNifti(niftiBytes({ dim: [7, 3, 2, 2, 1, 1, 1, 1] })).volume.frameCount).toBe(1);
  });
});
