import { expect, test } from "vitest";
import { splitPatients } from "./split.ts";

const patients = ["DCM", "HCM", "MINF", "NOR", "RV"].flatMap((group) =>
  Array.from({ length: 16 }, (_, i) => ({ id: `${group}-${i}`, group })),
);

test("every group gives its share to validation, no patient is on both sides, none is lost", () => {
  const { training, validation } = splitPatients(patients, 16, 1);
  expect(validation).toHaveLength(16);
  expect(new Set([...training, ...validation]).size).toBe(80);
  for (const group of ["DCM", "HCM", "MINF", "NOR", "RV"]) {
    const count = validation.filter((id) => id.startsWith(`${group}-`)).length;
    expect(count === 3 || count === 4).toBe(true);
  }
});

test("a split depends on patients, count and seed, not on the order of the table", () => {
  const split = splitPatients(patients, 16, 1);
  expect(splitPatients(patients.toReversed(), 16, 1)).toEqual(split);
  expect(splitPatients(patients, 16, 2).sha256).not.toBe(split.sha256);
});
