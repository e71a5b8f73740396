/**
 * Volume of a chamber from long-axis contours by area and length: of the left ventricle where there is no short-axis stack,
 * and of the left atrium. The chamber is taken for an ellipsoid about its long axis, which scarred and remodelled ones are not.
 *
 * Sources: Dodge et al. 1960, Am Heart J 60:762–776, doi:10.1016/0002-8703(60)90359-8; for the left atrium the shorter of both
 * lengths, Lang et al. 2015, doi:10.1016/j.echo.2014.10.003.
 */
import { derive, type Measured, notMeasurable } from "./measured.ts";

/** A chamber in one long-axis view. */
export interface LongAxisOutline {
  /** Enclosed by the endocardium and the plane of the mitral valve. */
  readonly areaMm2: Measured;
  /** From the middle of the mitral annulus to the apex of the ventricle, or to the roof of the atrium. */
  readonly lengthMm: Measured;
}

/** V = 8·A² / (3π·L) in ml: of one view, as if the other were the same. */
export function singlePlaneVolumeMl({ areaMm2, lengthMm }: LongAxisOutline): Measured {
  return derive([positive("area", areaMm2), positive("length", lengthMm)], (area, length) =>
    ellipsoidMl(area * area, length),
  );
}

/** Own rule: lengths of one chamber in two views that differ by more belong to a foreshortened view. */
const MOST_LENGTH_DIFFERENCE = 0.25;

/**
 * V = 8·A₁·A₂ / (3π·L) in ml, of views about a right angle apart (two and four chambers) at one phase, L the shorter length.
 * Not measurable when the lengths differ by more than a quarter of the longer: one view then misses the apex.
 */
export function biplaneVolumeMl(first: LongAxisOutline, second: LongAxisOutline): Measured {
  const lengths = [positive("length", first.lengthMm), positive("length", second.lengthMm)];
  const areas = [positive("area", first.areaMm2), positive("area", second.areaMm2)];
  return derive([...areas, ...lengths], (area1, area2, length1, length2) => {
    const [shorter, longer] = [Math.min(length1!, length2!), Math.max(length1!, length2!)];
    if (longer - shorter > MOST_LENGTH_DIFFERENCE * longer) {
      return notMeasurable(
        `the chamber is ${length1!.toFixed(0)} mm long in one view and ${length2!.toFixed(0)} mm in the other`,
      );
    }
    return ellipsoidMl(area1! * area2!, shorter);
  });
}

function ellipsoidMl(areasMm4: number, lengthMm: number): number {
  return (8 * areasMm4) / (3 * Math.PI * lengthMm) / 1000;
}

function positive(what: string, measure: Measured): Measured {
  return derive([measure], (value) => (value > 0 ? value : notMeasurable(`the ${what} of the chamber is ${value}`)));
}
