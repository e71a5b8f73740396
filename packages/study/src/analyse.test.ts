import { type ReferenceRow, rangeOfRow } from "@cmrkit/cardiac";
import { voxelVolumeMl } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { analyse } from "./analyse.ts";
import { measurementsJson } from "./measurements.ts";
import { beatingLabels, taperedLabels, testGrid } from "./testing/beating-heart.ts";
import { fakeSegmenter } from "./testing/fake-segmenter.ts";
import { analysisOf, inputOf } from "./testing/study-input.ts";

const labelled = (frame: number, label: number) => {
  const { labels, frameCount } = beatingLabels();
  const size = labels.length / frameCount;
  return labels.subarray(frame * size, (frame + 1) * size).filter((value) => value === label).length;
};
const millilitres = voxelVolumeMl(testGrid.ijkToLps);

describe("a cine", () => {
  test("is measured by counting voxels at the largest and the smallest cavity", async () => {
    const { measurements } = await analysisOf();
    expect(measurements.phases).toMatchObject({ endDiastoleIndex: 1, endSystoleIndex: 4 });
    expect(measurements.leftVentricle.endDiastolicVolumeMl).toBeCloseTo(labelled(1, 3) * millilitres, 9);
    expect(measurements.leftVentricle.endSystolicVolumeMl).toBeCloseTo(labelled(4, 3) * millilitres, 9);
    expect(measurements.leftVentricle.endDiastolicMassG).toBeCloseTo(labelled(1, 2) * millilitres * 1.05, 9);
  });

  test("carries what it came from and how it was measured in the order of the schema", async () => {
    const { measurements } = await analysisOf();
    const parsed = JSON.parse(measurementsJson(measurements));
    expect(Object.keys(parsed)).toEqual([
      "schema",
      "researchUseOnly",
      "software",
      "input",
      "subject",
      "model",
      "contours",
      "conventions",
      "slices",
      "leftVentricle",
      "rightVentricle",
      "strokeVolumes",
      "rates",
      "phases",
      "reference",
      "wall",
      "imageCheck",
      "outlineCheck",
      "contourConfidence",
      "warnings",
    ]);
    expect(parsed).toMatchObject({
      schema: "cmrkit.measurements/2",
      researchUseOnly: true,
      software: "cmrkit test",
      input: { format: "dicom", columns: 64, rows: 56, sliceCount: 6, frameCount: 7 },
      model: { name: "fake", sha256: "0".repeat(64) },
      conventions: { papillaryMuscles: "cavity" },
    });
  });

  test("is indexed by what the user says before what the header says", async () => {
    const header = { sex: "female", bodySize: { heightCm: 160, weightKg: 60 } } as const;
    const given = { bodySize: { heightCm: 180, weightKg: 80 } };
    const { measurements } = await analysisOf({ subject: header }, { subject: given });
    expect(measurements.subject).toEqual({ sex: "female", bodySize: { heightCm: 180, weightKg: 80 } });
    expect(measurements.bodySurfaceAreaM2).toBeCloseTo(2, 9); // √(180 · 80 / 3600)
  });

  test("is held against healthy people of the same sex and age", async () => {
    const subject = { sex: "male", ageYears: 50 } as const;
    const { measurements } = await analysisOf({}, { subject });
    const { ejectionFractionPercent: percent } = measurements.leftVentricle;
    const compared = measurements.reference["leftVentricle.ejectionFractionPercent"];
    expect(compared).toMatchObject({ range: { lower: 52, upper: 73 }, zScore: (Number(percent) - 58) / 5 });
    expect(compared.zScoreSource).toContain("Petersen 2017");
    expect(measurements.reference["leftVentricle.endDiastolicMassGPerM2"]).toMatchObject({
      position: null,
      zScore: { notMeasurable: "height and weight are not known" },
      zScoreSource: null,
    });
  });

  describe("held against a table of the user's own", () => {
    const ejectionFraction = "leftVentricle.ejectionFractionPercent";
    /** Made-up numbers. */
    const row: ReferenceRow = {
      ...{ measure: ejectionFraction, sex: "male", ageYears: [50, 59], lower: 40, upper: null },
      ...{ distribution: { mean: 50, standardDeviation: 4 }, papillaryMuscles: "cavity", source: "made up" },
    };
    const stroke = { ...row, measure: "rightVentricle.strokeVolumeMlPerM2" } as const;
    const bodySize = { heightCm: 180, weightKg: 80 };
    const comparedAt = async (ageYears: number | undefined) => {
      const subject = { sex: "male", bodySize, ...(ageYears !== undefined && { ageYears }) } as const;
      return (await analysisOf({}, { subject, referenceTable: [row, stroke] })).measurements;
    };

    test("takes the row that fits, for range and z-score, and the built-in range of all other measures", async () => {
      const { reference, leftVentricle } = await comparedAt(59.9);
      const fraction = Number(leftVentricle.ejectionFractionPercent);
      expect(reference[ejectionFraction]).toEqual({
        range: rangeOfRow(row),
        position: "within",
        zScore: (fraction - 50) / 4,
        zScoreSource: "made up",
        givenDoesNotFitBecause: null,
      });
      expect(reference["rightVentricle.strokeVolumeMlPerM2"].range).toMatchObject({
        people: "males of 50 to 59 years",
      });
      expect(reference["leftVentricle.endDiastolicMassGPerM2"]).toMatchObject({
        range: { lower: 41, upper: 76, origin: "built-in" },
        givenDoesNotFitBecause: null,
      });
    });

    test.each([
      [60, "it has no row for 60 years"],
      [undefined, "age is not known"],
    ])("keeps what is built in where no row fits, at an age of %s, and says why", async (ageYears, because) => {
      const { reference } = await comparedAt(ageYears);
      expect(reference[ejectionFraction]).toMatchObject({
        range: { lower: 52, upper: 73, origin: "built-in" },
        givenDoesNotFitBecause: because,
      });
      expect(reference["rightVentricle.strokeVolumeMlPerM2"]).toMatchObject({
        range: null,
        zScore: { notMeasurable: "no reference is built in for it" },
      });
    });

    test("says what keeps an absent measure from being compared", async () => {
      const { reference } = await comparedAt(55);
      expect(reference["leftVentricle.cardiacIndexLPerMinPerM2"].zScore).toEqual({
        notMeasurable: "the heart rate is not known",
      });
    });
  });

  test("passes the input's warnings on", async () => {
    const warning = { kind: "several-candidates", message: "two series" } as const;
    const { measurements } = await analysisOf({ warnings: [warning] });
    expect(measurements.warnings).toContainEqual(warning);
  });

  test("tells how sure the model is at both phases, and of what it is not", async () => {
    const labels = beatingLabels();
    const of = (agreed: number) => ({ expected: 100, labelled: 100, agreed });
    const confidence = Array.from({ length: labels.frameCount }, (_, frame) => [
      [of(100), of(90 + frame), of(90 + frame), of(frame === 4 ? 70 : 95)],
    ]);
    const options = { software: "cmrkit test" };
    const { measurements } = await analyse(inputOf(labels), fakeSegmenter(labels, confidence), options);
    expect(measurements.contourConfidence).toEqual({
      kind: "expected",
      dice: {
        ed: { rightVentricleBloodPool: 0.91, leftVentricularMyocardium: 0.91, leftVentricleBloodPool: 0.95 }, // frame 1
        es: { rightVentricleBloodPool: 0.94, leftVentricularMyocardium: 0.94, leftVentricleBloodPool: 0.7 }, // frame 4
      },
    });
    const warned = measurements.warnings.filter(({ kind }) => kind === "model-unsure");
    expect(warned.map(({ message }) => message)).toEqual([expect.stringContaining("left ventricular cavity")]);
  });

  test("counts dark spots of the cavity to the mass where the user asks for it", async () => {
    const labels = beatingLabels();
    const input = inputOf(labels);
    const [X, Y] = testGrid.size;
    const frameSize = labels.labels.length / labels.frameCount;
    const spot = frameSize + (2 * Y + 28) * X + 38; // frame 1, slice 2, the middle of the cavity
    input.volume.data[spot] = 120;
    const options = { software: "cmrkit test", papillaryMuscles: "mass" } as const;
    const { measurements, labels: measured } = await analyse(input, fakeSegmenter(labels), options);
    expect(measurements.conventions.papillaryMuscles).toBe("mass");
    expect(measured.labels[spot]).toBe(2);
    expect(measurements.leftVentricle.endDiastolicMassG).toBeCloseTo((labelled(1, 2) + 1) * millilitres * 1.05, 9);
  });
});

