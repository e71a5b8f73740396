/** Measurements of real expert labels against the values published with them, and the rules calibrated on them. */
import { existsSync, readFileSync } from "node:fs";
import { type LabelVolume, readNiftiLabels } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { labelOrderPlausible } from "./label-order.ts";
import { measureFunctionFromPair } from "./measure-function.ts";
import { toCmrkitLabels } from "./structures.ts";

const folder = new URL("../../../../shared/data/acdc/", import.meta.url);
const isPresent = existsSync(folder);
const reason = isPresent ? "" : " (skipped: ../shared/data/acdc is absent)";
/** Every ninth of the 80 patients: one or two of each disease group, in a second or two. */
const EVERY = 9;

describe.skipIf(!isPresent)(`ACDC${reason}`, () => {
  const patients = isPresent ? readTable().filter((_, row) => row % EVERY === 0) : [];
  const labelsOf = (id: string, phase: "ed" | "es"): LabelVolume =>
    readNiftiLabels(readFileSync(new URL(`${id}_sax_${phase}_gt.nii.gz`, folder))).labels;

  test("volumes, ejection fractions, mass and body surface are the published ones", () => {
    expect(patients).toHaveLength(9);
    for (const { id, published } of patients) {
      const measured = measureFunctionFromPair(labelsOf(id, "ed"), labelsOf(id, "es"), {
        bodySize: { heightCm: published("height_cm"), weightKg: published("weight_kg") },
      });
      const { leftVentricle: left, rightVentricle: right } = measured;
      // Published with one decimal, the body surface with three.
      expect(Math.abs(Number(left.endDiastolicVolumeMl) - published("lv_edv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(Number(left.endSystolicVolumeMl) - published("lv_esv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(Number(left.ejectionFractionPercent) - published("lv_ef_pct"))).toBeLessThan(0.051);
      expect(Math.abs(Number(left.endDiastolicMassG) - published("lv_mass_ed_g"))).toBeLessThan(0.051);
      expect(Math.abs(Number(right.endDiastolicVolumeMl) - published("rv_edv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(Number(right.endSystolicVolumeMl) - published("rv_esv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(Number(right.ejectionFractionPercent) - published("rv_ef_pct"))).toBeLessThan(0.051);
      expect(Math.abs(Number(measured.bodySurfaceAreaM2) - published("bsa_m2"))).toBeLessThan(0.00051);
    }
  });

  test("expert labels are plausible in their own order and refused in that of M&Ms", () => {
    for (const { id } of patients) {
      const labels = labelsOf(id, "es");
      expect(labelOrderPlausible(labels).kind).toBe("plausible");
      expect(labelOrderPlausible(toCmrkitLabels(labels, "mnms")).kind).toBe("swapped");
    }
  });
});

function readTable() {
  const [header, ...rows] = readFileSync(new URL("cases.csv", folder), "utf8").trim().split(/\r?\n/);
  const columns = header!.split(",");
  return rows.map((row) => {
    const cells = row.split(",");
    return { id: cells[0]!, published: (column: string) => Number(cells[columns.indexOf(column)]) };
  });
}
