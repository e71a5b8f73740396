/**
 * Limited-memory BFGS: minimises a smooth function of many numbers from its values and gradients, without chance.
 *
 * Source: Nocedal & Wright, Numerical Optimization, 2nd ed. 2006, algorithms 7.4 (two loops) and 3.1 (backtracking).
 */

/** Writes the gradient at `x` and returns the value there. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly iterations: number;
  /** Stops when no element of the gradient is larger. */
  readonly tolerance: number;
}

/** Pairs of steps and gradient changes kept: 3 to 20 serve (p. 179). */
const MEMORY = 10;
/** Share of the decrease that the slope promises and a step must reach (p. 33). */
const SUFFICIENT_DECREASE = 1e-4;
const MOST_HALVINGS = 30;

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

interface Change {
  readonly step: Float64Array;
  readonly gradientChange: Float64Array;
  readonly curvature: number;
}

/** The smallest point found from `start`; for a convex function, the minimum. */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { iterations, tolerance }: MinimiseOptions,
): Float64Array {
  let point = evaluateAt(objective, start);
  const changes: Change[] = [];
  for (let i = 0; i < iterations && largest(point.gradient) > tolerance; i++) {
    const next = lineSearch(objective, point, descentDirection(point.gradient, changes));
    if (!next) break;
    const change = changeBetween(point, next);
    if (change.curvature > 0) changes.push(change);
    if (changes.length > MEMORY) changes.shift();
    point = next;
  }
  return point.x;
}

function evaluateAt(objective: Objective, x: Float64Array): Point {
  const gradient = new Float64Array(x.length);
  return { x, value: objective(x, gradient), gradient };
}

/** −H·g, where H stands for the inverse Hessian that the changes describe. */
function descentDirection(gradient: Float64Array, changes: readonly Change[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = changes.toReversed().map(({ step, gradientChange, curvature }) => {
    const share = inner(step, direction) / curvature;
    addScaled(direction, gradientChange, -share);
    return share;
  });
  const last = changes.at(-1);
  const scale = last ? last.curvature / inner(last.gradientChange, last.gradientChange) : 1 / (1 + norm(gradient));
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  changes.forEach(({ step, gradientChange, curvature }, i) => {
    addScaled(direction, step, shares[changes.length - 1 - i]! - inner(gradientChange, direction) / curvature);
  });
  return direction;
}

/** Halves the step until the value falls enough; nothing when it never does, as at the limit of the arithmetic. */
function lineSearch(objective: Objective, { x, value, gradient }: Point, direction: Float64Array): Point | undefined {
  const slope = inner(gradient, direction);
  for (let halving = 0, length = 1; halving < MOST_HALVINGS; halving++, length /= 2) {
    const there = x.slice();
    addScaled(there, direction, length);
    const point = evaluateAt(objective, there);
    if (point.value <= value + SUFFICIENT_DECREASE * length * slope) return point;
  }
  return undefined;
}

function changeBetween(before: Point, after: Point): Change {
  const step = after.x.map((value, i) => value - before.x[i]!);
  const gradientChange = after.gradient.map((value, i) => value - before.gradient[i]!);
  return { step, gradientChange, curvature: inner(step, gradientChange) };
}

function addScaled(into: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < into.length; i++) into[i]! += factor * values[i]!;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(inner(a, a));
}

function largest(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
