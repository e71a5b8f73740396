/** NIfTI geometry to grid and back: RAS and the file's units on one side, LPS and mm on the other. */
import { compose, isOrthogonal, lpsToRas, rasToLps, spacingMm } from "../affine.ts";
import { makeGrid } from "../geometry-grid.ts";
import type { Grid } from "../volume.ts";
import { gridSize, type NiftiGeometry, type NiftiHeader } from "./header.ts";
import { qformFromAffine } from "./quaternion.ts";
import { type GeometrySource, geometrySourceOf, ijkToRasOf } from "./transform.ts";
import { MILLIMETRE_CODE } from "./units.ts";
import { geometryWarnings, type NiftiWarning } from "./warnings.ts";

/** A grid, how far its place in the patient is to be believed, and why not further. */
export interface PlacedGrid {
  readonly grid: Grid;
  readonly geometrySource: GeometrySource;
  readonly warnings: readonly NiftiWarning[];
}

/**
 * The grid of a NIfTI image in LPS: by the sform when its code is positive, else the qform when its code is, else by the
 * spacings alone along unknown directions (taken as right, anterior, superior from the first voxel), with a warning.
 * @throws {NiftiError} `bad-affine` or `singular-affine` for the transform in force, `bad-units`.
 */
export function placeGrid(header: NiftiHeader): PlacedGrid {
  const geometrySource = geometrySourceOf(header);
  const ijkToRas = ijkToRasOf(header, geometrySource);
  const grid = makeGrid(gridSize(header), compose(rasToLps, ijkToRas));
  return Object.freeze({ grid, geometrySource, warnings: geometryWarnings(header, geometrySource, ijkToRas) });
}

const SCANNER_CODE = 1;

/**
 * Header fields that place a grid: sform and qform alike, code 1 (scanner coordinates), in mm. A sheared grid has no
 * qform, since that holds a rotation only: its qform code is 0.
 */
export function geometryOfGrid(grid: Grid): NiftiGeometry {
  const ijkToRas = compose(lpsToRas, grid.ijkToLps);
  const { quatern, qoffset, qfac } = qformFromAffine(ijkToRas);
  const hasQform = isOrthogonal(ijkToRas);
  return {
    pixdim: [qfac, ...spacingMm(ijkToRas), 1, 1, 1, 1],
    qformCode: hasQform ? SCANNER_CODE : 0,
    sformCode: SCANNER_CODE,
    quatern: hasQform ? quatern : [0, 0, 0],
    qoffset: hasQform ? qoffset : [0, 0, 0],
    srow: ijkToRas.matrix.slice(0, 12),
    xyztUnits: MILLIMETRE_CODE,
    toffset: 0,
  };
}
