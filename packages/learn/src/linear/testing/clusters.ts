/** Features whose classes are known. */
import { randomStream } from "@cmrkit/tensor";
import { featuresOf } from "../features.ts";
import type { RowLabels } from "../linear-classifier.ts";

export const WIDTH = 6;

/** Rows about one centre a class, four rows a patient; `spread` is the deviation about the centres. */
export function clusters(classes: number, patientsPerClass: number, spread: number) {
  const random = randomStream(2026);
  const rows = Array.from({ length: classes * patientsPerClass * 4 }, (_, i) => Math.floor(i / 4));
  const classIndex = rows.map((patient) => patient % classes);
  const values = classIndex.flatMap((k) =>
    Array.from({ length: WIDTH }, (_, e) => 3 * Number(e === k) + 1 + spread * random.normal()),
  );
  const labels: RowLabels = { classIndex, patient: rows.map((patient) => `p${patient}`) };
  return { features: featuresOf(Float32Array.from(values), WIDTH), labels };
}
