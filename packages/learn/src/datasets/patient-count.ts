/** How many patients are meant: a number, a share, or all. */
import { LearnError } from "../errors.ts";

export type PatientCount = "all" | { readonly patients: number } | { readonly percent: number };

/**
 * Reads `8`, `5%` or `all`.
 * @throws {LearnError} `bad-split` for anything else, such as a fraction of a patient or more than 100 %.
 */
export function parsePatientCount(text: string): PatientCount {
  if (text === "all") return "all";
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const value = Number(number);
  if (percent === "%" && value > 0 && value <= 100) return { percent: value };
  if (percent === "" && Number.isInteger(value) && value > 0) return { patients: value };
  throw new LearnError("bad-split", `"${text}" is no number of patients; give 8, 5% or all`);
}

/**
 * The number of patients out of `total`; a share is rounded, but at least one.
 * @throws {LearnError} `bad-split` when there are not so many; `what` names what they are for.
 */
export function countOf(count: PatientCount, total: number, what: string): number {
  if (count === "all") return total;
  if ("percent" in count) return Math.max(1, Math.round((total * count.percent) / 100));
  if (count.patients <= total) return count.patients;
  throw new LearnError("bad-split", `${count.patients} patients are asked for ${what}, but there are ${total}`);
}
