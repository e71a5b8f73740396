import { expect, test } from "vitest";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { splitStudies } from "./split.ts";
import { gatherStudies, keyOf, type MaeStudy, studiesByKind } from "./studies.ts";
import { smallConfig } from "./testing/small-config.ts";

let id = 0;
function image(changes: Partial<CatalogueImage>): CatalogueImage {
  id += 1;
  const path = changes.path ?? `/images/${id}.nii.gz`;
  return {
    id,
    path,
    files: [{ path, byteCount: 1, modifiedMs: 0 }],
    format: "nifti",
    patient: "a",
    study: "1",
    sequence: "cine",
    view: "sax",
    size: [2, 4, 40, 40],
    spacingMm: [10, 2, 2],
    contentHash: String(id).padStart(32, "0"),
    intensityRange: [0, 1],
    ...changes,
  };
}

const fourChamber = (changes: Partial<CatalogueImage> = {}) =>
  image({ path: `/four-chamber/${id}.png`, view: "unknown", sequence: "unknown", spacingMm: null, ...changes });

test("images come together by study and view; each one that is left out is counted with its reason", () => {
  const gathered = gatherStudies(
    [
      image({}),
      image({ study: "2" }),
      fourChamber({ study: "2" }),
      image({ sequence: "lge" }),
      image({ view: "lax_2c", patient: "b" }),
      image({ size: [1, 1, 40, 40] }),
      image({ spacingMm: null }),
    ],
    smallConfig(),
  );
  expect(gathered.studies.map((study) => [keyOf(study), [...study.images.keys()]])).toEqual([
    ["a/1", ["sax"]],
    ["a/2", ["sax", "lax_4c"]],
  ]);
  expect(Object.fromEntries(gathered.skipped)).toEqual({
    "other sequence": 1,
    "view not configured": 1,
    "too few slices": 1,
    "pixel size unknown": 1,
  });
  expect([gathered.usedImages, gathered.studiesWithoutView]).toEqual([3, 1]);
  expect([...studiesByKind(gathered.studies).keys()]).toEqual(["sax", "sax+lax_4c"]);
});

test("images smaller than the window are counted, in pixels of the model", () => {
  const { paddedImages } = gatherStudies(
    [image({ size: [1, 4, 30, 40] }), image({ size: [1, 4, 32, 40] }), fourChamber({ size: [1, 1, 12, 24] })],
    smallConfig(),
  );
  expect(paddedImages).toBe(2);
});

test("pictures named as slices make one stack for each study, in the order of their names", () => {
  const slice = (name: string, changes: Partial<CatalogueImage> = {}) =>
    image({ path: `/lge/${name}.png`, sequence: "lge", size: [1, 1, 40, 40], ...changes });
  const { data, ...rest } = smallConfig();
  const sax = { ...data.views.sax!, slicesOf: ["/lge/"] };
  const config = { ...rest, data: { ...data, sequences: ["cine", "lge"], views: { sax } } };
  const slices = ["s10", "s9", "s2", "s1"].map((name) => slice(name));
  const others = [slice("s1", { patient: "few" }), slice("s1", { patient: "odd" })];
  const odd = ["s2", "s3", "s4"].map((name) => slice(name, { patient: "odd", size: [1, 1, 40, 48] }));
  const { studies, usedImages, skipped } = gatherStudies([...slices, ...others, ...odd], config);
  expect(studies.map(({ patient, images }) => [patient, images.get("sax")])).toEqual([
    ["a", [slices.map(({ id }) => id).toReversed()]],
  ]);
  expect([usedImages, Object.fromEntries(skipped)]).toEqual([4, { "too few slices": 1, "slices of several sizes": 4 }]);
});

test("a view of which there is no image is refused with what to do", () => {
  expect(() => gatherStudies([image({})], smallConfig())).toThrow(
    expect.objectContaining({ kind: "data-missing", message: expect.stringMatching(/lax_4c.*data\.views/) }),
  );
});

const study = (patient: string, name = "1"): MaeStudy => ({ patient, study: name, images: new Map([["sax", [[1]]]]) });

test("a split keeps the studies of a patient together and moves few when patients join", () => {
  const patients = Array.from({ length: 40 }, (_, i) => `p${i}`);
  const studies = patients.flatMap((patient) => [study(patient), study(patient, "2")]);
  const { training, validation, sha256 } = splitStudies(studies, 0.25, 3);
  const heldOut = new Set(validation.map(({ patient }) => patient));
  expect([training.length, validation.length, heldOut.size]).toEqual([60, 20, 10]);
  expect(training.some(({ patient }) => heldOut.has(patient))).toBe(false);
  expect(splitStudies(studies, 0.25, 3).sha256).toBe(sha256);
  expect(splitStudies(studies, 0.25, 4).sha256).not.toBe(sha256);
  const later = splitStudies([...studies, study("p40"), study("p41")], 0.25, 3);
  const stayed = later.validation.filter(({ patient }) => heldOut.has(patient));
  expect(stayed.length).toBeGreaterThanOrEqual(16);
});

test("someone is held out wherever two patients are, and nobody where the share is 0", () => {
  expect(splitStudies([study("a"), study("b")], 0.01, 1).validation).toHaveLength(1);
  expect(splitStudies([study("a"), study("b")], 0.99, 1).training).toHaveLength(1);
  expect(splitStudies([study("a")], 0.5, 1).validation).toEqual([]);
  expect(splitStudies([study("a"), study("b")], 0, 1).validation).toEqual([]);
});
