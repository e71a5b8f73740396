/**
 * Four-chamber cine frames of cases of the 2015 Data Science Bowl: `images/102_0020.jpg` and `lv/102_0020.png`, the left
 * ventricular cavity as drawn by the team that came second, who are no experts. The number before the underscore is the case,
 * the one after it the frame; nothing says which frame is which phase, nor how large a pixel is.
 * Case numbers are those of the Data Science Bowl, so that short and long axis of one patient carry one name in both sets.
 * Source: Kaggle Second Annual Data Science Bowl, 2015.
 */
import { join } from "node:path";
import type { CaseImage, DataCase, DataSet } from "./data-set.ts";
import { filesOf, requireCases, requireFile } from "./folders.ts";

export const lax4ch: DataSet = Object.freeze({
  name: "lax4ch",
  title: "Four-chamber cine frames of the 2015 Data Science Bowl with the left ventricular cavity",
  source: "Kaggle Second Annual Data Science Bowl, 2015",
  licence: "research use",
  list: (folder: string) => {
    const files = filesOf(join(folder, "images")).filter((file) => /^\d+_\d+\.jpe?g$/.test(file));
    const cases = [...Map.groupBy(files, (file) => file.split("_")[0]!)].map(([id, frames]): DataCase => {
      return { id, patient: id, images: frames.map((file) => imageOf(folder, file)), facts: {} };
    });
    return requireCases(cases, folder, "images/102_0020.jpg, … and lv/102_0020.png, …");
  },
});

function imageOf(folder: string, file: string): CaseImage {
  const stem = file.slice(0, file.lastIndexOf("."));
  const mask = requireFile(join(folder, "lv", `${stem}.png`), `images/${file} is`);
  return {
    name: `lax_4c frame ${Number(stem.split("_")[1])}`,
    sequence: "cine",
    view: "lax_4c",
    channels: [{ format: "pictures", paths: [join(folder, "images", file)], spacingMm: null }],
    labels: {
      file: { format: "pictures", paths: [mask], spacingMm: null },
      meaning: { 1: "leftVentricleBloodPool" },
    },
  };
}
