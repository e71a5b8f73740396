/**
 * A scar from picture to segment: a simulated late-gadolinium stack with an infarct of a known fifth of the muscle, measured by
 * two thresholds. Run it with `npx -c 'node examples/01-late-enhancement.ts'`. Research use only; not a medical device.
 */
import {
  ahaSegments,
  darkestSector,
  type EnhancementThreshold,
  isMeasured,
  LEFT_VENTRICLE,
  type Measured,
  MYOCARDIUM,
  type NotMeasurable,
  RIGHT_VENTRICLE,
  scarAbove,
  scarMeasures,
  segmentPlanes,
  stackOrientation,
  thresholdAboveRemote,
  thresholdAtHalfMaximum,
  voxelSegments,
} from "@cmrkit/cardiac";
import { fromColumns, type LabelVolume, makeGrid, type Volume } from "@cmrkit/imaging";

// Nine slices from base to apex, seen from the apex: rows run to the left, columns to the foot, the base lies behind.
const SIZE = 100;
const grid = makeGrid(
  [SIZE, SIZE, 9],
  fromColumns("ijk", "lps", {
    iAxis: [Math.SQRT1_2, Math.SQRT1_2, 0],
    jAxis: [-0.5, 0.5, -Math.SQRT1_2],
    kAxis: [5, -5, -10 * Math.SQRT1_2],
    origin: [0, 0, 0],
  }),
);

/** Distance from the middle of the slice, direction from the septum's middle (anterior negative), and taper towards the apex. */
function placeOf(voxel: number) {
  const [x, y] = [(voxel % SIZE) - (SIZE - 1) / 2, (Math.floor(voxel / SIZE) % SIZE) - (SIZE - 1) / 2];
  const taper = Math.sqrt(1 - (Math.floor(voxel / SIZE ** 2) / 12) ** 2);
  return { radius: Math.hypot(x, y), degrees: (Math.atan2(y, -x) * 180) / Math.PI, taper };
}

function labelOf(voxel: number): number {
  const { radius, degrees, taper } = placeOf(voxel);
  const [endocardium, epicardium] = [22 * taper, 22 * taper + 9];
  if (radius <= endocardium) return LEFT_VENTRICLE;
  if (radius <= epicardium) return MYOCARDIUM;
  return Math.abs(degrees) < 60 && radius < epicardium + 16 * taper ? RIGHT_VENTRICLE : 0;
}

// The infarct takes 72° from the anterior insertion on, away from the septum; muscle is nulled, blood is bright.
function intensityOf(voxel: number, label: number): number {
  if (label === LEFT_VENTRICLE || label === RIGHT_VENTRICLE) return 350;
  const { degrees } = placeOf(voxel);
  const isInfarct = label === MYOCARDIUM && degrees > -132 && degrees < -60;
  return (isInfarct ? 400 : 60) + 10 * Math.sin(voxel * 12.9898);
}

const numbers = Array.from({ length: SIZE * SIZE * 9 }, (_, voxel) => voxel);
const labels: LabelVolume = { grid, frameCount: 1, labels: Uint8Array.from(numbers, labelOf) };
const image: Volume = {
  grid,
  frameCount: 1,
  data: Float32Array.from(numbers, (voxel) => intensityOf(voxel, labels.labels[voxel]!)),
};

const segments = voxelSegments(labels, 0, known(segmentPlanes(labels, 0, known(stackOrientation(labels, 0)))));

// The caller accepts the rule's choice of remote muscle here; a region drawn by a reader goes in the same place.
const remote = known(darkestSector(image, labels));
const fiveDeviations = known(thresholdAboveRemote(image, remote, 5));
report(fiveDeviations);

// The half of the maximum needs an enhanced core: here what the first threshold found.
const core = { mask: scarAbove(image, labels, fiveDeviations).mask, source: "what 5 deviations found" };
report(known(thresholdAtHalfMaximum(image, core, remote)));

function report(threshold: EnhancementThreshold): void {
  const measures = scarMeasures(labels, scarAbove(image, labels, threshold), segments);
  const spread = measures.segmentScarSharePercent.flatMap((share, n) =>
    isMeasured(share) && share > 0 ? `${ahaSegments[n]?.name} ${share.toFixed(0)} %` : [],
  );
  console.log(`${measures.method}:`);
  console.log(`  scar ${said(measures.scarMassG)} g, ${said(measures.scarSharePercent)} % of the muscle`);
  console.log(`  ${spread.join(", ")}`);
}

function said(measure: Measured): string {
  return isMeasured(measure) ? measure.toFixed(1) : `not measurable, because ${measure.notMeasurable}`;
}

/** What was found, or an end with the reason why it was not. */
function known<T extends object>(found: T | NotMeasurable): T {
  if ("notMeasurable" in found) throw new Error(`not measurable, because ${found.notMeasurable}`);
  return found;
}
