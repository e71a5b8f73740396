/** Results travel, and folders are often named after patients: instances are named by their UID alone. */
import type { DicomInstance } from "@cmrkit/imaging";

export function withoutPaths(message: string, instances: readonly DicomInstance[]): string {
  return instances.reduce((text, { source }) => text.replaceAll(` (${source})`, ""), message);
}
