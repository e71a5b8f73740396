import { expect, test } from "vitest";
import { subjectOfHeader } from "./subject.ts";

const unknown = { sex: undefined, sizeM: undefined, weightKg: undefined, ageYears: undefined };

test("a header's metres become centimetres, and its age and heart rate are taken", () => {
  const { subject, warnings } = subjectOfHeader(
    { ...unknown, sex: "female", ageYears: 57, sizeM: 1.62, weightKg: 58 },
    71,
  );
  expect(subject).toEqual({
    sex: "female",
    ageYears: 57,
    bodySize: { heightCm: 162, weightKg: 58 },
    heartRatePerMin: 71,
  });
  expect(warnings).toEqual([]);
});

test("height without weight gives no body size", () => {
  expect(subjectOfHeader({ ...unknown, sizeM: 1.62 }, undefined)).toEqual({ subject: {}, warnings: [] });
});

test("a height in centimetres and a heart rate of 4 are left out with a warning each", () => {
  const { subject, warnings } = subjectOfHeader({ ...unknown, sizeM: 162, weightKg: 58 }, 4);
  expect(subject).toEqual({});
  expect(warnings.map(({ kind }) => kind)).toEqual(["header-value-unusable", "header-value-unusable"]);
  expect(warnings[0]?.message).toContain("height must be 30–260 cm, got 16200");
});
