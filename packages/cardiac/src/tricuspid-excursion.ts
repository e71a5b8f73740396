/**
 * Tricuspid annular plane systolic excursion from landmarks of a four-chamber view: how far the lateral end of the tricuspid
 * annulus moves towards the apex from end-diastole to end-systole.
 *
 * Source: the quantity of Kaul et al. 1984, Am Heart J 107:526–531, doi:10.1016/0002-8703(84)90095-4, there by echo along the
 * beam; here along the line from the annulus to the apex at end-diastole.
 */
import { dot, length, scale, subtract, type Vector3 } from "@cmrkit/imaging";
import { CardiacError } from "./errors.ts";
import { type Measured, notMeasurable } from "./measured.ts";

/** Landmarks of one frame in mm; what was not found is left out. */
export interface TricuspidLandmarks {
  readonly lateralTricuspidAnnulus?: Vector3 | undefined;
  /** Of the right ventricle, or of the heart: the same at both phases. Only end-diastole's is used. */
  readonly apex?: Vector3 | undefined;
}

/** Landmarks nearer than a pixel of cine mark one place. */
const COINCIDENT_MM = 1;

/**
 * In mm, positive towards the apex; an annulus that moves away has a negative one. Motion of the whole heart is not taken out.
 * @throws {CardiacError} `argument` when a coordinate is not finite.
 */
export function tapseMm(endDiastole: TricuspidLandmarks, endSystole: TricuspidLandmarks): Measured {
  const { lateralTricuspidAnnulus: from, apex } = endDiastole;
  const to = endSystole.lateralTricuspidAnnulus;
  if (from === undefined) return notMeasurable("the lateral tricuspid annulus point was not found at end-diastole");
  if (to === undefined) return notMeasurable("the lateral tricuspid annulus point was not found at end-systole");
  if (apex === undefined) return notMeasurable("the apex was not found at end-diastole");
  if (![...from, ...to, ...apex].every(Number.isFinite))
    throw new CardiacError("argument", "a landmark has a coordinate that is not finite");
  const axis = subtract(apex, from);
  if (length(axis) < COINCIDENT_MM)
    return notMeasurable("the annulus point and the apex lie at one place at end-diastole");
  return dot(subtract(to, from), scale(axis, 1 / length(axis)));
}
