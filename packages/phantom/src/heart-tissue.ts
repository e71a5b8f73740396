/** Which tissue of the heart lies at a place, and which label it carries. */
import { type AxialPlaces, field, fieldCount } from "./axial-place.ts";
import { type BasalAnatomy, basalTissueAt } from "./basal-anatomy.ts";
import { type DrawnMoment, papillaryCount, surface, surfaceCount } from "./drawn-moment.ts";
import { angleSteps, heightSteps } from "./polar-map.ts";
import { type TissueCode, tissue } from "./tissue.ts";

/** Labels of the truth: those of ACDC, and the infarct where an image shows it. */
export const label = { background: 0, rightVentricle: 1, myocardium: 2, leftVentricle: 3, infarct: 4 } as const;

/** The tissue of the heart at place number `at`, or `null` outside the pericardium. */
export function heartTissueAt(
  drawn: DrawnMoment,
  base: BasalAnatomy,
  places: AxialPlaces,
  at: number,
): TissueCode | null {
  const start = at * fieldCount;
  const height = places[start + field.heightMm]!;
  const x = places[start + field.x]!;
  const y = places[start + field.y]!;
  const { lengthMm } = drawn.moment;
  if (height < 0) return null;
  if (height > lengthMm) return basalTissueAt(base, (height - lengthMm) / (base.roofMm - lengthMm), x, y);
  const squared = x * x + y * y;
  const angle = places[start + field.angleNode]!;
  if (squared >= squaredRadius(drawn, height, angle, surface.pericardium)) return null;
  if (squared < squaredRadius(drawn, height, angle, surface.trabeculae)) return cavityTissue(drawn, height, x, y);
  if (squared < squaredRadius(drawn, height, angle, surface.epicardium))
    return isScar(drawn, height, angle, squared) ? tissue.scar : tissue.myocardium;
  if (squared < squaredRadius(drawn, height, angle, surface.rightTrabeculae)) return tissue.blood;
  if (squared < squaredRadius(drawn, height, angle, surface.rightEpicardium)) return tissue.myocardium;
  return squared < squaredRadius(drawn, height, angle, surface.fat) ? tissue.fat : tissue.pericardium;
}

/** The true label at place number `at`; scar is myocardium unless the image shows it. */
export function labelAt(drawn: DrawnMoment, places: AxialPlaces, at: number, showsScar = false): number {
  const start = at * fieldCount;
  const height = places[start + field.heightMm]!;
  if (height < 0 || height > drawn.moment.lengthMm) return label.background;
  const squared = places[start + field.x]! ** 2 + places[start + field.y]! ** 2;
  const angle = places[start + field.angleNode]!;
  if (squared < squaredRadius(drawn, height, angle, surface.endocardium)) return label.leftVentricle;
  if (squared < squaredRadius(drawn, height, angle, surface.epicardium))
    return showsScar && isScar(drawn, height, angle, squared) ? label.infarct : label.myocardium;
  const isRight = squared < squaredRadius(drawn, height, angle, surface.rightEndocardium);
  return isRight ? label.rightVentricle : label.background;
}

/** Whether a place within the wall is scar. Trabeculae, which the truth counts as cavity, are none. */
function isScar(drawn: DrawnMoment, height: number, angle: number, squared: number): boolean {
  return (
    squared < squaredRadius(drawn, height, angle, surface.scar) &&
    squared >= squaredRadius(drawn, height, angle, surface.endocardium)
  );
}

function cavityTissue(drawn: DrawnMoment, heightMm: number, x: number, y: number): TissueCode {
  const row = Math.round((heightMm / drawn.moment.lengthMm) * heightSteps) * papillaryCount * 3;
  for (let p = row; p < row + papillaryCount * 3; p += 3) {
    const dx = x - drawn.papillaries[p]!;
    const dy = y - drawn.papillaries[p + 1]!;
    if (dx * dx + dy * dy < drawn.papillaries[p + 2]!) return tissue.myocardium;
  }
  return tissue.blood;
}

/** Squared distance in mm² of a surface from the axis, bilinear between nodes; the angle is counted in nodes. */
function squaredRadius({ surfacesMm2, moment }: DrawnMoment, heightMm: number, angle: number, which: number): number {
  const height = (heightMm / moment.lengthMm) * heightSteps;
  const row = Math.min(heightSteps - 1, Math.floor(height));
  const up = height - row;
  const column = Math.min(angleSteps - 1, Math.floor(angle));
  const on = angle - column;
  const here = (row * angleSteps + column) * surfaceCount + which;
  const beside = (row * angleSteps + (column + 1 === angleSteps ? 0 : column + 1)) * surfaceCount + which;
  const above = angleSteps * surfaceCount;
  const low = surfacesMm2[here]! + on * (surfacesMm2[beside]! - surfacesMm2[here]!);
  const high = surfacesMm2[here + above]! + on * (surfacesMm2[beside + above]! - surfacesMm2[here + above]!);
  return low + up * (high - low);
}
