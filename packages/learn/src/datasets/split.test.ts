import { expect, test } from "vitest";
import { splitPatients, unseenCases } from "./split.ts";

const patients = ["DCM", "HCM", "MINF", "NOR", "RV"].flatMap((group) =>
  Array.from({ length: 16 }, (_, i) => ({ id: `${group}-${i}`, patient: `${group}-${i}`, group })),
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

test("two cases of one patient never part, and count as one patient", () => {
  const twins = patients.map((one) => (one.id === "RV-3" ? { ...one, patient: "RV-2" } : one));
  const sides = Array.from({ length: 60 }, (_, seed) => splitPatients(twins, 16, seed).validation);
  const twice = sides.filter((validation) => validation.includes("RV-2"));
  expect(twice.length).toBeGreaterThan(5);
  expect(sides.filter((validation) => validation.includes("RV-3"))).toEqual(twice);
  for (const validation of sides) expect(validation).toHaveLength(validation.includes("RV-2") ? 17 : 16);
});

test("of a split that parts a patient, the case that is held out is not unseen", () => {
  const cases = [
    { id: "a", patient: "a" },
    { id: "b", patient: "b" },
    { id: "c", patient: "b" },
  ];
  expect(unseenCases(cases, { training: ["c"], validation: ["a", "b"] })).toEqual([cases[0]]);
});
