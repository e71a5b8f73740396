/** Which images the health check of a masked autoencoder looks at. */
import { randomStream } from "@cmrkit/tensor";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { type ProbeRow, probesOfCatalogue, probesOfTable } from "../health/probe-set.ts";
import type { MaeConfig } from "./config.ts";
import type { ViewProbes } from "./feature-probes.ts";
import { viewGrids } from "./grids.ts";
import type { GatheredStudies } from "./studies.ts";

const MOST_OF_A_LABEL = 60;

/**
 * Images of the view that most studies have: those of a table, or a sample of the catalogue labelled by sequence.
 * @throws {LearnError} `bad-table` when a path of the table is not among the images of that view.
 */
export function viewProbes(
  images: Iterable<CatalogueImage>,
  { studies }: GatheredStudies,
  config: MaeConfig,
  table?: { readonly rows: readonly ProbeRow[]; readonly source: string },
): ViewProbes {
  const commonness = (view: (typeof grids)[number]) => studies.filter((study) => study.images.has(view.name)).length;
  const grids = viewGrids(config);
  const [grid] = grids.toSorted((a, b) => commonness(b) - commonness(a));
  const ids = new Set(studies.flatMap((study) => study.images.get(grid!.name) ?? []));
  const ofView = only(images, ids);
  const probes = table
    ? probesOfTable(ofView, table.rows, table.source)
    : probesOfCatalogue(ofView, MOST_OF_A_LABEL, randomStream(config.seed).fork("probes"));
  return { grid: grid!, probes };
}

function* only(images: Iterable<CatalogueImage>, ids: ReadonlySet<number>): Generator<CatalogueImage> {
  for (const image of images) if (ids.has(image.id)) yield image;
}
