/** What a call refuses with: the one claim that most tests of a reader make. */
import { DicomError } from "../errors.ts";

/** The DicomError that `attempt` throws. Any other outcome fails the test. */
export function refusalOf(attempt: () => unknown): DicomError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DicomError) return error;
    throw error;
  }
  throw new Error("expected a DicomError, but nothing was thrown");
}

/** As `refusalOf`, for calls that answer later. */
export async function laterRefusalOf(attempt: () => Promise<unknown>): Promise<DicomError> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof DicomError) return error;
    throw error;
  }
  throw new Error("expected a DicomError, but nothing was thrown");
}
