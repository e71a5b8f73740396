/** What a run learns from and what it is looked at with, gathered from a catalogue before anything is trained. */
import { createHash } from "node:crypto";
import { randomStream } from "@cmrkit/tensor";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { CatalogueImage, ImageFilter } from "../../catalogue/image.ts";
import { LearnError } from "../../errors.ts";
import { type ProbeRow, probesOfCatalogue, probesOfTable } from "../health/probe-set.ts";
import type { DinoPretrainingConfig } from "./config.ts";
import type { ImageProbe } from "./looks.ts";
import { heldOutBy, type SliceIndex, sliceCount, sliceIndex } from "./slices.ts";

export interface DinoData {
  readonly index: SliceIndex;
  readonly trainingImages: number;
  readonly trainingSlices: number;
  readonly heldOutImages: number;
  readonly heldOutPatients: number;
  /** Images whose labels are probed. */
  readonly probes: readonly ImageProbe[];
  /** Of the patients who are held out, or of all where nobody is: whose crops are to find each other. */
  readonly heldOut: readonly ImageProbe[];
  /** SHA-256 of the images that are trained on: runs with equal hashes learn from the same. */
  readonly sha256: string;
}

/** A table of labelled images for the health check. */
export interface ProbeTable {
  readonly rows: readonly ProbeRow[];
  readonly source: string;
}

/** Health checks say little below this many images. */
const LEAST_PROBES = 2;

/**
 * Reads the catalogue twice: once for what trains, once for what is looked at: a sample of the patients who are held out, or
 * of all where nobody is, and the labelled images of a table.
 * @throws {LearnError} `data-missing` when nothing is left to train on or to look at, `bad-table` as `probesOfTable`.
 */
export function gatherData(catalogue: Catalogue, config: DinoPretrainingConfig, table?: ProbeTable): DinoData {
  const isHeldOut = heldOutBy(config.seed, config.data.validationShare);
  const images = () => catalogue.images(filterOf(config));
  const heldOut = { images: 0, patients: new Set<string>() };
  const hash = createHash("sha256");
  const training = function* () {
    for (const image of images()) {
      if (isHeldOut(image.patient)) {
        heldOut.images++;
        heldOut.patients.add(image.patient);
      } else {
        hash.update(image.contentHash);
        yield image;
      }
    }
  };
  const index = sliceIndex(training());
  if (sliceCount(index) === 0) throw nothingToLearnFrom(catalogue.path, heldOut.images);
  const ofHeldOut = catalogueProbes(images, heldOut.images >= LEAST_PROBES ? isHeldOut : () => true, config);
  const probes = table ? probesOfTable(catalogue.images(), table.rows, table.source) : ofHeldOut;
  return {
    index,
    trainingImages: index.ids.length,
    trainingSlices: sliceCount(index),
    heldOutImages: heldOut.images,
    heldOutPatients: heldOut.patients.size,
    probes,
    heldOut: ofHeldOut,
    sha256: hash.digest("hex"),
  };
}

function filterOf({ data: { sequences, views } }: DinoPretrainingConfig): ImageFilter {
  return { ...(sequences && { sequences }), ...(views && { views }) };
}

function nothingToLearnFrom(path: string, heldOut: number): LearnError {
  const found = heldOut === 0 ? "no image of the configured sequences and views" : `${heldOut} images, all held out`;
  return new LearnError("data-missing", `${path} has ${found}; widen data.sequences and data.views, or add images`);
}

function catalogueProbes(
  images: () => Iterable<CatalogueImage>,
  isProbed: (patient: string) => boolean,
  { seed, health }: DinoPretrainingConfig,
): readonly ImageProbe[] {
  const probed = function* () {
    for (const image of images()) if (isProbed(image.patient)) yield image;
  };
  return probesOfCatalogue(probed(), health.imagesPerLabel, randomStream(seed).fork("probes"));
}
