/** Which tissue of the heart lies at a place, and which label it carries. */
import type { AxialPlace } from "./axial-place.ts";
import { type BasalAnatomy, basalTissueAt } from "./basal-anatomy.ts";
import { type DrawnMoment, papillaryCount, surface, surfaceCount } from "./drawn-moment.ts";
import { angleSteps, heightSteps } from "./polar-map.ts";
import { type TissueCode, tissue } from "./tissue.ts";

/** Labels of the truth: those of ACDC. */
export const label = { background: 0, rightVentricle: 1, myocardium: 2, leftVentricle: 3 } as const;

/** The tissue of the heart at a place, or `null` outside the pericardium. */
export function heartTissueAt(drawn: DrawnMoment, base: BasalAnatomy, place: AxialPlace): TissueCode | null {
  const { heightMm, squaredMm2 } = place;
  const { lengthMm } = drawn.moment;
  if (heightMm < 0) return null;
  if (heightMm > lengthMm) return basalTissueAt(base, (heightMm - lengthMm) / (base.roofMm - lengthMm), place);
  if (squaredMm2 >= squaredRadius(drawn, place, surface.pericardium)) return null;
  if (squaredMm2 < squaredRadius(drawn, place, surface.endocardium)) return cavityTissue(drawn, place);
  if (squaredMm2 < squaredRadius(drawn, place, surface.epicardium)) return tissue.myocardium;
  if (squaredMm2 < squaredRadius(drawn, place, surface.rightTrabeculae)) return tissue.blood;
  if (squaredMm2 < squaredRadius(drawn, place, surface.rightEpicardium)) return tissue.myocardium;
  return squaredMm2 < squaredRadius(drawn, place, surface.fat) ? tissue.fat : tissue.pericardium;
}

/** The true label at a place. */
export function labelAt(drawn: DrawnMoment, place: AxialPlace): number {
  const { heightMm, squaredMm2 } = place;
  if (heightMm < 0 || heightMm > drawn.moment.lengthMm) return label.background;
  if (squaredMm2 < squaredRadius(drawn, place, surface.endocardium)) return label.leftVentricle;
  if (squaredMm2 < squaredRadius(drawn, place, surface.epicardium)) return label.myocardium;
  const isRight = squaredMm2 < squaredRadius(drawn, place, surface.rightEndocardium);
  return isRight ? label.rightVentricle : label.background;
}

function cavityTissue(drawn: DrawnMoment, place: AxialPlace): TissueCode {
  if (place.squaredMm2 >= squaredRadius(drawn, place, surface.trabeculae)) return tissue.myocardium;
  const row = Math.round((place.heightMm / drawn.moment.lengthMm) * heightSteps) * papillaryCount * 3;
  for (let p = row; p < row + papillaryCount * 3; p += 3) {
    const [dx, dy] = [place.x - drawn.papillaries[p]!, place.y - drawn.papillaries[p + 1]!];
    if (dx * dx + dy * dy < drawn.papillaries[p + 2]!) return tissue.myocardium;
  }
  return tissue.blood;
}

/** Squared distance in mm² of a surface from the axis at the height and angle of a place: bilinear between nodes. */
function squaredRadius({ surfacesMm2, moment }: DrawnMoment, place: AxialPlace, which: number): number {
  const height = (place.heightMm / moment.lengthMm) * heightSteps;
  const row = Math.min(heightSteps - 1, Math.floor(height));
  const up = height - row;
  const column = Math.min(angleSteps - 1, Math.floor(place.angleNode));
  const on = place.angleNode - column;
  const here = (row * angleSteps + column) * surfaceCount + which;
  const beside = (row * angleSteps + (column + 1 === angleSteps ? 0 : column + 1)) * surfaceCount + which;
  const above = angleSteps * surfaceCount;
  const low = surfacesMm2[here]! + on * (surfacesMm2[beside]! - surfacesMm2[here]!);
  const high = surfacesMm2[here + above]! + on * (surfacesMm2[beside + above]! - surfacesMm2[here + above]!);
  return low + up * (high - low);
}
