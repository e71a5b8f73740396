/** The drawn studies as NIfTI files in a folder, and their catalogue. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromColumns, makeGrid, writeNifti } from "@cmrkit/imaging";
import { catalogueFolders } from "../../../catalogue/catalogue-folders.ts";
import { viewGrids } from "../grids.ts";
import { drawImage, drawnStudies } from "./drawn-images.ts";
import { smallConfig } from "./small-config.ts";

const fileNames = { sax: "cine_sax", lax_2c: "cine_2ch", lax_3c: "cine_3ch", lax_4c: "cine_4ch" } as const;

/** Writes those of `count` patients who have a short axis below the folder; returns the path of a catalogue of them. */
export async function writeDrawnCatalogue(folder: string, count: number): Promise<string> {
  const images = join(folder, "images");
  const studies = drawnStudies(count).filter((study) => study.images.has("sax"));
  for (const { patient, images: ids } of studies) {
    mkdirSync(join(images, patient), { recursive: true });
    for (const grid of viewGrids(smallConfig())) {
      const [id] = ids.get(grid.name)?.[0] ?? [];
      if (id === undefined) continue;
      const { data, size } = drawImage(id, grid.isStack ? 4 : 1);
      const [frameCount, Z, Y, X] = size;
      const columns = { iAxis: [4, 0, 0], jAxis: [0, 4, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
      const volume = { grid: makeGrid([X, Y, Z], fromColumns("ijk", "lps", columns)), frameCount, data };
      writeFileSync(join(images, patient, `${fileNames[grid.name]}.nii`), writeNifti(volume));
    }
  }
  const path = join(folder, "catalogue.sqlite");
  await catalogueFolders({ folders: [images], path, settings: { exclude: [], kinds: [] } });
  return path;
}
