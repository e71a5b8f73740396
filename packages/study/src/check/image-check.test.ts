import { notMeasurable } from "@cmrkit/cardiac";
import { expect, test, vi } from "vitest";
import { analysisOf } from "../testing/study-input.ts";
import { checkImages, type ImageCheck, imageWarnings } from "./image-check.ts";

const model = { name: "check", sha256: "0".repeat(64), licence: "none" };
const unfamiliar: ImageCheck = { kind: "checked", verdict: "unfamiliar", distance: 312.4, limit: 150.2, model };

test("what a check says of the images stands in the measurements, and first among the warnings", async () => {
  const imageChecker = { check: async () => unfamiliar, dispose: async () => {} };
  const { measurements } = await analysisOf({}, { imageChecker });
  expect(measurements.imageCheck).toEqual(unfamiliar);
  expect(measurements.warnings[0]).toMatchObject({
    kind: "images-unfamiliar",
    message: expect.stringContaining("distance 312, where up to 150 is usual"),
  });
});

test("familiar images, and those that nobody checked, bring no warning", async () => {
  expect(imageWarnings({ ...unfamiliar, verdict: "familiar" })).toEqual([]);
  const { measurements } = await analysisOf();
  expect(measurements.imageCheck).toEqual({ kind: "not-checked", reason: "no check of images was asked" });
  expect(imageWarnings(measurements.imageCheck)).toEqual([]);
});

test("the checker is asked about the study's own images and phases", async () => {
  const phases = { endDiastoleIndex: 1, endSystoleIndex: notMeasurable("one frame") };
  const check = vi.fn(async () => unfamiliar);
  const { volume } = await analysisOf();
  await checkImages(volume, phases, { check, dispose: async () => {} });
  expect(check).toHaveBeenCalledWith(volume, phases);
});
