/**
 * Sunnybrook slices as pictures: `images/SC-HF-I-01-IM-0001-0048.png` and `lv-endo/` of the same name, the cavity filled with
 * its outline. Every picture is an image of its own: nothing says where it lies, how large its pixels are, or whether it shows
 * end-diastole or end-systole; the number is that of the DICOM file. A case is a patient, whose name
 * in splits is that of the owners' table, without leading zeros, as in the DICOM set of the same patients.
 * Source: Radau et al. 2009, The MIDAS Journal, Evaluation framework for algorithms segmenting short axis cardiac MRI.
 */
import { join } from "node:path";
import type { CaseImage, DataCase, DataSet } from "./data-set.ts";
import { filesOf, requireCases, requireFile } from "./folders.ts";
import { readSunnybrookPatients, sunnybrookPatient, withoutLeadingZeros } from "./sunnybrook-patients.ts";

export const sunnybrookPng: DataSet = Object.freeze({
  name: "sunnybrook-png",
  title: "Sunnybrook cardiac data: single short-axis slices as pictures",
  source: "Radau et al. 2009, The MIDAS Journal",
  licence: "CC0 1.0",
  list: (folder: string) => {
    const patients = readSunnybrookPatients(folder);
    const cases = [...filesByPatient(folder)].map(([id, files]): DataCase => {
      const images = files.map((file) => imageOf(folder, file));
      return { id, patient: withoutLeadingZeros(id), images, facts: sunnybrookPatient(patients, id)?.facts ?? {} };
    });
    return requireCases(cases, folder, "images/SC-HF-I-01-IM-0001-0048.png, … and lv-endo/ with the same names");
  },
});

const namePattern = /^(SC-[A-Z]+(?:-[A-Z]+)?-\d+)-IM-\d+-(\d+)\.png$/;

function filesByPatient(folder: string): Map<string, string[]> {
  const files = filesOf(join(folder, "images")).filter((file) => namePattern.test(file));
  return Map.groupBy(files, (file) => namePattern.exec(file)![1]!);
}

function imageOf(folder: string, file: string): CaseImage {
  const labels = requireFile(join(folder, "lv-endo", file), `images/${file} is`);
  const pictures = (path: string) => ({ format: "pictures", paths: [path], spacingMm: null }) as const;
  return {
    name: `sax ${namePattern.exec(file)![2]}`,
    sequence: "cine",
    view: "sax",
    channels: [pictures(join(folder, "images", file))],
    labels: { file: pictures(labels), meaning: { 1: "leftVentricleBloodPool" } },
  };
}
