/** The size of a volume in the words of an imaging protocol. */
import { spacingMm, type Volume } from "@cmrkit/imaging";
import type { InputFacts } from "./study-input.ts";

type ShapeFacts = Pick<InputFacts, "columns" | "rows" | "sliceCount" | "frameCount" | "voxelSpacingMm">;

export function shapeFacts({ grid, frameCount }: Pick<Volume, "grid" | "frameCount">): ShapeFacts {
  const [columns, rows, sliceCount] = grid.size;
  return { columns, rows, sliceCount, frameCount, voxelSpacingMm: spacingMm(grid.ijkToLps) };
}
