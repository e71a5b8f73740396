/** The reader against real files: volumes of expert labels, computed by their publisher on the native grid. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { voxelVolumeMl } from "../affine.ts";
import type { LabelVolume } from "../volume.ts";
import { readNifti, readNiftiLabels } from "./read.ts";
import { writeNiftiLabels } from "./write.ts";

const folder = new URL("../../../../../shared/data/acdc/", import.meta.url);
const isPresent = existsSync(folder);
const reason = isPresent ? "" : " (skipped: ../shared/data/acdc is absent)";

const rightVentricle = 1;
const myocardium = 2;
const leftVentricle = 3;
const densityGPerMl = 1.05;

const file = (name: string) => readFileSync(new URL(name, folder));

function volumeMl({ grid, labels }: LabelVolume, label: number): number {
  return labels.reduce((count, value) => count + Number(value === label), 0) * voxelVolumeMl(grid.ijkToLps);
}

describe.skipIf(!isPresent)(`ACDC${reason}`, () => {
  test("all 80 end-diastolic images are placed by their sform, with finite intensities up to 1000", () => {
    const names = readdirSync(folder).filter((name) => name.endsWith("_sax_ed.nii.gz"));
    expect(names.length).toBe(80);
    for (const name of names) {
      const { volume, geometrySource, warnings } = readNifti(file(name));
      expect([geometrySource, warnings]).toEqual(["sform", []]);
      expect(volume.data.reduce((most, value) => Math.max(most, value), 0)).toBeLessThanOrEqual(1000);
    }
  });

  test("label counts times voxel volume are the published volumes and mass of every patient", () => {
    const [header, ...rows] = readFileSync(new URL("cases.csv", folder), "utf8").trim().split("\n");
    const columns = header!.trim().split(",");
    expect(rows.length).toBe(80);
    for (const row of rows) {
      const cells = row.trim().split(",");
      const published = (column: string) => Number(cells[columns.indexOf(column)]);
      const { labels: ed } = readNiftiLabels(file(`${cells[0]}_sax_ed_gt.nii.gz`));
      const { labels: es } = readNiftiLabels(file(`${cells[0]}_sax_es_gt.nii.gz`));
      // Published with one decimal.
      expect(Math.abs(volumeMl(ed, leftVentricle) - published("lv_edv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(volumeMl(es, leftVentricle) - published("lv_esv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(volumeMl(ed, rightVentricle) - published("rv_edv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(volumeMl(es, rightVentricle) - published("rv_esv_ml"))).toBeLessThan(0.051);
      expect(Math.abs(volumeMl(ed, myocardium) * densityGPerMl - published("lv_mass_ed_g"))).toBeLessThan(0.051);
    }
  });

  test("labels written with the image's header have the image's geometry, byte for byte", () => {
    const { header } = readNifti(file("patient001_sax_ed.nii.gz"));
    const { labels, header: labelHeader } = readNiftiLabels(file("patient001_sax_ed_gt.nii.gz"));
    const again = readNiftiLabels(writeNiftiLabels(labels, { like: header, gzip: true }));
    expect(Buffer.compare(again.labels.labels, labels.labels)).toBe(0); // toEqual takes a second on half a million
    expect(again.labels.grid).toEqual(labels.grid);
    expect(again.header).toEqual({ ...labelHeader, xyztUnits: header.xyztUnits });
  });
});
