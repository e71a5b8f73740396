import { labelFrameOf } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { measureFunction, measureFunctionFromPair } from "./measure-function.ts";
import { blockHearts, relabelled, withoutSlice } from "./testing/shapes.ts";

/** Cavity 6.4 ml a voxel of width, right cavity 8.96 ml. */
const cine = blockHearts([
  { cavity: 19, rightCavity: 14 },
  { cavity: 20, rightCavity: 12 },
  { cavity: 14, rightCavity: 7 },
  { cavity: 10, rightCavity: 9 },
  { cavity: 15, rightCavity: 10 },
]);

describe("a whole cine", () => {
  const measured = measureFunction(cine);

  test("volumes, stroke volume and ejection fraction are exact", () => {
    expect(measured.leftVentricle.endDiastolicVolumeMl).toBeCloseTo(128, 9);
    expect(measured.leftVentricle.endSystolicVolumeMl).toBeCloseTo(64, 9);
    expect(measured.leftVentricle.strokeVolumeMl).toBeCloseTo(64, 9);
    expect(measured.leftVentricle.ejectionFractionPercent).toBeCloseTo(50, 9);
  });

  test("mass is the wall at the left end-diastole times 1.05 g/ml", () => {
    // 28 × 28 less 20 × 20 voxels of 0.04 ml in each of 8 slices
    expect(measured.leftVentricle.endDiastolicMassG).toBeCloseTo((28 * 28 - 400) * 0.04 * 8 * 1.05, 9);
  });

  test("the right ventricle is measured at its own largest and smallest frames", () => {
    expect(measured.rightVentricle.endDiastolicVolumeMl).toBeCloseTo(14 * 8.96, 9);
    expect(measured.rightVentricle.endSystolicVolumeMl).toBeCloseTo(7 * 8.96, 9);
    expect(measured.rightVentricle.ejectionFractionPercent).toBeCloseTo(50, 9);
    expect(measured.phases).toMatchObject({
      endDiastoleIndex: 1,
      endSystoleIndex: 3,
      rightVentricleEndDiastoleIndex: 0,
      rightVentricleEndSystoleIndex: 2,
    });
    expect(measured.conventions.rightVentriclePhases).toContain("may differ from the left");
  });

  test("the volume curves have an entry a frame", () => {
    expect(measured.phases.leftVentricleVolumeMl.map((ml) => Math.round(10 * Number(ml)) / 10)).toEqual([
      121.6, 128, 89.6, 64, 96,
    ]);
    expect(measured.phases.rightVentricleVolumeMl).toHaveLength(5);
  });

  test("stroke volumes of both ventricles are compared, left to right", () => {
    expect(measured.strokeVolumes.differenceMl).toBeCloseTo(64 - 7 * 8.96, 9);
    expect(measured.strokeVolumes.ratio).toBeCloseTo(64 / (7 * 8.96), 9);
  });

  test("without times there is no rate", () => {
    const why = { notMeasurable: "the times of the frames are not known" };
    expect(measured.rates.leftVentricle.peakFillingRateMlPerS).toEqual(why);
  });

  test("nothing is indexed, and no output given, without size and heart rate", () => {
    expect(measured).not.toHaveProperty("indexed");
    expect(measured).not.toHaveProperty("bodySurfaceAreaM2");
    expect(measured.leftVentricle).not.toHaveProperty("cardiacOutputLPerMin");
    expect(measured.conventions.bodySurfaceAreaFormula).toBeNull();
  });

  test("a sound heart raises no warning", () => {
    expect(measured.warnings).toEqual([]);
  });

  test("the result survives JSON unchanged", () => {
    expect(JSON.parse(JSON.stringify(measured))).toEqual(measured);
    expect(measured).toMatchObject({ schema: "cmrkit.measurements/2", researchUseOnly: true });
  });
});

