/** Which numbers can be a human heart rate. */
import { CardiacError } from "./errors.ts";

/** Beats a minute beyond which a number is no human heart rate. */
export const HEART_RATE_PER_MIN = [20, 300] as const;

export function isHeartRate(perMin: number): boolean {
  const [low, high] = HEART_RATE_PER_MIN;
  return perMin >= low && perMin <= high;
}

/** @throws {CardiacError} `argument`. */
export function assertHeartRate(heartRatePerMin: number): void {
  if (isHeartRate(heartRatePerMin)) return;
  const [low, high] = HEART_RATE_PER_MIN;
  const message = `heart rate must be ${low}–${high} a minute, got ${heartRatePerMin}`;
  throw new CardiacError("argument", message, { heartRatePerMin });
}
