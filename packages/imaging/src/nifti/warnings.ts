/** What a readable NIfTI header leaves open or contradicts, for a person to look at. */
import { type Affine, applyToPoint, spacingMm } from "../affine.ts";
import type { Vector3 } from "../geometry-vector.ts";
import { length, scale, subtract } from "../geometry-vector.ts";
import { gridSize, type NiftiHeader } from "./header.ts";
import { isQform } from "./quaternion.ts";
import { type GeometrySource, ijkToRasOf } from "./transform.ts";
import { hasLengthUnit, millimetresPerUnit } from "./units.ts";

export interface NiftiWarning {
  readonly kind: /** Neither transform is set: left and right cannot be told apart. */
    | "orientation-unknown"
    | "length-unit-unknown"
    /** The spacings of the transform in force are not those of pixdim, so other software may measure other volumes. */
    | "spacings-disagree"
    /** sform and qform put voxels in different places: usual after registration, else a damaged header. */
    | "transforms-disagree";
  readonly message: string;
}

/** Everything doubtful about the geometry of an image that is placed by `ijkToRas`, its transform in force. */
export function geometryWarnings(
  header: NiftiHeader,
  source: GeometrySource,
  ijkToRas: Affine<"ijk", "ras">,
): readonly NiftiWarning[] {
  const found = [
    source === "pixdim" ? orientationUnknown : undefined,
    hasLengthUnit(header.xyztUnits) ? undefined : lengthUnitUnknown,
    spacingsDisagree(header, source, ijkToRas),
    source === "sform" && header.qformCode > 0 ? transformsDisagree(header, ijkToRas) : undefined,
  ];
  return Object.freeze(found.filter((warning) => warning !== undefined));
}

const orientationUnknown: NiftiWarning = {
  kind: "orientation-unknown",
  message: "neither sform nor qform is set: the spacings are known, but not the position, nor left from right",
};

const lengthUnitUnknown: NiftiWarning = {
  kind: "length-unit-unknown",
  message: "the file names no unit of length: lengths are taken as mm",
};

/** Spacings are written with three digits at least; 1 % of a spacing is already 1 % of every volume. */
const SPACING_FRACTION = 0.01;

function spacingsDisagree(
  { pixdim, xyztUnits }: NiftiHeader,
  source: GeometrySource,
  ijkToRas: Affine<"ijk", "ras">,
): NiftiWarning | undefined {
  const declared = scale([pixdim[1], pixdim[2], pixdim[3]], millimetresPerUnit(xyztUnits));
  const placed = spacingMm(ijkToRas);
  if (placed.every((mm, axis) => Math.abs(mm / declared[axis]! - 1) <= SPACING_FRACTION)) return undefined;
  const message = `the ${source} has voxels of ${inWords(placed)} mm, pixdim of ${inWords(declared)} mm`;
  return { kind: "spacings-disagree", message: `${message}; the ${source} is used` };
}

function transformsDisagree(header: NiftiHeader, bySform: Affine<"ijk", "ras">): NiftiWarning | undefined {
  const toleranceMm = Math.min(...spacingMm(bySform)) / 2;
  const isAgreed = (byQform: Affine<"ijk", "ras">) =>
    axisEnds(gridSize(header)).every(
      (end) => length(subtract(applyToPoint(byQform, end), applyToPoint(bySform, end))) <= toleranceMm,
    );
  if (isQform(header) && isAgreed(ijkToRasOf(header, "qform"))) return undefined;
  const message = "sform and qform put voxels more than half a voxel apart; the sform is used";
  return { kind: "transforms-disagree", message };
}

/** The first voxel and the last one along each axis: they fix an affine map. */
function axisEnds([I, J, K]: Vector3): Vector3[] {
  return [
    [0, 0, 0],
    [I - 1, 0, 0],
    [0, J - 1, 0],
    [0, 0, K - 1],
  ];
}

function inWords(spacing: Vector3): string {
  return spacing.map((mm) => mm.toFixed(3)).join(" × ");
}
