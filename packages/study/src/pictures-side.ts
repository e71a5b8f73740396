/** From which side the pictures are seen, where nothing says so: segments then go by the usual display, and a warning says that. */
import type { StudyWarning } from "./warning.ts";

/** Whether the source says how the pictures lie in the patient. */
export function isSideUnknown({ warnings }: { readonly warnings: readonly { readonly kind: string }[] }): boolean {
  return warnings.some(({ kind }) => kind === "orientation-unknown");
}

export const sideAssumed: StudyWarning = Object.freeze({
  kind: "segments-side-assumed",
  message:
    "the file does not say how the pictures lie in the patient: segments are named as if they are seen from the apex; if they are not, anterior and inferior are exchanged",
});
