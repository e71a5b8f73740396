/** The stack of a study that lies across the left ventricle, found by how all its planes lie. */
import { dot, scale, type Vector3 } from "@cmrkit/imaging";
import { LEAST_STACK_SLICES, type PlacedSeries } from "./placed-series.ts";

/** The axis of the left ventricle by the planes of a study. */
export interface ShortAxis {
  readonly stack: PlacedSeries;
  /** Unit vector in LPS along the axis, towards left, front and feet, where the apex lies. */
  readonly towardsApex: Vector3;
  /** Planes of other series that hold this direction. */
  readonly uprightCount: number;
}

/** Left, front and feet: where the apex of a heart in its usual place points. */
const USUAL_APEX: Vector3 = [Math.sqrt(1 / 3), -Math.sqrt(1 / 3), -Math.sqrt(1 / 3)];
/** Axes of upright and of lying hearts stay within 45° of it; patient axes and long-axis planes' normals lie farther off. */
const LEAST_USUAL_COSINE = Math.cos(Math.PI / 4);

/** Long-axis planes are planned through the axis and stay within this of it. */
const UPRIGHT_SINE = Math.sin((20 * Math.PI) / 180);
/** Planes within 20° of each other cut the heart alike. */
const PARALLEL_COSINE = Math.cos((20 * Math.PI) / 180);

export function isUpright(normal: Vector3, axis: Vector3): boolean {
  return Math.abs(dot(normal, axis)) <= UPRIGHT_SINE;
}

export function isAcross(normal: Vector3, axis: Vector3): boolean {
  return Math.abs(dot(normal, axis)) >= PARALLEL_COSINE;
}

/**
 * Of the stacks whose normal points where hearts point, the one on which most other planes stand upright, then the one that
 * beats, then the one of most images; undefined where there is none.
 */
export function findShortAxis(placed: readonly PlacedSeries[]): ShortAxis | undefined {
  const candidates = placed.filter(
    ({ sliceCount, normal }) =>
      sliceCount >= LEAST_STACK_SLICES && Math.abs(dot(normal, USUAL_APEX)) >= LEAST_USUAL_COSINE,
  );
  const axes = candidates.map((stack) => axisOf(stack, placed));
  return axes.toSorted(
    (a, b) => b.uprightCount - a.uprightCount || Number(beats(b)) - Number(beats(a)) || imagesOf(b) - imagesOf(a),
  )[0];
}

function axisOf(stack: PlacedSeries, placed: readonly PlacedSeries[]): ShortAxis {
  const towardsApex = scale(stack.normal, Math.sign(dot(stack.normal, USUAL_APEX)));
  const uprightCount = placed.filter(
    ({ normal, sliceCount }) => sliceCount < LEAST_STACK_SLICES && isUpright(normal, towardsApex),
  ).length;
  return { stack, towardsApex, uprightCount };
}

function beats({ stack }: ShortAxis): boolean {
  return stack.frameCount > 1;
}

function imagesOf({ stack }: ShortAxis): number {
  return stack.series.instances.length;
}
