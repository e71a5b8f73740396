/** What `--fold` says: which fold of how many. */
import type { Fold } from "@cmrkit/learn";
import { InvalidArgumentError } from "commander";

/** @throws {InvalidArgumentError} for anything but a fold and how many there are. */
export function parseFold(text: string): Fold {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const fold = { number: Number(number), of: Number(of) };
  if (fold.of >= 2 && fold.number >= 1 && fold.number <= fold.of) return fold;
  throw new InvalidArgumentError("expected a fold, from 1, and how many there are, at least 2, such as 1/5.");
}
