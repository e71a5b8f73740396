/** Finding the heart in whole images, so that the network then looks at it alone. */
import type { Volume } from "@cmrkit/imaging";
import type { Session } from "@cmrkit/runtime";
import { StudyError } from "../errors.ts";
import { addWindow, blankCanvas, type Canvas } from "./canvas.ts";
import { identityFlip } from "./flips.ts";
import type { IntensityScale } from "./intensities.ts";
import type { SegmentationPlan } from "./plan.ts";
import { predictWindows } from "./predictor.ts";
import { type Region, wholeSlice, windowsCovering } from "./region.ts";
import { fillWindow, neighbourSlices, uprightWindow } from "./window.ts";

/** About the heart, so that its surroundings are seen too. */
const MARGIN_MM = 15;
/** Smaller than any adult left ventricle with its muscle cut through the middle. */
const LEAST_AREA_MM2 = 300;

/**
 * The region that holds the heart in every slice of one frame: windows over whole slices, then the connected region with
 * the most heart when all slices are laid over each other.
 * @throws {StudyError} `no-heart` when nothing like a heart is found.
 */
export async function locateHeart(
  session: Session,
  plan: SegmentationPlan,
  volume: Volume,
  { frameIndex, scale }: { frameIndex: number; scale: IntensityScale },
): Promise<Region> {
  const region = wholeSlice(volume);
  const windows = windowsCovering(volume, plan, region);
  const size = plan.windowSize;
  const canvases = Array.from({ length: volume.grid.size[2] }, () => blankCanvas(region, plan.classes));
  const tasks = canvases.flatMap((canvas, k) => {
    const slices = neighbourSlices(volume, plan, k);
    return windows.map((transform) => ({
      flip: identityFlip,
      fill: (input: Float32Array) => fillWindow(input, volume, frameIndex, slices, { transform, scale, size }),
      receive: (probabilities: Float32Array) => addWindow(canvas, probabilities, size, transform),
    }));
  });
  await predictWindows(session, plan, tasks);
  const overlaid = new Float32Array(volume.grid.size[0] * volume.grid.size[1]);
  for (const canvas of canvases) addForeground(overlaid, canvas);
  return withMargin(volume, plan, heaviestRegion(overlaid, volume, plan));
}

/** Adds 1 wherever the slice is more likely heart than not. */
function addForeground(overlaid: Float32Array, { sums, weights }: Canvas): void {
  for (let at = 0; at < weights.length; at++) {
    if (sums[at]! < 0.5 * weights[at]!) overlaid[at]! += 1;
  }
}

/** The bounding box of the connected pixels whose counts sum to the most. */
function heaviestRegion(overlaid: Float32Array, volume: Volume, plan: SegmentationPlan): Region {
  const X = volume.grid.size[0];
  const seen = new Uint8Array(overlaid.length);
  let heaviest = { weight: 0, area: 0, box: wholeSlice(volume) };
  for (let start = 0; start < overlaid.length; start++) {
    if (overlaid[start] === 0 || seen[start]) continue;
    const found = flood(overlaid, seen, start, X);
    if (found.weight > heaviest.weight) heaviest = found;
  }
  const { a, d } = uprightWindow(volume, plan, 0, 0);
  const pixelMm2 = plan.spacingMm ** 2 / (a * d);
  if (heaviest.area * pixelMm2 < LEAST_AREA_MM2)
    throw new StudyError("no-heart", "no heart was found in the images; is this a short-axis cine stack?");
  return heaviest.box;
}

interface Found {
  readonly weight: number;
  readonly area: number;
  readonly box: Region;
}

/** All pixels above 0 that edges connect with the first one. */
function flood(overlaid: Float32Array, seen: Uint8Array, start: number, X: number): Found {
  const stack = [start];
  seen[start] = 1;
  let [weight, area] = [0, 0];
  let [left, right, top, bottom] = [X, 0, overlaid.length, 0];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const [i, j] = [at % X, Math.floor(at / X)];
    weight += overlaid[at]!;
    area += 1;
    [left, right, top, bottom] = [Math.min(left, i), Math.max(right, i), Math.min(top, j), Math.max(bottom, j)];
    const around = [i > 0 ? at - 1 : at, i < X - 1 ? at + 1 : at, at - X, at + X];
    for (const next of around) {
      if (next < 0 || next >= overlaid.length || overlaid[next] === 0 || seen[next]) continue;
      seen[next] = 1;
      stack.push(next);
    }
  }
  return { weight, area, box: { left, right, top, bottom } };
}

function withMargin(volume: Volume, plan: SegmentationPlan, { left, right, top, bottom }: Region): Region {
  const [X, Y] = volume.grid.size;
  const { a, d } = uprightWindow(volume, plan, 0, 0);
  const [alongI, alongJ] = [a, d].map((perPixel) => Math.ceil((MARGIN_MM / plan.spacingMm) * perPixel));
  return {
    left: Math.max(0, left - alongI!),
    right: Math.min(X - 1, right + alongI!),
    top: Math.max(0, top - alongJ!),
    bottom: Math.min(Y - 1, bottom + alongJ!),
  };
}
