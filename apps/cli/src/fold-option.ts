/** What `--fold` says: which fold of how many. */
import type { Fold } from "@cmrkit/learn";
import { InvalidArgumentError } from "commander";

/** @throws {InvalidArgumentError} for anything but a fold and how many there are. */
export function parseFold(text: string): Fold {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (number !== undefined && of !== undefined) return { number: Number(number), of: Number(of) };
  throw new InvalidArgumentError("expected a fold and how many there are, such as 1/5.");
}