describe("segments", () => {
  test("of pictures whose place is not known are named as seen from the apex, with a warning", async () => {
    const unknown = { kind: "orientation-unknown", message: "neither sform nor qform is set" } as const;
    const { measurements } = await analysisOf({ warnings: [unknown] }, {}, taperedLabels());
    expect(measurements.wall.orientation).toMatchObject({ seenFrom: "apex", seenFromBy: "caller" });
    expect(measurements.warnings.map(({ kind }) => kind)).toContain("segments-side-assumed");
  });

  test("are named by what the user says, and then nothing is assumed", async () => {
    const unknown = { kind: "orientation-unknown", message: "neither sform nor qform is set" } as const;
    const { measurements } = await analysisOf({ warnings: [unknown] }, { seenFrom: "base" }, taperedLabels());
    expect(measurements.wall.orientation).toMatchObject({ seenFrom: "base" });
    expect(measurements.warnings.map(({ kind }) => kind)).not.toContain("segments-side-assumed");
  });

  test("do not count papillary muscles to the wall, whatever the mass does", async () => {
    const cavity = await analysisOf({}, { seenFrom: "apex" }, taperedLabels());
    const mass = await analysisOf({}, { seenFrom: "apex", papillaryMuscles: "mass" }, taperedLabels());
    expect(mass.measurements.wall).toEqual(cavity.measurements.wall);
  });
});

