/** The studies of a catalogue that a masked autoencoder can learn from, each with the images of its views. */
import type { CatalogueImage } from "../../catalogue/image.ts";
import { LearnError } from "../../errors.ts";
import type { MaeConfig } from "./config.ts";
import { viewGrids } from "./grids.ts";
import { type StackedImage, stackedSlices } from "./stacked-slices.ts";
import { kindOf, type ViewGrid, type ViewName, viewNames } from "./views.ts";

/** One study. Where a view has several images (ED and ES apart, a repeated cine) any of them may be drawn. */
export interface MaeStudy {
  readonly patient: string;
  readonly study: string;
  /** Each view's images in the order of their content, which outlives a catalogue. */
  readonly images: ReadonlyMap<ViewName, readonly StudyImage[]>;
}

/** The catalogue's id of an image, or the ids of the pictures that are its slices. */
export type StudyImage = readonly number[];

/** What is kept of an image while it is being sorted. */
type Sortable = Pick<StackedImage, "ids" | "contentHash">;

/** Why images were left out. */
export type SkipReason =
  | "other sequence"
  | "view not configured"
  | "too few slices"
  | "slices of several sizes"
  | "pixel size unknown";

export interface GatheredStudies {
  /** Sorted by patient and study. */
  readonly studies: readonly MaeStudy[];
  readonly usedImages: number;
  /** Counts of images left out, by reason. */
  readonly skipped: ReadonlyMap<SkipReason, number>;
  /** Studies of the catalogue none of whose images can be used. */
  readonly studiesWithoutView: number;
  /** Images used that are smaller in the plane than the window: what lies outside them is 0. */
  readonly paddedImages: number;
}

/**
 * Sorts images into studies and views.
 * @throws {LearnError} `data-missing` when no image can be used, or none has one of the configured views.
 */
export function gatherStudies(images: Iterable<CatalogueImage>, config: MaeConfig): GatheredStudies {
  const grids = new Map(viewGrids(config).map((grid) => [grid.name, grid]));
  const studies = new Map<string, Map<ViewName, Sortable[]>>();
  const skipped = new Map<SkipReason, number>();
  let [usedImages, paddedImages] = [0, 0];
  for (const image of stackedSlices(images, config.data.views.sax?.slicesOf ?? [])) {
    const views = obtain(studies, JSON.stringify([image.patient, image.study]), () => new Map());
    const grid = usableGrid(image, config, grids);
    if (typeof grid === "string") {
      skipped.set(grid, (skipped.get(grid) ?? 0) + image.ids.length);
      continue;
    }
    obtain(views, grid.name, () => []).push({ ids: image.ids, contentHash: image.contentHash });
    usedImages += image.ids.length;
    if (isSmallerThanWindow(image, grid)) paddedImages += image.ids.length;
  }
  const usable = [...studies].filter(([, views]) => views.size > 0).map(([key, views]) => studyOf(key, views));
  const gathered = { usedImages, paddedImages, skipped, studiesWithoutView: studies.size - usable.length };
  assertEveryView(usable, [...grids.keys()], gathered.skipped);
  return { ...gathered, studies: usable.toSorted((a, b) => compare(keyOf(a), keyOf(b))) };
}

/** The grid that an image enters the model on, or why it cannot. */
function usableGrid(
  image: StackedImage,
  { data }: MaeConfig,
  grids: ReadonlyMap<ViewName, ViewGrid>,
): ViewGrid | SkipReason {
  const mapped = data.viewsOf.find(({ pathContains }) => image.path.includes(pathContains))?.view;
  if (mapped === undefined && !data.sequences.includes(image.sequence)) return "other sequence";
  const view = mapped ?? viewNames.find((name) => name === image.view);
  const grid = view && grids.get(view);
  if (!grid) return "view not configured";
  if (image.slicesDiffer) return "slices of several sizes";
  if (image.size[1] < grid.minSlices) return "too few slices";
  return image.spacingMm || grid.longSideWithoutSpacing !== undefined ? grid : "pixel size unknown";
}

function isSmallerThanWindow({ size: [, , Y, X], spacingMm }: StackedImage, grid: ViewGrid): boolean {
  const unknownScale = (grid.longSideWithoutSpacing ?? 0) / Math.max(X, Y);
  const pixels = (extent: number, mm: number | undefined) =>
    Math.round(extent * (mm === undefined ? unknownScale : mm / grid.pixelMm));
  return pixels(X, spacingMm?.[2]) < grid.size[0] || pixels(Y, spacingMm?.[1]) < grid.size[1];
}

function studyOf(key: string, views: ReadonlyMap<ViewName, readonly Sortable[]>): MaeStudy {
  const [patient, study]: [string, string] = JSON.parse(key);
  const sorted = (images: readonly Sortable[]) =>
    images.toSorted((a, b) => compare(a.contentHash, b.contentHash)).map(({ ids }) => ids);
  return { patient, study, images: new Map([...views].map(([view, images]) => [view, sorted(images)] as const)) };
}

/** Unique for each study, and the order in which studies are kept. */
export function keyOf({ patient, study }: Pick<MaeStudy, "patient" | "study">): string {
  return `${patient}/${study}`;
}

function assertEveryView(
  studies: readonly MaeStudy[],
  configured: readonly ViewName[],
  skipped: GatheredStudies["skipped"],
): void {
  const lacking = configured.filter((view) => !studies.some(({ images }) => images.has(view)));
  if (lacking.length === 0) return;
  const counts = [...skipped].map(([reason, count]) => `${count} ${reason}`).join(", ");
  throw new LearnError(
    "data-missing",
    `no image of the catalogue can be used as ${lacking.join(", ")} (left out: ${counts || "none"}); take the view out of data.views, or tell by data.sequences and data.viewsOf which images show it`,
  );
}

/** Studies by their combination of views, in alphabetical order of the combinations. */
export function studiesByKind(studies: readonly MaeStudy[]): ReadonlyMap<string, readonly MaeStudy[]> {
  const kinds = Map.groupBy(studies, ({ images }) => kindOf(images.keys()));
  return new Map([...kinds].sort(([a], [b]) => compare(a, b)));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function obtain<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}
