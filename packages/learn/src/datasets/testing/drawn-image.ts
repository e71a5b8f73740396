/** One image of the tiny short axis in a temporary folder, with whatever is wrong with it. */
import { join } from "node:path";
import { fromColumns, makeGrid, writeNifti } from "@cmrkit/imaging";
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import type { CaseImage, LabelFile, PixelFile } from "../data-set.ts";
import { rightVentricleFirst } from "../label-orders.ts";
import { cineFile, labelFile, type Numbering } from "./ventricle-nifti.ts";

/** As `rightVentricleFirst` numbers it. */
export const acdcNumbering: Numbering = { cavity: 3, ring: 2, beside: 1 };

export interface ImageChange {
  readonly numbering?: Numbering;
  readonly meaning?: LabelFile["meaning"];
  readonly labels?: LabelFile["file"];
  readonly channels?: readonly PixelFile[];
  readonly view?: CaseImage["view"];
}

/** Channels and labels lie in files that `change` replaces. */
export function drawnImage(change: ImageChange = {}): CaseImage {
  const { numbering = acdcNumbering, meaning = rightVentricleFirst, view = "sax" } = change;
  const image = niftiFile("image.nii.gz", cineFile(2));
  const labels = niftiFile(
    "labels.nii.gz",
    labelFile(2, (t) => (t === 0 ? numbering : undefined)),
  );
  return {
    name: "sax ed",
    sequence: "cine",
    view,
    channels: change.channels ?? [image],
    labels: { file: change.labels ?? labels, meaning },
  };
}

/** The first frame of a file that is written for it. */
export function niftiFile(name: string, bytes: Uint8Array): PixelFile {
  const folder = temporaryFolder();
  writeFiles(folder, { [name]: bytes });
  return { format: "nifti", path: join(folder, name), frameIndex: 0 };
}

/** A still of 12 × 12 × 2 voxels, brighter along x unless told otherwise; `shiftMm` moves it along x. */
export function stillFile(shiftMm: number, slices = 2, valueAt = (voxel: number) => voxel % 12): Uint8Array {
  const columns = { iAxis: [1.5, 0, 0], jAxis: [0, 1.5, 0], kAxis: [0, 0, 9], origin: [shiftMm, 0, 0] } as const;
  const grid = makeGrid([12, 12, slices], fromColumns("ijk", "lps", columns));
  return writeNifti({ grid, frameCount: 1, data: new Float32Array(144 * slices).map((_, voxel) => valueAt(voxel)) });
}

/** The same file with another `pixdim` for its first axis, and no other statement of it. */
export function withSpacing(bytes: Uint8Array, mm: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const view = new DataView(changed.buffer);
  view.setFloat32(80, mm, true);
  view.setInt16(254, 0, true); // sform_code: without it pixdim is in force
  return changed;
}
