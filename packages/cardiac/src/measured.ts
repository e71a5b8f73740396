/** A clinical measure: its value, or the reason why it has none. A reason is never replaced by a number. */
export type Measured = number | NotMeasurable;

export interface NotMeasurable {
  /** A sentence fragment that completes "not measurable, because …". */
  readonly notMeasurable: string;
}

export function notMeasurable(why: string): NotMeasurable {
  return Object.freeze({ notMeasurable: why });
}

export function isMeasured(measure: Measured): measure is number {
  return typeof measure === "number";
}

/**
 * A measure computed from others: the first reason among them, else the formula's value.
 * A formula may itself answer with a reason; a result that is not finite is one of our own broken invariants.
 */
export function derive(from: readonly Measured[], formula: (...values: number[]) => Measured): Measured {
  const missing = from.find((measure) => !isMeasured(measure));
  if (missing !== undefined) return missing;
  const result = formula(...from.filter(isMeasured));
  if (isMeasured(result) && !Number.isFinite(result)) throw new RangeError(`internal: formula gave ${result}`);
  return result;
}
