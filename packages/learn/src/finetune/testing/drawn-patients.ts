/** Patients that need no data: in each frame a bright cavity in a dark ring, in stacks of three slices, as a folder of one's own. */

import { fromColumns, makeGrid, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { randomStream } from "@cmrkit/tensor";
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";

const [Z, EXTENT] = [3, 24];
const phases = ["ed", "es"] as const;
const columns = { iAxis: [4, 0, 0], jAxis: [0, 4, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;

/** Slices of each view: a long axis is a plane, drawn as a short axis is. */
const slicesOf = { sax: Z, lax_4c: 1 } as const;
type DrawnView = keyof typeof slicesOf;

/**
 * Every second patient is DCM and has a large cavity; the others are NOR. Each has a frame of ED and one of ES of every view.
 * @param views Of a patient; all show a short axis unless told.
 */
export function writeDrawnPatients(
  count: number,
  views: (patient: number) => readonly DrawnView[] = () => ["sax"],
): string {
  const folder = temporaryFolder();
  const frames = Array.from({ length: count }, (_, i) =>
    views(i).flatMap((view) => phases.map((phase) => ({ i, view, phase, stem: stemOf(i, view, phase) }))),
  ).flat();
  const rows = frames.map(
    ({ i, view, phase, stem }) => `p${i},${stem}.nii.gz,${stem}_gt.nii.gz,${view},cine,${phase},${groupOf(i)}`,
  );
  writeFiles(folder, {
    "cases.csv": ["case,image,label,view,sequence,phase,group", ...rows].join("\n"),
    "labels.json": JSON.stringify({ 1: "leftVentricleBloodPool", 2: "leftVentricularMyocardium" }),
  });
  for (const { i, view, phase, stem } of frames) {
    const { data, labels } = drawnHeart(i, phase, slicesOf[view]);
    const grid = makeGrid([EXTENT, EXTENT, slicesOf[view]], fromColumns("ijk", "lps", columns));
    writeFiles(folder, {
      [`${stem}.nii.gz`]: writeNifti({ grid, frameCount: 1, data }, { gzip: true }),
      [`${stem}_gt.nii.gz`]: writeNiftiLabels({ grid, frameCount: 1, labels }, { gzip: true }),
    });
  }
  return folder;
}

function stemOf(patient: number, view: DrawnView, phase: string): string {
  return view === "sax" ? `p${patient}_${phase}` : `p${patient}_${view}_${phase}`;
}

function groupOf(patient: number): string {
  return patient % 2 === 0 ? "DCM" : "NOR";
}

function drawnHeart(patient: number, phase: "ed" | "es", slices: number) {
  const random = randomStream(patient);
  const [x0, y0] = [10 + 3 * random.uniform(), 10 + 3 * random.uniform()];
  const radius = (patient % 2 === 0 ? 6 : 4) - (phase === "es" ? 1 : 0) + random.uniform();
  const labels = Uint8Array.from({ length: slices * EXTENT * EXTENT }, (_, at) => {
    const distance = Math.hypot((at % EXTENT) - x0, (Math.floor(at / EXTENT) % EXTENT) - y0);
    return distance < radius ? 1 : distance < radius + 2 ? 2 : 0;
  });
  const brightness = [400, 1000, 100];
  const data = Float32Array.from(labels, (label) => brightness[label]! + 30 * random.normal());
  return { data, labels };
}
