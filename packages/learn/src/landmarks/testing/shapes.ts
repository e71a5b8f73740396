/** Shapes whose landmarks are known exactly, drawn on pixels. */
import type { PlanePoint, PlaneSize } from "@cmrkit/cardiac/landmarks";

/** (Y, X): what a rule gives to each pixel centre. */
export function drawn({ X, Y }: PlaneSize, labelAt: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: X * Y }, (_, at) => labelAt(at % X, Math.floor(at / X)));
}

/** Coordinates about a centre, turned: `along` is the direction at `degrees`, clockwise as displayed from x. */
export interface TurnedFrame {
  readonly centre: PlanePoint;
  readonly degrees: number;
}

function toFrame({ centre, degrees }: TurnedFrame, [x, y]: PlanePoint): { along: number; across: number } {
  const [cos, sin] = cosSin(degrees);
  const [dx, dy] = [x - centre[0], y - centre[1]];
  return { along: dx * cos + dy * sin, across: dy * cos - dx * sin };
}

export function fromFrame({ centre, degrees }: TurnedFrame, along: number, across: number): PlanePoint {
  const [cos, sin] = cosSin(degrees);
  return [centre[0] + along * cos - across * sin, centre[1] + along * sin + across * cos];
}

function cosSin(degrees: number): [number, number] {
  return [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
}

/** An ellipse along the frame without what lies more than `beyond` behind its centre: a cavity with its base there. */
export function cutEllipse(
  frame: TurnedFrame,
  { length, halfWidth, beyond }: { readonly length: number; readonly halfWidth: number; readonly beyond: number },
) {
  return (x: number, y: number): number => {
    const { along, across } = toFrame(frame, [x, y]);
    return Number(along >= -beyond && (along / length) ** 2 + (across / halfWidth) ** 2 <= 1);
  };
}
