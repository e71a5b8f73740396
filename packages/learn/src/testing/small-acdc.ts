/** A folder laid out as the ACDC set, of tiny simulated patients: a bright disc in a dark ring beside a bright crescent. */
import { writeFileSync } from "node:fs";
import { fromColumns, type Grid, makeGrid, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { type RandomStream, randomStream } from "@cmrkit/tensor";
import { acdcImagePath, acdcLabelPath } from "../datasets/acdc-set.ts";
import { type Phase, phases } from "../datasets/data-set.ts";
import { parseSegmentationConfig, type SegmentationConfig } from "../segmentation/config.ts";

const SIZE = 40;
const SLICES = 3;

const grid: Grid = makeGrid(
  [SIZE, SIZE, SLICES],
  fromColumns("ijk", "lps", { iAxis: [2, 0, 0], jAxis: [0, 2, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] }),
);

/** Writes `count` patients of two groups, named by `prefix` and three digits. */
export function writeSmallAcdc(folder: string, count: number, prefix = "patient"): void {
  const ids = Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(3, "0")}`);
  const rows = ids.map((id, i) => `${id},${i % 2 === 0 ? "NOR" : "DCM"}`);
  writeFileSync(`${folder}/cases.csv`, `${["id,pathology", ...rows].join("\n")}\n`);
  for (const id of ids) for (const phase of phases) writePhase(folder, id, phase, randomStream(id).fork(phase));
}

function writePhase(folder: string, id: string, phase: Phase, random: RandomStream): void {
  const cavityRadius = (phase === "ed" ? 7 : 4) + random.uniform();
  const data = new Float32Array(SIZE * SIZE * SLICES);
  const labels = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) {
    const [i, j] = [at % SIZE, Math.floor(at / SIZE) % SIZE];
    labels[at] = labelAt(Math.hypot(i - 22, j - 20), Math.hypot(i - 14, j - 20), cavityRadius);
    data[at] = [200, 900, 300, 1000][labels[at]!]! + 30 * random.normal();
  }
  writeFileSync(acdcImagePath(folder, id, phase), writeNifti({ grid, frameCount: 1, data }));
  writeFileSync(acdcLabelPath(folder, id, phase), writeNiftiLabels({ grid, frameCount: 1, labels }));
}

function labelAt(fromLeft: number, fromRight: number, cavityRadius: number): number {
  if (fromLeft < cavityRadius) return 3;
  if (fromLeft < cavityRadius + 3) return 2;
  return fromRight < cavityRadius + 2 ? 1 : 0;
}

/** A configuration that trains in a second. */
export function smallConfig(steps: number): SegmentationConfig {
  const always = (range: readonly [number, number], name: string) => ({ probability: 0.5, [name]: range });
  return parseSegmentationConfig(
    {
      seed: 5,
      data: { set: "acdc", validationPatients: 2 },
      plan: {
        spacingMm: 2,
        windowSize: 32,
        neighbourDistanceMm: 10,
        clipPercentiles: [0.5, 99.5],
        batch: 4,
        classes: 4,
        testTimeFlips: true,
      },
      network: { channels: [8, 16], encoderBlocks: [1, 1], decoderBlocks: [1], borderChannels: 4 },
      augmentation: {
        anywhere: 0.1,
        shiftMm: 6,
        rotation: always([-20, 20], "degrees"),
        scale: { probability: 0.5, factor: [0.9, 1.1], stretch: [0.95, 1.05] },
        flips: 0.5,
        gamma: always([0.8, 1.2], "exponent"),
        contrast: always([0.8, 1.2], "factor"),
        brightness: always([-0.2, 0.2], "shift"),
        noise: always([0.01, 0.1], "deviation"),
        biasField: always([0.05, 0.2], "strength"),
        lowResolution: always([1.2, 1.8], "factor"),
        loneSlice: 0.1,
      },
      optimiser: {
        batch: 4,
        steps,
        warmUpSteps: 1,
        learningRate: 0.01,
        finalLearningRate: 0.0001,
        weightDecay: 0.01,
        betas: [0.9, 0.99],
        clipNorm: 1,
        emaDecay: 0.8,
      },
      every: { checkpoint: 2, validation: 1000 },
    },
    "the test's configuration",
  );
}
