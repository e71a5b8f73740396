import { permutation, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { applyToPoint, spacingMm } from "../affine.ts";
import type { Vector3 } from "../geometry-vector.ts";
import { add, scale } from "../geometry-vector.ts";
import { assembleCine } from "./cine.ts";
import { type DicomInstance, parseDicomInstance } from "./instance.ts";
import { assembleStill } from "./still.ts";
import { type Change, firstPositionMm, obliqueCine, obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { refusalOf } from "./testing/refusal.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

function shuffled(instances: readonly DicomInstance[]): readonly DicomInstance[] {
  return permutation(instances.length, randomStream(2026)).map((i) => instances[i]!);
}

/** Moves a slice along the normal (1, -2, 2)/3 by whole multiples of 3 mm, or by any vector. */
function moved(image: ReturnType<typeof obliqueImage>, by: Vector3) {
  return { ...image, imagePositionPatientMm: add(image.imagePositionPatientMm, by) };
}

const alongNormal = (mm: number): Vector3 => scale([1, -2, 2], mm / 3);

test("images in any order become frames in time and slices along row × column", () => {
  const { volume, sopInstanceUids, ...cine } = assembleCine(shuffled(obliqueCine(4, 5)));
  expect(volume.grid.size).toEqual([4, 3, 4]);
  expect(volume.frameCount).toBe(5);
  const expected = [0, 1, 2, 3, 4].flatMap((t) =>
    [0, 1, 2, 3].flatMap((k) => Array.from({ length: 12 }, (_, i) => 1000 * t + 100 * k + i)),
  );
  expect([...volume.data]).toEqual(expected);
  expect(volume.frameTimesMs).toEqual([12.5, 52.5, 92.5, 132.5, 172.5]);
  expect(sopInstanceUids[1]).toEqual(["1.2.3.4.2", "1.2.3.4.7", "1.2.3.4.12", "1.2.3.4.17"]);
  expect(cine.frameOrderedBy).toBe("trigger-time");
  expect(cine.heartRatePerMin).toBe(75);
  expect(cine.warnings).toEqual([]);
});

test("slices ascend along the normal whatever their instance numbers say", () => {
  const backwards: Change = (image, k, t) => ({ ...image, instanceNumber: 100 * (9 - k) + t });
  expect(assembleCine(obliqueCine(4, 2, backwards)).volume.data).toEqual(assembleCine(obliqueCine(4, 2)).volume.data);
});

test("voxels of an oblique stack lie where its headers put them", () => {
  const { grid } = assembleCine(obliqueCine(4, 2)).volume;
  // i runs along (2, 2, 1)/3 in steps of the second pixel spacing, j along (-2, 1, 2)/3 in steps of the first.
  const expected = add(
    add(firstPositionMm, scale([2, 2, 1], (3 * 2.5) / 3)),
    add(scale([-2, 1, 2], (2 * 1.25) / 3), alongNormal(3 * 9)),
  );
  const came = applyToPoint(grid.ijkToLps, [3, 2, 3]);
  expect(Math.max(...came.map((mm, axis) => Math.abs(mm - expected[axis]!)))).toBeLessThan(1e-10);
  expect(applyToPoint(grid.ijkToLps, [0, 0, 0])).toEqual(firstPositionMm);
});

test("the array of the volume is the only one of its size", () => {
  const { volume } = assembleCine(obliqueCine(4, 5));
  expect(volume.data.byteLength).toBe(volume.data.buffer.byteLength);
  expect(volume.data.length).toBe(4 * 3 * 4 * 5);
});

test("a plane through the beat is a volume of one slice, as thick as its header says", () => {
  const plane = obliqueCine(1, 5);
  const { volume, warnings } = assembleCine(plane, { isPlane: true });
  const slices = assembleCine(obliqueCine(2, 5)).volume;
  expect([volume.grid.size, volume.frameCount, warnings]).toEqual([[4, 3, 1], 5, []]);
  expect(spacingMm(volume.grid.ijkToLps)[2]).toBeCloseTo(8, 9);
  expect(applyToPoint(volume.grid.ijkToLps, [0, 0, 0])).toEqual(firstPositionMm);
  expect([...volume.data.subarray(12, 24)]).toEqual([...slices.data.subarray(24, 36)]);
  expect(volume.frameTimesMs).toEqual(slices.frameTimesMs);
});

test.each<[string, string, number, Change]>([
  ["two slices", "too-many-slices", 2, (image) => image],
  ["no image", "too-few-slices", 0, (image) => image],
  ["a slice without a thickness", "missing-attribute", 1, ({ sliceThicknessMm: _, ...image }) => image as never],
])("%s: no plane", (_what, kind, slices, change) => {
  expect(refusalOf(() => assembleCine(obliqueCine(slices, 3, change), { isPlane: true })).kind).toBe(kind);
});

const cineWith = (change: Change) => assembleCine(obliqueCine(4, 5, change));

test.each<[string, string, Change]>([
  ["one slice", "too-few-slices", (image, k) => (k === 0 ? image : undefined)],
  ["no image at all", "too-few-slices", () => undefined],
  ["a stack with a hole", "missing-slice", (image, k) => (k === 2 ? undefined : image)],
  ["a slice between two others", "uneven-spacing", (image, k) => (k === 1 ? moved(image, alongNormal(3)) : image)],
  [
    "a slice shifted in its plane",
    "not-aligned",
    (image, k) => (k === 1 ? moved(image, [2 / 3, 2 / 3, 1 / 3]) : image),
  ],
  ["a slice without its third frame", "missing-frame", (image, k, t) => (k === 1 && t === 2 ? undefined : image)],
  ["a slice with one frame only", "missing-frame", (image, k, t) => (k === 3 && t > 0 ? undefined : image)],
  [
    "images of two series",
    "mixed-series",
    (image, k) => (k === 2 ? { ...image, seriesInstanceUid: "1.2.3.9" } : image),
  ],
  ["images of two studies", "mixed-series", (image, k) => (k === 2 ? { ...image, studyInstanceUid: "1.2.9" } : image)],
  [
    "images of two matrices",
    "mixed-size",
    (image, k) => (k === 2 ? { ...image, rows: 2, pixels: image.pixels.subarray(0, 8) } : image),
  ],
  [
    "images of two pixel spacings",
    "mixed-size",
    (image, k) => (k === 2 ? { ...image, pixelSpacingMm: [1.3, 2.5] } : image),
  ],
  [
    "a slice that is not parallel",
    "not-parallel",
    (image, k) => (k === 2 ? { ...image, imageOrientationPatient: [1, 0, 0, 0, 1, 0] } : image),
  ],
  [
    "a slice turned within its plane",
    "not-parallel",
    (image, k) => (k === 2 ? { ...image, imageOrientationPatient: turned(image.imageOrientationPatient) } : image),
  ],
  [
    "two copies of one frame",
    "duplicate-position",
    (image, _, t) => (t === 3 ? { ...image, triggerTimeMs: 12.5 } : image),
  ],
  [
    "an image without a trigger time",
    "missing-attribute",
    (image, k, t) => (k + t === 3 ? withoutTrigger(image) : image),
  ],
])("%s is refused as %s", (_, kind, change) => {
  expect(refusalOf(() => cineWith(change)).kind).toBe(kind);
});

function turned([
  a,
  b,
  c,
  d,
  e,
  f,
]: DicomInstance["imageOrientationPatient"]): DicomInstance["imageOrientationPatient"] {
  return [d, e, f, -a, -b, -c];
}

function withoutTrigger({ triggerTimeMs: _, ...image }: ReturnType<typeof obliqueImage>) {
  return image;
}

test("a copy of a file is left out and told", () => {
  const copy = parseDicomInstance(writeMrInstance(obliqueImage(1, 1, 5)), "copy.dcm");
  const { volume, warnings } = assembleCine([...obliqueCine(4, 5), copy]);
  expect(volume).toEqual(assembleCine(obliqueCine(4, 5)).volume);
  expect(warnings).toEqual([
    {
      kind: "copies-left-out",
      message: "one image is there twice, such as instance 1.2.3.4.7 (copy.dcm); the copies are left out",
    },
  ]);
});

test("two files of one UID with different pixels are refused with both their names", () => {
  const image = obliqueImage(1, 1, 5);
  const other = parseDicomInstance(writeMrInstance({ ...image, pixels: image.pixels.map((n) => n + 1) }), "other.dcm");
  const error = refusalOf(() => assembleCine([...obliqueCine(4, 5), other]));
  expect(error.kind).toBe("duplicate-instance");
  expect(error.message).toBe(
    "instance 1.2.3.4.7 (other.dcm) is there twice with different content, first as slice-1-frame-1.dcm; " +
      "remove the file that is wrong",
  );
});

/** Slice 2 acquired again, later and by 3 ms shifted in the cycle; its pixels are brighter. */
function again(acquisitionNumber: number, frames: readonly number[]): DicomInstance[] {
  return frames.map((t) => {
    const image = obliqueImage(2, t, 5);
    const changed = {
      ...image,
      acquisitionNumber,
      sopInstanceUid: `1.2.3.4.${acquisitionNumber}00.${t}`,
      instanceNumber: 100 * acquisitionNumber + t,
      triggerTimeMs: (image.triggerTimeMs ?? 0) + 3,
      pixels: image.pixels.map((n) => n + 10 * acquisitionNumber),
    };
    return parseDicomInstance(writeMrInstance(changed), `again-${acquisitionNumber}-${t}.dcm`);
  });
}

const acquiredOnce = () => obliqueCine(4, 5, (image, k) => ({ ...image, acquisitionNumber: k + 1 }));

test("of a slice acquired three times the last complete acquisition counts, and that is told", () => {
  const { volume, warnings } = assembleCine([
    ...acquiredOnce(),
    ...again(5, [0, 1, 2, 3, 4]),
    ...again(6, [0, 1]), // broken off
  ]);
  expect(volume.frameCount).toBe(5);
  expect([volume.data[12], volume.data[24]]).toEqual([100, 250]);
  expect(warnings.map(({ kind }) => kind)).toEqual(["repeated-acquisition"]);
  expect(warnings[0]?.message).toContain("acquisition 5 at instance 1.2.3.4.500.0");
  expect(warnings[0]?.message).toContain("7 images are left out");
});

test("parts of one cine under several acquisition numbers are no repetition", () => {
  const perFrame = obliqueCine(4, 6, (image, _, t) => ({ ...image, acquisitionNumber: t + 1 }));
  const perHalf = obliqueCine(4, 6, (image, _, t) => ({ ...image, acquisitionNumber: t < 3 ? 1 : 2 }));
  for (const instances of [perFrame, perHalf]) {
    const { volume, warnings } = assembleCine(instances);
    expect([volume.frameCount, warnings]).toEqual([6, []]);
  }
});

test("a repetition that was not numbered is refused, for nothing tells which counts", () => {
  const unnumbered = [
    ...obliqueCine(4, 5),
    ...again(5, [0, 1, 2, 3, 4]).map((i) => ({ ...i, acquisitionNumber: undefined })),
  ];
  expect(refusalOf(() => assembleCine(unnumbered)).kind).toBe("extra-frame");
});

test("each image is rescaled by its own slope and intercept", () => {
  const values = { RescaleSlope: 2, RescaleIntercept: 5 };
  const scaled = parseDicomInstance(recode(writeMrInstance(obliqueImage(0, 0, 5)), { values }), "scaled.dcm");
  const { data } = assembleCine([scaled, ...obliqueCine(4, 5).slice(1)]).volume;
  expect([...data.subarray(0, 3), data[12]]).toEqual([5, 7, 9, 100]);
});

test("slices of a map that are rescaled one by one are brought to its unit one by one", () => {
  const images = obliqueCine(3, 1).map((image, k) => ({
    ...image,
    statedUnit: { unit: "ms", slope: 2, intercept: 7 }, // of stored values
    pixels: { ...image.pixels, rescaleSlope: 2 ** k, rescaleIntercept: 10 },
  }));
  const { volume, statedUnit } = assembleStill(images);
  expect(statedUnit?.unit).toBe("ms");
  const inMs = statedUnit!.scales.map(({ factor, offset }, k) => volume.data[12 * k + 5]! * factor + offset);
  expect(inMs).toEqual([0, 1, 2].map((k) => 2 * (100 * k + 5) + 7));
});

test("a map of which a slice states another unit, or none, has none", () => {
  const unitOf = (...units: readonly (string | undefined)[]) =>
    assembleStill(
      obliqueCine(3, 1).map((image, k) => {
        const unit = units[k];
        return { ...image, statedUnit: unit === undefined ? undefined : { unit, slope: 1, intercept: 0 } };
      }),
    ).statedUnit;
  expect(unitOf("ms", "ms", "ms")?.unit).toBe("ms");
  expect([unitOf("ms", "s", "ms"), unitOf("ms", "ms", undefined)]).toEqual([undefined, undefined]);
});

test("a cine beyond the declared limit is refused before any memory is taken", () => {
  const huge = obliqueCine(4, 5).map((instance) => ({ ...instance, rows: 2 ** 12, columns: 2 ** 13 }));
  expect(refusalOf(() => assembleCine(huge)).kind).toBe("too-large");
});

test("MONOCHROME1 images are laid out, but no volume is made of them", () => {
  const inverted = obliqueCine(4, 5).map((instance) => ({
    ...instance,
    pixels: { ...instance.pixels, photometricInterpretation: "MONOCHROME1" as const },
  }));
  expect(refusalOf(() => assembleCine(inverted)).kind).toBe("unsupported-pixel-format");
});

test("a missing frame is told by slice, by what is there and by what to do", () => {
  const error = refusalOf(() => cineWith((image, k, t) => (k === 1 && t === 2 ? undefined : image)));
  expect(error.message).toBe(
    "slice 2 of 4, at -4.67 mm along the normal, has 4 frames where most have 5: it has InstanceNumber 6-7, 9-10, " +
      "beginning with instance 1.2.3.4.6 (slice-1-frame-0.dcm); fetch the whole series",
  );
  expect(error.details).toMatchObject({ sliceIndex: 1, expected: 5, actual: 4, sopInstanceUid: "1.2.3.4.6" });
});

test("a missing slice is told by its neighbours", () => {
  const error = refusalOf(() =>
    assembleCine(obliqueCine(6, 2, (image, k) => (k === 2 || k === 3 ? undefined : image))),
  );
  expect(error.message).toBe(
    "2 slices are missing between slices 2 and 3 of 4, instance 1.2.3.4.3 (slice-1-frame-0.dcm) and " +
      "instance 1.2.3.4.9 (slice-4-frame-0.dcm): 27.00 mm apart in a stack spaced 9.00 mm; fetch the whole series",
  );
  expect(error.details).toMatchObject({ missing: 2, sliceIndex: 1 });
});

test("one slice of four missing is a missing slice though only two gaps are left", () => {
  for (const lost of [1, 2]) {
    const error = refusalOf(() => assembleCine(obliqueCine(4, 2, (image, k) => (k === lost ? undefined : image))));
    expect(error.kind).toBe("missing-slice");
  }
});

test("a slice with more frames than the others is an extra frame", () => {
  const extra = { ...obliqueImage(1, 4, 5), sopInstanceUid: "1.2.3.4.99", triggerTimeMs: 300 };
  const instances = [...obliqueCine(4, 5), parseDicomInstance(writeMrInstance(extra), "extra.dcm")];
  expect(refusalOf(() => assembleCine(instances)).kind).toBe("extra-frame");
});

test("without trigger times the temporal position orders the frames, and no times are claimed", () => {
  const reversed: Change = (image, _, t) => withoutTrigger({ ...image, temporalPositionIdentifier: 5 - t });
  const { volume, frameOrderedBy } = cineWith(reversed);
  expect(frameOrderedBy).toBe("temporal-position-identifier");
  expect(volume.data[0]).toBe(4000);
  expect(volume.frameTimesMs).toBeUndefined();
});

test("with equal trigger times and no temporal position the instance number orders the frames", () => {
  const change: Change = ({ temporalPositionIdentifier: _, ...image }, k, t) => ({
    ...image,
    triggerTimeMs: 10 * k,
    instanceNumber: 100 * k - t + 50,
  });
  const { volume, frameOrderedBy } = cineWith(change);
  expect(frameOrderedBy).toBe("instance-number");
  expect(volume.data[0]).toBe(4000);
});

test("frames that nothing tells apart are refused", () => {
  const change: Change = ({ temporalPositionIdentifier: _, ...image }) => ({
    ...image,
    triggerTimeMs: 0,
    instanceNumber: 1,
  });
  expect(refusalOf(() => cineWith(change)).kind).toBe("duplicate-position");
});

test("pixels that cannot be decoded are refused before any is read", () => {
  const deflated = { transferSyntaxUid: "1.2.840.10008.1.2.8.1" };
  const last = parseDicomInstance(recode(writeMrInstance(obliqueImage(3, 4, 5)), deflated), "deflated.dcm");
  const error = refusalOf(() => assembleCine([...obliqueCine(4, 5).slice(0, -1), last]));
  expect(error.kind).toBe("unsupported-transfer-syntax");
});

test("positions decide the spacing; headers that disagree are told", () => {
  const { warnings, sliceSpacingMm } = cineWith((image) => ({
    ...image,
    spacingBetweenSlicesMm: 8,
    sliceThicknessMm: 10,
  }));
  expect(sliceSpacingMm).toBeCloseTo(9, 9);
  expect(warnings.map(({ kind }) => kind)).toEqual(["slice-spacing-disagrees", "slices-overlap"]);
});

test.each<[string, string, Change]>([
  [
    "trigger times that part by more than a frame",
    "trigger-times-spread",
    (image, k, t) => ({ ...image, triggerTimeMs: 12.5 + t * (k === 2 ? 55 : 40) }),
  ],
  ["another number of cardiac images", "frame-count-disagrees", (image) => ({ ...image, cardiacNumberOfImages: 25 })],
  [
    "another frame of reference in a file",
    "frames-of-reference-differ",
    (image, k) => ({ ...image, frameOfReferenceUid: `1.2.3.5.${k}` }),
  ],
  [
    "another weight in a file",
    "patient-facts-differ",
    (image, k) => ({ ...image, patient: { ...image.patient, weightKg: 60 + k } }),
  ],
])("%s is told as %s", (_, kind, change) => {
  expect(cineWith(change).warnings.map((warning) => warning.kind)).toEqual([kind]);
});

test("images announced but not there are told", () => {
  const values = { ImagesInAcquisition: 25 };
  const bytes = recode(writeMrInstance(obliqueImage(0, 0, 5)), { values });
  const { warnings } = assembleCine([parseDicomInstance(bytes, "first.dcm"), ...obliqueCine(4, 5).slice(1)]);
  expect(warnings.map(({ kind }) => kind)).toEqual(["fewer-images-than-announced"]);
});

test("the heart rate comes from the R–R interval, else from HeartRate, else is unknown", () => {
  const rate = (interval: number, heartRate: number) =>
    cineWith((image) => ({ ...image, nominalIntervalMs: interval, heartRatePerMin: heartRate })).heartRatePerMin;
  expect(rate(1000, 70)).toBe(60);
  expect(rate(0, 70)).toBe(70);
  expect(rate(0, 0)).toBeUndefined();
});
