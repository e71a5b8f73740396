/** Stacks that come as one picture a slice. */
import type { CatalogueImage } from "../../catalogue/image.ts";

/** An image of the catalogue, or a stack made of several of its pictures. */
export interface StackedImage
  extends Pick<CatalogueImage, "path" | "patient" | "study" | "sequence" | "view" | "size" | "spacingMm"> {
  /** The image's id, or those of its slices. */
  readonly ids: readonly number[];
  /** Of the image or of its first slice. */
  readonly contentHash: string;
  /** Whether the pictures have several sizes, so that no stack can be made of them. */
  readonly slicesDiffer: boolean;
}

/**
 * The images, those of one slice whose path holds one of `texts` joined to one stack for each study, sequence and view,
 * in the order of their paths, numbers as numbers.
 */
export function* stackedSlices(images: Iterable<CatalogueImage>, texts: readonly string[]): Generator<StackedImage> {
  const slices: CatalogueImage[] = [];
  for (const image of images) {
    if (isSlice(image) && texts.some((text) => image.path.includes(text))) slices.push(image);
    else yield { ...image, ids: [image.id], slicesDiffer: false };
  }
  const keyOf = ({ patient, study, sequence, view }: CatalogueImage) =>
    JSON.stringify([patient, study, sequence, view]);
  for (const stack of Map.groupBy(slices, keyOf).values()) yield joined(stack);
}

function isSlice({ size: [T, Z] }: CatalogueImage): boolean {
  return T === 1 && Z === 1;
}

const byName = new Intl.Collator("en", { numeric: true });

function joined(slices: readonly CatalogueImage[]): StackedImage {
  const sorted = slices.toSorted((a, b) => byName.compare(a.path, b.path));
  const first = sorted[0]!;
  const [, , Y, X] = first.size;
  return {
    ...first,
    size: [1, sorted.length, Y, X],
    ids: sorted.map(({ id }) => id),
    slicesDiffer: sorted.some(({ size }) => size[2] !== Y || size[3] !== X),
  };
}
