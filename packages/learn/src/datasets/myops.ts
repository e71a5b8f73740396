/**
 * MyoPS 2020 (myocardial pathology segmentation): 45 short-axis stacks of three sequences on one grid.
 *
 * Layout: `train25/myops_training_<101…125>_<C0|DE|T2>.nii.gz` (balanced cine frame, late enhancement, T2-weighted),
 * `train25_myops_gd/myops_training_<id>_gd.nii.gz`, and `test20/myops_test_<201…220>_…` whose labels are encrypted.
 * Labels, in numbers that no byte holds: 200 myocardium without scar and oedema, 500 left ventricular cavity, 600 right
 * ventricular cavity, 1220 oedema, 2221 scar.
 *
 * Source: Zhuang 2019, doi:10.1109/TPAMI.2018.2869576; https://zmiclab.github.io/zxh/0/myops20/; layout and labels as
 * CineMA's cinema/data/myops2020 and OpenMEDLab's description of the set have them. The set tells nothing of patients.
 */
import { join } from "node:path";
import { labelsAt } from "./cine-image.ts";
import type { CaseImage, DataCase, DataSet, LabelFile, PixelFile } from "./data-set.ts";
import { filesOf, requireCases, requireFile } from "./folders.ts";

export const myops: DataSet = Object.freeze({
  name: "myops",
  title: "MyoPS 2020: late enhancement, T2-weighted and cine short axis with scar and oedema",
  source: "Zhuang 2019, doi:10.1109/TPAMI.2018.2869576; https://zmiclab.github.io/zxh/0/myops20/",
  licence: "terms of https://zmiclab.github.io/zxh/0/myops20/; read them there before weights are passed on",
  list: listMyops,
});

const meaning: LabelFile["meaning"] = Object.freeze({
  200: "leftVentricularMyocardium",
  500: "leftVentricleBloodPool",
  600: "rightVentricleBloodPool",
  1220: "oedema",
  2221: "infarct",
});

type Place = { readonly name: string } & Required<Pick<DataCase, "split">> & Pick<DataCase, "mayLackLabels">;

/** In the order of the channels. */
const sequences = ["C0", "DE", "T2"] as const;

const places = [
  { name: "train25", split: "training" },
  { name: "test20", split: "test", mayLackLabels: true },
] as const satisfies readonly Place[];

function listMyops(folder: string): readonly DataCase[] {
  const cases = places.flatMap((place) =>
    startsIn(join(folder, place.name)).map((start) => caseOf(folder, place, start)),
  );
  return requireCases(cases, folder, "train25/myops_training_101_C0.nii.gz and the like, or test20/myops_test_201_…");
}

const IMAGE = /^(myops_(?:training|test)_\d+)_(?:C0|DE|T2)\.nii\.gz$/;

/** What the names of each patient's images start with. */
function startsIn(place: string): string[] {
  return [...new Set(filesOf(place).flatMap((name) => IMAGE.exec(name)?.[1] ?? []))];
}

function caseOf(folder: string, { name: place, ...about }: Place, start: string): DataCase {
  const id = start.slice(start.lastIndexOf("_") + 1);
  const channels = sequences.map((sequence): PixelFile => {
    const path = join(folder, place, `${start}_${sequence}.nii.gz`);
    return { format: "nifti", path: requireFile(path, "the case has other sequences"), frameIndex: 0 };
  });
  const labels = labelsAt(join(folder, `${place}_myops_gd`, `${start}_gd.nii.gz`), meaning);
  const image: CaseImage = {
    name: "sax",
    sequence: "lge",
    view: "sax",
    channels,
    ...(labels !== undefined && {
      labels: { file: { format: "nifti", path: labels.path, frameIndex: 0 }, meaning },
    }),
  };
  return Object.freeze({ id, patient: id, images: Object.freeze([image]), facts: Object.freeze({}), ...about });
}
