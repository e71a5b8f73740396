/** Points on the image's own pixels and on those that networks look at; both grids share their centre. */
import type { PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { PreparedImage } from "../prepared-image.ts";

type Grids = Pick<PreparedImage, "size" | "spacing" | "native">;

/** From native pixels (x, y) to those of the prepared image. */
export function preparedPoint(grids: Grids, [x, y]: PlanePoint): PlanePoint {
  const { from, to, ratio } = planes(grids);
  return [to[0] + (x - from[0]) / ratio[0], to[1] + (y - from[1]) / ratio[1]];
}

/** The way back. */
export function nativePoint(grids: Grids, [x, y]: PlanePoint): PlanePoint {
  const { from, to, ratio } = planes(grids);
  return [from[0] + (x - to[0]) * ratio[0], from[1] + (y - to[1]) * ratio[1]];
}

/** The middles of both planes, and how many native pixels are in one of the prepared. */
function planes({ size: [, , Y, X], spacing, native }: Grids) {
  const [, nativeY, nativeX] = native.size;
  const [, mmY, mmX] = native.spacingMm ?? [1, 1, 1]; // as `targetSpacing` takes it
  return {
    from: [(nativeX - 1) / 2, (nativeY - 1) / 2],
    to: [(X - 1) / 2, (Y - 1) / 2],
    ratio: [spacing[2] / mmX, spacing[1] / mmY],
  } as const;
}
