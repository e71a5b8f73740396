/**
 * Simulated hearts as a labelled data set: `cases.csv` and `labels.json`, as one's own folder of images is described for
 * training and evaluation. The truth's volumes stand beside each case, its kind as the group, its
 * scanner as the vendor.
 */
import { label } from "./heart-tissue.ts";
import type { SimulatedStudy } from "./simulated-study.ts";
import type { StudyFile } from "./study.ts";

const columns = [
  "case",
  "image",
  "label",
  "view",
  "sequence",
  "phase",
  "frame",
  "group",
  "vendor",
  "lv_edv_ml",
  "lv_esv_ml",
  "rv_edv_ml",
  "rv_esv_ml",
] as const;

type Row = Readonly<Record<(typeof columns)[number], string>>;

/**
 * A line for each labelled image of a heart: both phases of the short axis and of each long axis, and each still but the
 * map after contrast agent, which a table cannot tell from the native one.
 * @param folder where its `nifti/` lies, from the table; `""` beside it.
 */
export function folderRows(study: SimulatedStudy, caseId: string, folder: string): readonly Row[] {
  const { truth, longAxis, stills } = study;
  const { endDiastoleIndex, endSystoleIndex } = truth.phases;
  const row = (name: string, view: string, sequence: string, place: Pick<Row, "phase" | "frame">): Row => ({
    case: caseId,
    image: `${folder}nifti/${name}.nii.gz`,
    label: `${folder}nifti/${name}_gt.nii.gz`,
    view,
    sequence,
    ...place,
    ...factsOf(study),
  });
  const ofView = (name: string, view: string) => [
    row(name, view, "cine", { phase: "ed", frame: String(endDiastoleIndex + 1) }),
    row(name, view, "cine", { phase: "es", frame: String(endSystoleIndex + 1) }),
  ];
  const tabled = [...stills.keys()].filter((contrast) => contrast !== "t1_map_post");
  return [
    ...ofView("sax", "sax"),
    ...[...longAxis.keys()].flatMap((view) => ofView(view, view)),
    ...tabled.map((contrast) => row(contrast, "sax", contrast, { phase: "", frame: "" })),
  ];
}

function factsOf({ truth: { leftVentricle, rightVentricle, parameters }, scan }: SimulatedStudy) {
  return {
    group: parameters.kind,
    vendor: `simulated ${scan.scanner}`,
    lv_edv_ml: leftVentricle.endDiastolicVolumeMl.toFixed(2),
    lv_esv_ml: leftVentricle.endSystolicVolumeMl.toFixed(2),
    rv_edv_ml: rightVentricle.endDiastolicVolumeMl.toFixed(2),
    rv_esv_ml: rightVentricle.endSystolicVolumeMl.toFixed(2),
  };
}

/** What the numbers of the labels mean. */
const meaning = {
  [label.rightVentricle]: "rightVentricleBloodPool",
  [label.myocardium]: "leftVentricularMyocardium",
  [label.leftVentricle]: "leftVentricleBloodPool",
  [label.infarct]: "infarct",
};

/** The rows of all hearts as the two files that describe their folder. */
export function folderFiles(rows: readonly Row[]): readonly StudyFile[] {
  const lines = rows.map((row) => columns.map((column) => row[column]).join(","));
  const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(`${content}\n`) });
  return [
    text("cases.csv", [columns.join(","), ...lines].join("\n")),
    text("labels.json", JSON.stringify(meaning, null, 2)),
  ];
}
