import { describe, expect, test } from "vitest";
import { labelTables } from "../label-names.ts";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { gridOf } from "../testing/shapes.ts";
import { ENHANCED, NO_REFLOW } from "./scar.ts";
import { scarLabels } from "./scar-labels.ts";

const row = (numbers: readonly number[]) => ({
  grid: gridOf([numbers.length, 1, 1], [1, 1, 1]),
  frameCount: 1,
  labels: Uint8Array.from(numbers),
});

describe("labels that tell scar from muscle", () => {
  test("are taken apart, with the scar counted to the muscle", () => {
    const { ventricles, scar, names } = scarLabels({ labels: row([0, 1, 2, 3, 4]), table: labelTables.emidec });
    expect([...ventricles.labels]).toEqual([0, LEFT_VENTRICLE, MYOCARDIUM, MYOCARDIUM, MYOCARDIUM]);
    expect([...scar!]).toEqual([0, 0, 0, ENHANCED, NO_REFLOW]);
    expect(names).toEqual(["leftVentricularMyocardium", "leftVentricleBloodPool", "infarct", "noReflow"]);
  });

  test("have no scar where their table names none, which is not a scar of zero", () => {
    expect(scarLabels({ labels: row([1, 2, 3]), table: labelTables.mnms }).scar).toBeUndefined();
  });

  test("are refused when a number has no name", () => {
    expect(() => scarLabels({ labels: row([1, 9]), table: labelTables.emidec })).toThrow(
      expect.objectContaining({ kind: "unknown-label", details: { label: 9 } }),
    );
  });
});
