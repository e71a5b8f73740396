/** A folder of one's own: two cases in NIfTI, one of them with both phases, and one as pictures. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile } from "./ventricle-nifti.ts";
import { ringPicture } from "./ventricle-pictures.ts";

export const header =
  "case,patient,image,label,view,sequence,phase,frame,spacing_x_mm,spacing_y_mm,spacing_z_mm,group,sex,age,split";

export const rows = [
  "a1,anna,a1.nii.gz,a1_gt.nii.gz,sax,cine,ed,1,,,,HCM,F,61,training",
  "a1,anna,a1.nii.gz,a1_gt.nii.gz,sax,cine,es,3,,,,,F,,",
  "b1,,b1_0.png;b1_1.png,b1_0_gt.png;b1_1_gt.png,sax,lge,,,1.5,1.5,8,NOR,m,40,test",
];

const labelTable = {
  1: "leftVentricleBloodPool",
  2: "leftVentricularMyocardium",
  3: "rightVentricleBloodPool",
};

export interface FolderChange {
  readonly header?: string;
  readonly rows?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

export function writeOwnFolder(change: FolderChange = {}): string {
  const folder = temporaryFolder();
  const numbering = { cavity: 1, ring: 2, beside: 3 };
  const picture = ringPicture({ cavity: 200, ring: 80 });
  const labels = ringPicture({ cavity: 1, ring: 2 });
  writeFiles(folder, {
    "cases.csv": `${[change.header ?? header, ...(change.rows ?? rows)].join("\n")}\n`,
    "labels.json": JSON.stringify(change.labels ?? labelTable),
    "a1.nii.gz": cineFile(3),
    "a1_gt.nii.gz": labelFile(3, (t) => (t === 1 ? undefined : numbering)),
    "b1_0.png": picture,
    "b1_1.png": picture,
    "b1_0_gt.png": labels,
    "b1_1_gt.png": labels,
  });
  return folder;
}
