/**
 * UK Biobank cine as the ukbb_cardiac pipeline lays it out: short axis and long axis, labelled by readers in part.
 *
 * Layout: `<eid>/<sa|la_2ch|la_3ch|la_4ch>.nii.gz` (X, Y, Z, T), and for patients with readers' contours
 * `<seq>_<ED|ES>.nii.gz` with `label_<seq>_<ED|ES>.nii.gz`. Where only the whole cine is there, its first frame is
 * end-diastole, as that pipeline takes it, and no other is listed. Not read: `label_up_…` (another grid) and `seg_…`,
 * `seg4_…` (what a network said). Labels: short axis 1 left ventricular cavity, 2 myocardium, 3 right ventricular cavity;
 * la_2ch 1 left atrium; la_4ch 1 left atrium, 2 right atrium.
 *
 * Source: Bai et al. 2018, doi:10.1186/s12968-018-0471-x; baiwenjia/ukbb_cardiac, data/prepare_data_ukbb2964.py,
 * data/biobank_utils.py and common/deploy_network.py. The pipeline copies the frame before where a DICOM file is missing,
 * and nothing in its files tells it. What the Biobank knows of patients lies in tables of each application, not here.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cineImage, labelsAt } from "./cine-image.ts";
import { type CaseImage, type DataCase, type DataSet, type LabelFile, phases } from "./data-set.ts";
import { requireCases, subfoldersOf } from "./folders.ts";
import { leftVentricleFirst } from "./label-orders.ts";

export const ukbb: DataSet = Object.freeze({
  name: "ukbb",
  title: "UK Biobank short-axis and long-axis cine",
  source: "Petersen et al. 2016, doi:10.1186/s12968-016-0227-4; Bai et al. 2018, doi:10.1186/s12968-018-0471-x",
  licence: "by application to UK Biobank; its material transfer agreement binds what is trained on it",
  list: listUkbb,
});

const sequences = [
  { name: "sa", view: "sax", meaning: leftVentricleFirst },
  { name: "la_2ch", view: "lax_2c", meaning: { 1: "leftAtrium" } },
  { name: "la_3ch", view: "lax_3c", meaning: {} },
  { name: "la_4ch", view: "lax_4c", meaning: { 1: "leftAtrium", 2: "rightAtrium" } },
] as const satisfies readonly { name: string; view: CaseImage["view"]; meaning: LabelFile["meaning"] }[];

function listUkbb(folder: string): readonly DataCase[] {
  const cases = subfoldersOf(folder).flatMap((eid): DataCase[] => {
    const images = sequences.flatMap((sequence) => imagesOf(join(folder, eid), sequence));
    const about = { id: eid, patient: eid, facts: Object.freeze({}), mayLackLabels: true } as const;
    return images.length === 0 ? [] : [Object.freeze({ ...about, images })];
  });
  return requireCases(cases, folder, "<eid>/sa.nii.gz, <eid>/sa_ED.nii.gz, <eid>/la_4ch.nii.gz or the like");
}

function imagesOf(place: string, { name, view, meaning }: (typeof sequences)[number]): CaseImage[] {
  const extracted = phases.flatMap((phase) => {
    const end = `${name}_${phase.toUpperCase()}.nii.gz`;
    const labels = labelsAt(join(place, `label_${end}`), meaning);
    const path = join(place, end);
    return existsSync(path) ? [cineImage({ view, phase, path, labels })] : [];
  });
  const whole = join(place, `${name}.nii.gz`);
  if (extracted.length > 0 || !existsSync(whole)) return extracted;
  return [cineImage({ view, phase: "ed", path: whole })];
}