test("height, weight and heart rate give indexed values and cardiac output", () => {
  const measured = measureFunction(cine, { bodySize: { heightCm: 180, weightKg: 80 }, heartRatePerMin: 60 });
  expect(measured.bodySurfaceAreaM2).toBeCloseTo(2, 12); // √(180 · 80 / 3600)
  expect(measured.indexed?.leftVentricle.endDiastolicVolumeMlPerM2).toBeCloseTo(64, 9);
  expect(measured.indexed?.rightVentricle.endSystolicVolumeMlPerM2).toBeCloseTo(3.5 * 8.96, 9);
  expect(measured.leftVentricle.cardiacOutputLPerMin).toBeCloseTo(3.84, 9);
  expect(measured.indexed?.leftVentricle.cardiacIndexLPerMinPerM2).toBeCloseTo(1.92, 9);
  expect(measured.conventions.bodySurfaceAreaFormula).toBe("mosteller");
});

test("times give rates of both ventricles, each by its own curve", () => {
  const widths = Array.from({ length: 20 }, (_, t) => 10 + Math.abs(10 - t)); // 20 … 10 … 19 voxels
  const beating = blockHearts(widths.map((cavity) => ({ cavity, rightCavity: cavity - 5 })));
  const { leftVentricle, rightVentricle } = measureFunction(beating, {
    frameTimesMs: widths.map((_, t) => 40 * t),
  }).rates;
  expect(leftVentricle.peakEjectionRateMlPerS).toBeCloseTo(6.4 / 0.04, 9);
  expect(leftVentricle.peakFillingRateEdvPerS).toBeCloseTo(6.4 / 0.04 / 128, 9);
  expect(rightVentricle.peakFillingRateMlPerS).toBeCloseTo(8.96 / 0.04, 9);
});

test("reversing the slices or rolling the frames changes no measure", () => {
  const frame = cine.labels.length / 5;
  const rolled = new Uint8Array(cine.labels.length);
  rolled.set(cine.labels.subarray(0, 4 * frame), frame);
  rolled.set(cine.labels.subarray(4 * frame));
  const expected = measureFunction(cine);
  const ofRolled = measureFunction({ ...cine, labels: rolled });
  expect(ofRolled.leftVentricle).toEqual(expected.leftVentricle);
  expect(ofRolled.phases.endDiastoleIndex).toBe(2);
  const slice = frame / 10;
  const reversed = cine.labels.map((_, at) => {
    const k = Math.floor((at % frame) / slice);
    return cine.labels[at + (9 - 2 * k) * slice]!;
  });
  expect(measureFunction({ ...cine, labels: reversed }).leftVentricle).toEqual(expected.leftVentricle);
});

describe("what cannot be measured", () => {
  const why = (text: string) => ({ notMeasurable: expect.stringContaining(text) });

  test("no left cavity in any frame", () => {
    const measured = measureFunction(relabelled(cine, [0, 1, 0, 0]));
    const reason = why("no left ventricular cavity is labelled in any frame");
    expect(measured.leftVentricle).toEqual({
      endDiastolicVolumeMl: reason,
      endSystolicVolumeMl: reason,
      strokeVolumeMl: reason,
      ejectionFractionPercent: reason,
      endDiastolicMassG: reason,
    });
    expect(measured.phases.endDiastoleIndex).toEqual(reason);
    expect(measured.rightVentricle.ejectionFractionPercent).toBeCloseTo(50, 9);
  });

  test("a left cavity lost at end-systole is no ejection fraction of 100 %", () => {
    const frame = cine.labels.length / 5;
    const lost = cine.labels.map((label, at) => (label === 3 && Math.floor(at / frame) === 3 ? 2 : label));
    const measured = measureFunction({ ...cine, labels: lost });
    expect(measured.leftVentricle.endDiastolicVolumeMl).toBeCloseTo(128, 9);
    expect(measured.leftVentricle.endSystolicVolumeMl).toEqual(
      why("no left ventricular cavity is labelled in frame 3"),
    );
    expect(measured.leftVentricle.ejectionFractionPercent).toEqual(measured.leftVentricle.endSystolicVolumeMl);
  });

  test("a missing slice at end-systole", () => {
    const measured = measureFunction(withoutSlice(cine, 3, 5, 3));
    expect(measured.leftVentricle.endSystolicVolumeMl).toEqual(why("slice 5 of frame 3"));
    expect(measured.leftVentricle.strokeVolumeMl).toEqual(why("slice 5 of frame 3"));
    expect(measured.leftVentricle.endDiastolicMassG).toBeCloseTo(129.024, 4);
  });

  test("a missing slice in a frame that is no phase leaves the measures and warns", () => {
    const measured = measureFunction(withoutSlice(cine, 3, 5, 0));
    expect(measured.leftVentricle.ejectionFractionPercent).toBeCloseTo(50, 9);
    expect(measured.phases.leftVentricleVolumeMl[0]).toEqual(why("slice 5 of frame 0"));
    expect(measured.warnings).toEqual([{ kind: "frame-not-measurable", message: expect.stringContaining("frame 0") }]);
  });

  test("a wall with a missing slice has no mass, the cavity keeps its volumes", () => {
    const measured = measureFunction(withoutSlice(cine, 2, 5, 1));
    expect(measured.leftVentricle.endDiastolicMassG).toEqual(why("slice 5 of frame 1"));
    expect(measured.leftVentricle.endDiastolicVolumeMl).toBeCloseTo(128, 9);
  });

  test("a right ventricle that is nowhere labelled", () => {
    const measured = measureFunction(relabelled(cine, [0, 0, 2, 3]));
    expect(measured.rightVentricle.ejectionFractionPercent).toEqual(
      why("no right ventricular cavity is labelled in any frame"),
    );
    expect(measured.leftVentricle.ejectionFractionPercent).toBeCloseTo(50, 9);
  });

  test("a single frame", () => {
    const measured = measureFunction(labelFrameOf(cine, 0));
    expect(measured.leftVentricle.endDiastolicVolumeMl).toEqual(why("one frame alone"));
    expect(measured.phases.leftVentricleVolumeMl[0]).toBeCloseTo(121.6, 9);
  });

  test("a heart that does not beat", () => {
    const still = blockHearts([
      { cavity: 20, rightCavity: 9 },
      { cavity: 20, rightCavity: 10 },
    ]);
    expect(measureFunction(still).leftVentricle.ejectionFractionPercent).toEqual(why("the same in every frame"));
  });
});

