/** Networks that see one slice at a time. */
import { LearnError } from "../../errors.ts";
import type { WindowGrid } from "../window-grid.ts";

/** @throws {LearnError} `bad-config` when the window is a stack. */
export function requireSlices({ slices }: WindowGrid, network: string): void {
  if (slices !== null)
    throw new LearnError(
      "bad-config",
      `${network} takes slices one by one: window.slices must be null, it is ${slices}`,
    );
}
