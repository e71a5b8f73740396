/** Patients that need no data: in each frame a bright cavity in a dark ring, in stacks of three slices, as a folder of one's own. */

import { fromColumns, makeGrid, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { randomStream } from "@cmrkit/tensor";
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";

const [Z, EXTENT] = [3, 24];
const phases = ["ed", "es"] as const;
const columns = { iAxis: [4, 0, 0], jAxis: [0, 4, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
const grid = makeGrid([EXTENT, EXTENT, Z], fromColumns("ijk", "lps", columns));

/** Every second patient is DCM and has a large cavity; the others are NOR. Each has a frame of ED and one of ES. */
export function writeDrawnPatients(count: number): string {
  const folder = temporaryFolder();
  const rows = Array.from({ length: count }, (_, i) =>
    phases.map((phase) => `p${i},p${i}_${phase}.nii.gz,p${i}_${phase}_gt.nii.gz,sax,cine,${phase},${groupOf(i)}`),
  );
  writeFiles(folder, {
    "cases.csv": ["case,image,label,view,sequence,phase,group", ...rows.flat()].join("\n"),
    "labels.json": JSON.stringify({ 1: "leftVentricleBloodPool", 2: "leftVentricularMyocardium" }),
  });
  for (let i = 0; i < count; i++)
    for (const phase of phases) {
      const { data, labels } = drawnHeart(i, phase);
      writeFiles(folder, {
        [`p${i}_${phase}.nii.gz`]: writeNifti({ grid, frameCount: 1, data }, { gzip: true }),
        [`p${i}_${phase}_gt.nii.gz`]: writeNiftiLabels({ grid, frameCount: 1, labels }, { gzip: true }),
      });
    }
  return folder;
}

function groupOf(patient: number): string {
  return patient % 2 === 0 ? "DCM" : "NOR";
}

function drawnHeart(patient: number, phase: "ed" | "es") {
  const random = randomStream(patient);
  const [x0, y0] = [10 + 3 * random.uniform(), 10 + 3 * random.uniform()];
  const radius = (patient % 2 === 0 ? 6 : 4) - (phase === "es" ? 1 : 0) + random.uniform();
  const labels = Uint8Array.from({ length: Z * EXTENT * EXTENT }, (_, at) => {
    const distance = Math.hypot((at % EXTENT) - x0, (Math.floor(at / EXTENT) % EXTENT) - y0);
    return distance < radius ? 1 : distance < radius + 2 ? 2 : 0;
  });
  const brightness = [400, 1000, 100];
  const data = Float32Array.from(labels, (label) => brightness[label]! + 30 * random.normal());
  return { data, labels };
}