test("a pair keeps the phases that the user named, although the second frame is larger", async () => {
  const labels = beatingLabels([7, 12]);
  const { measurements, segmentations } = await analysisOf({ kind: "pair" }, {}, labels);
  expect(measurements.phases).toMatchObject({ endDiastoleIndex: 0, endSystoleIndex: 1 });
  expect(measurements.leftVentricle.ejectionFractionPercent).toMatchObject({
    notMeasurable: expect.stringContaining("is not below the end-diastolic"),
  });
  expect(segmentations.map(({ name }) => name)).toEqual(["segmentation-ed.nii.gz", "segmentation-es.nii.gz"]);
});

test("a picture without a left ventricle is refused, not measured as zero", async () => {
  const labels = beatingLabels();
  const empty = { ...labels, labels: new Uint8Array(labels.labels.length) };
  await expect(analysisOf({}, {}, empty)).rejects.toMatchObject({ name: "StudyError", kind: "no-heart" });
});

test("slices that the stack does not have and landmarks that fix no plane are refused before anything is segmented", async () => {
  let isAsked = false;
  const segmenter = {
    ...fakeSegmenter(beatingLabels()),
    segment: async () => {
      isAsked = true;
      return beatingLabels();
    },
  };
  const chosen = { kind: "chosen", leftVentricle: { endSystole: [0, testGrid.size[2]] }, rightVentricle: {} } as const;
  const coincident = { mitralAnnulus: [[1, 2, 3] as const, [1, 2, 3] as const], apex: [50, 2, 3] as const };
  for (const wrong of [{ slices: chosen }, { landmarks: { endDiastole: coincident } }])
    await expect(analyse(inputOf(beatingLabels()), segmenter, { software: "test", ...wrong })).rejects.toMatchObject({
      kind: "argument",
    });
  expect(isAsked).toBe(false);
});

test("what a model draws inside out is refused as no heart, not as labels to convert", async () => {
  const labels = beatingLabels();
  const inverted = { ...labels, labels: labels.labels.map((label) => [0, 1, 3, 2][label]!) };
  const refusal = { kind: "no-heart", message: expect.stringContaining("what the model drew is no heart") };
  await expect(analysisOf({}, {}, inverted)).rejects.toMatchObject(refusal);
});

test("an empty frame among others is not measurable, and says why", async () => {
  const { measurements } = await analysisOf({}, {}, beatingLabels([12, 13, 11, -9, 7, 8]));
  expect(measurements.phases.leftVentricleVolumeMl[3]).toEqual({
    notMeasurable: "no left ventricular cavity is labelled in frame 3",
  });
  expect(measurements.leftVentricle.ejectionFractionPercent).toHaveProperty("notMeasurable");
});