test("labels in another order are refused", () => {
  expect(() => measureFunction(relabelled(cine, [0, 3, 2, 1]))).toThrow(
    expect.objectContaining({ kind: "label-order" }),
  );
});

test("height in metres and an impossible heart rate are refused", () => {
  const refused = expect.objectContaining({ kind: "argument" });
  expect(() => measureFunction(cine, { bodySize: { heightCm: 1.8, weightKg: 80 } })).toThrow(refused);
  expect(() => measureFunction(cine, { heartRatePerMin: 0 })).toThrow(refused);
});

describe("a pair of volumes", () => {
  const diastole = labelFrameOf(cine, 1);
  const systole = labelFrameOf(cine, 3);

  test("both ventricles are measured in the phases given", () => {
    const measured = measureFunctionFromPair(diastole, systole);
    expect(measured.leftVentricle.ejectionFractionPercent).toBeCloseTo(50, 9);
    expect(measured.rightVentricle.ejectionFractionPercent).toBeCloseTo(25, 9);
    expect(measured.phases).toMatchObject({ endDiastoleIndex: 0, endSystoleIndex: 1 });
    expect(measured.conventions.leftVentriclePhases).toContain("as given");
  });

  test("phases confused give volumes but neither stroke volume nor ejection fraction", () => {
    const measured = measureFunctionFromPair(systole, diastole);
    const reason = { notMeasurable: "the end-systolic volume (128.0 ml) is not below the end-diastolic (64.0 ml)" };
    expect(measured.leftVentricle.endSystolicVolumeMl).toBeCloseTo(128, 9);
    expect(measured.leftVentricle.strokeVolumeMl).toEqual(reason);
    expect(measured.leftVentricle.ejectionFractionPercent).toEqual(reason);
    expect(measured.warnings[0]).toMatchObject({
      kind: "phases-doubtful",
      message: expect.stringMatching(/left 64 and 128 ml, right .* were exchanged$/),
    });
  });

  test("two cines, or volumes on two grids, are refused", () => {
    expect(() => measureFunctionFromPair(cine, systole)).toThrow(expect.objectContaining({ kind: "frame" }));
    const [X, Y, Z] = systole.grid.size;
    const smaller = { ...systole, grid: { ...systole.grid, size: [Y, X, Z] as const } };
    expect(() => measureFunctionFromPair(diastole, smaller)).toThrow(expect.objectContaining({ kind: "grids-differ" }));
  });
});
