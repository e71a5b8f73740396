/** Two phases of three slices in which the left cavity is a bright disc, at end-systole of half the radius. */
import { fromColumns, makeGrid } from "@cmrkit/imaging";
import type { LabelledPhases } from "../heart-box.ts";

const EXTENT_MM = 144;
const SLICES = 3;
const CAVITY = 3;

export interface Disc {
  readonly pixelMm: number;
  /** At end-diastole; 0 for no disc at all. */
  readonly radiusMm: number;
  readonly centreMm: readonly [x: number, y: number];
  readonly gain?: number;
  readonly offset?: number;
}

export function discPhases({ pixelMm, radiusMm, centreMm, gain = 1, offset = 0 }: Disc): LabelledPhases {
  const size = Math.round(EXTENT_MM / pixelMm);
  const axes = { iAxis: [pixelMm, 0, 0], jAxis: [0, pixelMm, 0], kAxis: [0, 0, 8], origin: [0, 0, 0] } as const;
  const grid = makeGrid([size, size, SLICES], fromColumns("ijk", "lps", axes));
  const perFrame = SLICES * size * size;
  const labels = new Uint8Array(2 * perFrame);
  const data = new Float32Array(2 * perFrame);
  labels.forEach((_, at) => {
    const radius = at < perFrame ? radiusMm : radiusMm / 2;
    const [x, y] = [(at % size) * pixelMm, (Math.floor(at / size) % size) * pixelMm];
    const isInside = Math.hypot(x - centreMm[0], y - centreMm[1]) < radius;
    if (isInside) labels[at] = CAVITY;
    data[at] = offset + gain * (isInside ? 200 : 40 + (x + y) / 10);
  });
  return {
    volume: { grid, frameCount: 2, data },
    labels: { grid, frameCount: 2, labels },
    endDiastoleIndex: 0,
    endSystoleIndex: 1,
  };
}
