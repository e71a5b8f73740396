/** Which images the health check of a masked autoencoder looks at. */
import { randomStream } from "@cmrkit/tensor";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { LearnError } from "../../errors.ts";
import { type ProbeTable, probesOfCatalogue, probesOfTable } from "../health/probe-set.ts";
import type { MaeConfig } from "./config.ts";
import { viewGrids } from "./grids.ts";
import type { GatheredStudies, StudyImage } from "./studies.ts";
import type { ViewProbes } from "./view-probes.ts";

const MOST_OF_A_LABEL = 60;

/**
 * Images of one view: those of a table, or, of the view that most studies have, a sample of the catalogue labelled by
 * sequence.
 * @param images Those of the catalogue, anew at each call: there may be more than memory holds.
 * @throws {LearnError} `bad-table` when the images of a table are not all of one configured view, or single slices.
 */
export function viewProbes(
  images: () => Iterable<CatalogueImage>,
  { studies }: GatheredStudies,
  config: MaeConfig,
  table?: ProbeTable,
): ViewProbes {
  const views = viewGrids(config).map((grid) => {
    const ids = new Set(studies.flatMap((study) => wholeImages(study.images.get(grid.name) ?? [])));
    return { grid, ids, studies: studies.filter((study) => study.images.has(grid.name)).length };
  });
  const weight = table && tableImages(images(), table);
  if (table?.rows.some(({ height }) => height !== undefined))
    throw new LearnError(
      "bad-table",
      `${table.source} labels single slices by height; the autoencoder sees whole stacks`,
    );
  const [view] = views.toSorted((a, b) => (weight ? weight(b.ids) - weight(a.ids) : b.studies - a.studies));
  const ofView = only(images(), view!.ids);
  const probes = table
    ? probesOfTable(ofView, table.rows, table.source)
    : probesOfCatalogue(ofView, MOST_OF_A_LABEL, randomStream(config.seed).fork("probes"));
  return { grid: view!.grid, probes };
}

/** Those that are one image of the catalogue. */
function wholeImages(images: readonly StudyImage[]): readonly number[] {
  return images.filter(({ length }) => length === 1).flat();
}

function* only(images: Iterable<CatalogueImage>, ids: ReadonlySet<number>): Generator<CatalogueImage> {
  for (const image of images) if (ids.has(image.id)) yield image;
}

/** Counts how many images of a set the table names. */
function tableImages(images: Iterable<CatalogueImage>, { rows }: ProbeTable): (ids: ReadonlySet<number>) => number {
  const paths = new Set(rows.map(({ path }) => path));
  const named: number[] = [];
  for (const { id, path } of images) if (paths.has(path)) named.push(id);
  return (ids) => named.filter((id) => ids.has(id)).length;
}
