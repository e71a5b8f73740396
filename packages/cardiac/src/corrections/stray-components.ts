/** Taking away pieces of a structure that do not belong to the heart. Removed voxels become background. */
import type { LabelVolume } from "@cmrkit/imaging";
import { connectedComponents, largestComponent, type Neighbourhood } from "../connected-components.ts";
import { BACKGROUND, type StructureName, structures } from "../structures.ts";
import { type Correction, correctFrames } from "./correction.ts";

/** Slices are 5–10 mm apart and the apex shifts between them: corners connect, lest a tilted heart fall apart. */
const NEIGHBOURHOOD: Neighbourhood = 26;

/**
 * Keeps the largest component of a structure in each frame; of equal ones, the one whose first voxel comes first.
 * The rule assumes that the heart is the largest of what was labelled: true of a good model's strays, not of a poor one.
 * @throws {GridError} `data-size`.
 */
export function keepLargestComponent(labels: LabelVolume, structure: StructureName): Correction {
  const { label } = structures[structure];
  return correctFrames(labels, (frame) => {
    const components = connectedComponents(labels.grid.size, (at) => frame[at] === label, NEIGHBOURHOOD);
    const largest = largestComponent(components);
    return clear(frame, components.componentOf, (component) => component !== largest);
  });
}

/**
 * Removes components of a structure that touch no voxel of another in the same slice: myocardium that does not
 * border on the left cavity anywhere, right cavity that does not border on myocardium. Nothing is removed in a frame
 * that lacks the other structure altogether, since then that one is at fault.
 * @throws {GridError} `data-size`.
 */
export function removeDetached(labels: LabelVolume, structure: StructureName, from: StructureName): Correction {
  const { label } = structures[structure];
  const anchor = structures[from].label;
  return correctFrames(labels, (frame) => {
    if (!frame.includes(anchor)) return 0;
    const components = connectedComponents(labels.grid.size, (at) => frame[at] === label, NEIGHBOURHOOD);
    const touching = componentsTouching(components.componentOf, frame, anchor, labels.grid.size);
    return clear(frame, components.componentOf, (component) => !touching.has(component));
  });
}

/** Components with a voxel that has the anchor label among its four in-plane neighbours. */
function componentsTouching(
  componentOf: Int32Array,
  frame: Uint8Array,
  anchor: number,
  [X, Y]: LabelVolume["grid"]["size"],
): ReadonlySet<number> {
  const touching = new Set<number>();
  for (const [at, component] of componentOf.entries()) {
    if (component === 0) continue;
    const i = at % X;
    const j = Math.floor(at / X) % Y;
    const touches =
      (i > 0 && frame[at - 1] === anchor) ||
      (i < X - 1 && frame[at + 1] === anchor) ||
      (j > 0 && frame[at - X] === anchor) ||
      (j < Y - 1 && frame[at + X] === anchor);
    if (touches) touching.add(component);
  }
  return touching;
}

function clear(frame: Uint8Array, componentOf: Int32Array, isStray: (component: number) => boolean): number {
  let cleared = 0;
  for (const [at, component] of componentOf.entries()) {
    if (component === 0 || !isStray(component)) continue;
    frame[at] = BACKGROUND;
    cleared += 1;
  }
  return cleared;
}
