/** Filling background that the left ventricle encloses: no blood, muscle or air outside it can lie there. */
import type { LabelVolume } from "@cmrkit/imaging";
import { connectedComponents } from "../connected-components.ts";
import { BACKGROUND, LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { type Correction, correctFrames } from "./correction.ts";

/**
 * Fills, slice by slice, background that cannot reach the picture's rim without crossing left cavity or myocardium
 * (4-neighbours). A hole that touches cavity becomes cavity, and so does every hole of a slice that has no cavity at
 * all (a ring of muscle encloses blood); a hole within the wall becomes myocardium. Right cavity is never changed.
 * @throws {GridError} `data-size`.
 */
export function fillLeftVentricle(labels: LabelVolume): Correction {
  const [X, Y, Z] = labels.grid.size;
  return correctFrames(labels, (frame) => {
    let filled = 0;
    for (let k = 0; k < Z; k++) filled += fillSlice(frame.subarray(k * X * Y, (k + 1) * X * Y), X, Y);
    return filled;
  });
}

function fillSlice(slice: Uint8Array, X: number, Y: number): number {
  const isOutside = (at: number) => slice[at] !== LEFT_VENTRICLE && slice[at] !== MYOCARDIUM;
  const { componentOf, sizes } = connectedComponents([X, Y, 1], isOutside, 6);
  const reachesRim = new Set<number>();
  const touchesCavity = new Set<number>();
  for (const [at, region] of componentOf.entries()) {
    const i = at % X;
    const j = Math.floor(at / X);
    if (i === 0 || i === X - 1 || j === 0 || j === Y - 1) reachesRim.add(region);
    else if ([at - 1, at + 1, at - X, at + X].some((near) => slice[near] === LEFT_VENTRICLE)) touchesCavity.add(region);
  }
  if (sizes.every((_, n) => reachesRim.has(n + 1))) return 0;

  const hasCavity = slice.includes(LEFT_VENTRICLE);
  let filled = 0;
  for (const [at, region] of componentOf.entries()) {
    if (region === 0 || reachesRim.has(region) || slice[at] !== BACKGROUND) continue;
    slice[at] = !hasCavity || touchesCavity.has(region) ? LEFT_VENTRICLE : MYOCARDIUM;
    filled += 1;
  }
  return filled;
}
