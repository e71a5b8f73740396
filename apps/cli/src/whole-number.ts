/** Whole numbers among the options. */
import { InvalidArgumentError } from "commander";

/** Reads an option's value. @throws {InvalidArgumentError} for text that is no whole number, or one below `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`expected a whole number of at least ${least}.`);
  };
}
