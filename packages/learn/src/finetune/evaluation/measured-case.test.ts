import { describe, expect, test } from "vitest";
import type { CaseImage, DataCase } from "../../datasets/data-set.ts";
import type { CaseMasks } from "./case-masks.ts";
import { measuresOf } from "./measured-case.ts";

const each: DataCase = { id: "c1", patient: "p1", images: [], facts: {} };
const [Z, Y, X] = [2, 12, 12];

/** Squares about the middle: the outermost first; slices are all alike. */
function nested(...squares: readonly (readonly [halfWidth: number, label: number])[]): Uint8Array {
  return Uint8Array.from({ length: Z * Y * X }, (_, at) => {
    const [x, y] = [at % X, Math.floor(at / X) % Y];
    const distance = Math.max(Math.abs(x - 5.5), Math.abs(y - 5.5));
    return squares.reduce((label, [halfWidth, own]) => (distance < halfWidth ? own : label), 0);
  });
}

function masksOf(about: Partial<CaseImage>, predicted: Uint8Array, reference: Uint8Array): CaseMasks {
  const image: CaseImage = { name: "sax", sequence: "cine", view: "sax", channels: [], ...about };
  return { image, native: { size: [Z, Y, X], spacingMm: [10, 2, 2] }, predicted, reference };
}

const found = (measures: ReturnType<typeof measuresOf>, name: string) => measures.find((one) => one.name === name);

describe("ventricular function", () => {
  const classes = { LV: ["leftVentricleBloodPool"], myocardium: ["leftVentricularMyocardium"] } as const;
  const expert = { ed: nested([5, 2], [4, 1]), es: nested([5, 2], [2, 1]) };
  const model = { ed: nested([5, 2], [4, 1]), es: nested([5, 2], [3, 1]) };
  const ed = masksOf({ phase: "ed" }, model.ed, expert.ed);
  const es = masksOf({ phase: "es" }, model.es, expert.es);

  test("volumes are discs of the native grid, whatever numbers the classes have", () => {
    const measures = measuresOf(each, [ed, es], classes);
    // 8 × 8 pixels of 4 mm² on 2 slices of 10 mm: 5.12 ml; at end-systole 4 × 4 and 6 × 6
    expect(found(measures, "lvEdvMl")).toMatchObject({ predicted: 5.12, reference: 5.12 });
    expect(found(measures, "lvEfPercent")!.reference).toBeCloseTo(75, 9);
    expect(found(measures, "lvEfPercent")!.predicted).toBeCloseTo(43.75, 9);
    expect(found(measures, "lvEdMassG")!.reference).toBeCloseTo((100 - 64) * 2 * 0.04 * 1.05, 9);
  });

  test("a ventricle without a class is not asked for", () => {
    expect(measuresOf(each, [ed, es], classes).map(({ name }) => name)).not.toContain("rvEdvMl");
    expect(measuresOf(each, [ed, es], { myocardium: ["leftVentricularMyocardium"] })).toHaveLength(1);
  });

  test("a missing phase, an unknown spacing and an empty mask are told as reasons, never as numbers", () => {
    expect(found(measuresOf(each, [ed], classes), "lvEfPercent")!.predicted).toEqual({
      notMeasurable: "the case has no image of end-systole",
    });
    const unknown = { ...es, native: { ...es.native, spacingMm: null } };
    expect(found(measuresOf(each, [ed, unknown], classes), "lvEdvMl")!.reference).toEqual({
      notMeasurable: "the size of a pixel is not known",
    });
    const empty = { ...es, predicted: new Uint8Array(Z * Y * X) };
    const measures = measuresOf(each, [ed, empty], classes);
    expect(found(measures, "lvEsvMl")!.predicted).toEqual({ notMeasurable: expect.stringContaining("no left") });
    expect(found(measures, "lvEsvMl")!.reference).toBeCloseTo(1.28, 9);
  });

  test("a predicted mask with wall and cavity exchanged has no volumes, and stops nothing", () => {
    const swapped = { ...ed, predicted: nested([5, 1], [4, 2]) };
    const swappedToo = { ...es, predicted: nested([5, 1], [2, 2]) };
    const ef = found(measuresOf(each, [swapped, swappedToo], classes), "lvEfPercent")!;
    expect(ef.predicted).toEqual({ notMeasurable: expect.stringContaining("in the predicted mask") });
    expect(ef.reference).toBeCloseTo(75, 9);
  });

  test("long axes have no discs to sum up", () => {
    const long = [ed, es].map((masks) => ({ ...masks, image: { ...masks.image, view: "lax_4c" } as const }));
    expect(measuresOf(each, long, classes)).toEqual([]);
  });
});

describe("the infarct", () => {
  const classes = {
    cavity: ["leftVentricleBloodPool"],
    myocardium: ["leftVentricularMyocardium"],
    infarct: ["infarct", "noReflow"],
  } as const;
  const healthy = nested([5, 2], [4, 1]);
  const half = healthy.map((label, at) => (label === 2 && at >= Y * X ? 3 : label));

  test("its share is of all muscle, its mass at 1.05 g/ml, and none at all is a zero", () => {
    const measures = measuresOf(each, [masksOf({ sequence: "lge" }, healthy, half)], classes);
    expect(found(measures, "infarctSharePercent")).toMatchObject({ predicted: 0, reference: 50 });
    expect(found(measures, "infarctMassG")!.reference).toBeCloseTo(36 * 0.04 * 1.05, 9);
  });

  test("without a known pixel size there is a share but no mass; without muscle neither", () => {
    const lge = masksOf({ sequence: "lge" }, new Uint8Array(Z * Y * X), half);
    const measures = measuresOf(each, [{ ...lge, native: { ...lge.native, spacingMm: null } }], classes);
    expect(found(measures, "infarctSharePercent")).toMatchObject({
      predicted: { notMeasurable: "no muscle is labelled" },
      reference: 50,
    });
    expect(found(measures, "infarctMassG")!.reference).toEqual({ notMeasurable: "the size of a pixel is not known" });
  });

  test("classes that count the infarct to the muscle do not tell it", () => {
    const one = { muscle: ["leftVentricularMyocardium", "infarct"] } as const;
    expect(measuresOf(each, [masksOf({ sequence: "lge" }, healthy, half)], one)).toEqual([]);
  });
});
