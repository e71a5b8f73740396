/** Where two drawn structures meet. */
import type { MaskPart } from "./largest-part.ts";
import { midpoint, type PlanePoint } from "./plane.ts";

/** Pixels whose centres are no farther apart touch: a gap of one pixel between two drawn structures is no gap. */
const TOUCHING_PIXELS = 2;

/** Half way between each pixel of one part and each of the other that it touches. */
export function contacts(one: MaskPart, { isInside }: MaskPart): PlanePoint[] {
  const reach = Array.from({ length: 25 }, (_, n): PlanePoint => [(n % 5) - 2, Math.floor(n / 5) - 2]).filter(
    ([dx, dy]) => Math.hypot(dx, dy) <= TOUCHING_PIXELS,
  );
  return one.pixels.flatMap(([x, y]) =>
    reach.filter(([dx, dy]) => isInside(x + dx, y + dy)).map(([dx, dy]) => midpoint([x, y], [x + dx, y + dy])),
  );
}
