/**
 * Remote myocardium proposed by rule: the sixth of the ventricle, over all slices, whose mean intensity is lowest. Nulled,
 * healthy muscle is darkest where no scar is, but a no-reflow core or a badly nulled slice is dark too: the region carries
 * its rule, and a caller who does not accept it passes a region of their own.
 *
 * This is cmrkit's own rule.
 */
import { assertSameGrid, type LabelVolume, labelFrameOf, spacingMm, type Volume } from "@cmrkit/imaging";
import { type NotMeasurable, notMeasurable } from "../measured.ts";
import { segmentAt } from "../segments/aha-segments.ts";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { assertStill, type Region } from "./region.ts";

const SECTORS = 6;
/** A sector with less than this share of an even part is no sixth of the ventricle. */
const LEAST_SHARE = 0.5;

/**
 * @param labels One frame on the picture's grid; sectors spread from the middle of wall and cavity in each slice.
 * @throws {GridError} `grids-differ`, `data-size`. @throws {CardiacError} `frame` when the picture is not still.
 */
export function darkestSector(image: Volume, labels: LabelVolume): Region | NotMeasurable {
  assertStill(image);
  assertSameGrid(image.grid, labels.grid, "the picture and its labels");
  const sectors = sectorsOf(labels);
  const sums = Array.from({ length: SECTORS }, () => ({ voxels: 0, intensity: 0 }));
  for (const [at, sector] of sectors.entries()) {
    if (sector === 0) continue;
    const sum = sums[sector - 1]!;
    sum.voxels += 1;
    sum.intensity += image.data[at]!;
  }
  const all = sums.reduce((total, { voxels }) => total + voxels, 0);
  if (all === 0) return notMeasurable("no left ventricular myocardium is labelled");
  const means = sums.map(({ voxels, intensity }) =>
    voxels * SECTORS >= LEAST_SHARE * all ? intensity / voxels : Number.POSITIVE_INFINITY,
  );
  const darkest = means.indexOf(Math.min(...means)) + 1;
  return {
    mask: sectors.map((sector) => Number(sector === darkest)),
    source: "the darkest sixth of the ventricle, by rule",
  };
}

/** 1 to 6 for myocardium by its direction from the middle of the slice's ventricle, 0 elsewhere. */
function sectorsOf(labels: LabelVolume): Uint8Array {
  const { labels: frame } = labelFrameOf(labels, 0);
  const [X, Y, Z] = labels.grid.size;
  const [sizeI, sizeJ] = spacingMm(labels.grid.ijkToLps);
  const sectors = new Uint8Array(frame.length);
  for (let k = 0; k < Z; k++) {
    const voxels = Array.from({ length: X * Y }, (_, n) => k * X * Y + n).filter(
      (at) => frame[at] === MYOCARDIUM || frame[at] === LEFT_VENTRICLE,
    );
    const place = (at: number) => [(at % X) * sizeI, (Math.floor(at / X) % Y) * sizeJ] as const;
    const meanX = voxels.reduce((sum, at) => sum + place(at)[0], 0) / voxels.length;
    const meanY = voxels.reduce((sum, at) => sum + place(at)[1], 0) / voxels.length;
    for (const at of voxels) {
      const [x, y] = place(at);
      if (frame[at] === MYOCARDIUM)
        sectors[at] = segmentAt("basal", (Math.atan2(y - meanY, x - meanX) * 180) / Math.PI);
    }
  }
  return sectors;
}
