/**
 * EMIDEC: late-gadolinium short-axis stacks of normal and infarcted hearts, with infarct and no-reflow.
 *
 * Two layouts are read. The owners' has `Case_N006/Images/Case_N006.nii.gz`, `Case_N006/Contours/Case_N006.nii.gz` and beside
 * the folder a text `Case N006.txt` with what is known of the patient; the test cases of the challenge are `Case_101`, …,
 * without labels. The other has pictures of the slices, `images/N006_slice000.png` and `labels/N006_slice000.png`, without a
 * spacing, and stretched to squares.
 *
 * N is normal, P pathological. Cases P059 and P072 begin with the same slice, equal byte for byte, so both name `P059` as their
 * patient and no split parts them; their other slices differ.
 * Source: Lalande et al. 2020, doi:10.3390/data5040089.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { labelTables } from "@cmrkit/cardiac";
import type { CaseImage, DataCase, DataSet, PixelFile } from "./data-set.ts";
import { readEmidecFacts } from "./emidec-facts.ts";
import { filesOf, requireCases, requireFile, subfoldersOf } from "./folders.ts";
import { stated } from "./stated.ts";

export const emidec: DataSet = Object.freeze({
  name: "emidec",
  title: "EMIDEC, evaluation of myocardial infarction from late-gadolinium short axes",
  source: "Lalande et al. 2020, doi:10.3390/data5040089",
  licence: "CC BY-NC-SA 4.0",
  list: (folder: string) => {
    const cases = existsSync(join(folder, "images")) ? casesOfPictures(folder) : casesOfOwners(folder);
    return requireCases(cases, folder, "Case_N006/Images/Case_N006.nii.gz, …, or images/N006_slice000.png, …");
  },
});

/** Cases that begin with the slice of an earlier one. */
const twins: Readonly<Record<string, string>> = { P072: "P059" };

const groups: Readonly<Record<string, string>> = { N: "normal", P: "pathological" };

/** Cases of the challenge, whose labels are not published. */
const OF_THE_TEST = /^\d+$/;

function groupOf(id: string): string | undefined {
  return groups[id[0] ?? ""];
}

function casesOfOwners(folder: string): DataCase[] {
  return subfoldersOf(folder).flatMap((name) => {
    const [, id] = /^Case_([A-Z]?\d+)$/.exec(name) ?? [];
    return id === undefined ? [] : [caseOfOwners(folder, id)];
  });
}

function caseOfOwners(folder: string, id: string): DataCase {
  const name = `Case_${id}`;
  const pixels = (part: string): PixelFile => ({
    format: "nifti",
    path: join(folder, name, part, `${name}.nii.gz`),
    frameIndex: 0,
  });
  const hasLabels = existsSync(join(folder, name, "Contours", `${name}.nii.gz`));
  const image = imageOf(pixels("Images"), hasLabels ? pixels("Contours") : undefined);
  const facts = stated({ group: groupOf(id), ...readEmidecFacts(join(folder, `Case ${id}.txt`)) });
  const unlabelled = OF_THE_TEST.test(id) ? ({ mayLackLabels: true } as const) : {};
  return { id, patient: twins[id] ?? id, images: [image], facts, ...unlabelled };
}

function casesOfPictures(folder: string): DataCase[] {
  const slices = filesOf(join(folder, "images")).filter((file) => /^[A-Z]\d+_slice\d+\.png$/.test(file));
  return [...Map.groupBy(slices, (file) => file.split("_")[0]!)].map(([id, files]) => ({
    id,
    patient: twins[id] ?? id,
    images: [imageOfPictures(folder, files)],
    facts: stated({ group: groupOf(id) }),
  }));
}

function imageOfPictures(folder: string, files: readonly string[]): CaseImage {
  const labels = files.map((file) => requireFile(join(folder, "labels", file), `images/${file} is`));
  const images = files.map((file) => join(folder, "images", file));
  return imageOf(
    { format: "pictures", paths: images, spacingMm: null },
    { format: "pictures", paths: labels, spacingMm: null },
  );
}

function imageOf(pixels: PixelFile, labels: PixelFile | undefined): CaseImage {
  const image = { name: "sax lge", sequence: "lge", view: "sax", channels: [pixels] } as const;
  return labels === undefined ? image : { ...image, labels: { file: labels, meaning: labelTables.emidec } };
}
