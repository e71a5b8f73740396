/** A row of one's own table as an image of a case: see `folder.ts`. */
import { resolve } from "node:path";
import { LearnError } from "../errors.ts";
import type { CaseImage, LabelFile, PixelFile } from "./data-set.ts";
import type { FolderRow } from "./folder-table.ts";
import { requireFile } from "./folders.ts";

/**
 * Named by view, sequence where it is no cine, and phase or frame: `sax ed`, `sax lge`, `lax_4c frame 3`.
 * @throws {LearnError} `data-missing` for a file that is not there, `bad-table` for files of different or unknown kinds.
 */
export function folderImage(folder: string, row: FolderRow, meaning: LabelFile["meaning"]): CaseImage {
  const { view, sequence, phase, frameIndex, labelFrameIndex = frameIndex, image, label, landmarks } = row;
  const moment = phase ?? (frameIndex === undefined ? undefined : `frame ${frameIndex + 1}`);
  const words = [view, sequence === "cine" ? undefined : sequence, moment];
  const labels = label === undefined ? undefined : pixelFile(folder, label, row, labelFrameIndex);
  return {
    name: words.filter((word) => word !== undefined).join(" "),
    sequence,
    view,
    ...(phase !== undefined && { phase }),
    channels: [pixelFile(folder, image, row, frameIndex)],
    ...(labels !== undefined && { labels: { file: labels, meaning } }),
    ...(landmarks !== undefined && { landmarks }),
  };
}

const formats: readonly (readonly [PixelFile["format"], RegExp])[] = [
  ["nifti", /\.nii(\.gz)?$/i],
  ["pictures", /\.(png|jpe?g)$/i],
  ["dicom", /\.dcm$/i],
];

function pixelFile(
  folder: string,
  cell: string,
  { where, spacingMm }: FolderRow,
  frameIndex: number | undefined,
): PixelFile {
  const paths = cell.split(";").map((path) => requireFile(resolve(folder, path.trim()), `${where} names it`));
  const [format] = formats.find(([, ending]) => paths.every((path) => ending.test(path))) ?? [];
  const [path] = paths;
  if (format === "nifti" && path !== undefined && paths.length === 1)
    return { format, path, ...(frameIndex !== undefined && { frameIndex }) };
  if (format === "pictures") return { format, paths, spacingMm };
  if (format === "dicom") return { format, paths };
  const expected = "one .nii or .nii.gz, or slices that are all .png or .jpg, or all .dcm, separated by ;";
  throw new LearnError("bad-table", `${where}: expected ${expected}; got ${cell}`);
}
