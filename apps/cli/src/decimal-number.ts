/** Decimal numbers among the options. */
import { InvalidArgumentError } from "commander";

/** Reads an option's value. @throws {InvalidArgumentError} for text that is no number. */
export function decimalNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("expected a number.");
}
