/** What a reader refuses with. */
import { LearnError } from "../../errors.ts";

/** The error that is thrown, which must be a LearnError. */
export function refusalOf(act: () => unknown): LearnError {
  try {
    act();
  } catch (error) {
    if (error instanceof LearnError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
