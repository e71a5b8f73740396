/**
 * Segmentation models on single slices of another maker: Dice of the left cavity for every third patient.
 *   npx -c 'node experiments/0025-mean-of-folds/other-maker.ts SUNNYBROOK-PNG OUT.csv MODEL…'
 */
import { writeFileSync } from "node:fs";
import { type Volume, fromColumns, makeGrid } from "@cmrkit/imaging";
import { dataSetNamed, readCaseImage } from "@cmrkit/learn";
import { openSegmenter, StudyError, type Segmenter } from "@cmrkit/study";

/** What the longer side of a picture is taken to show. */
const ACROSS_MM = 240;
const CAVITY = 3;
/** Every so many patients in the order of the set: all of them take half an hour. */
const EVERY = 3;

const [data, out, ...models] = process.argv.slice(2);
if (data === undefined || out === undefined || models.length === 0) throw new Error("give the set, a table and models");

function volumeOf(pixels: Float32Array, X: number, Y: number): Volume {
  const mm = ACROSS_MM / Math.max(X, Y);
  const columns = { iAxis: [mm, 0, 0], jAxis: [0, mm, 0], kAxis: [0, 0, 8], origin: [0, 0, 0] } as const;
  return { grid: makeGrid([X, Y, 1], fromColumns("ijk", "lps", columns)), frameCount: 1, data: pixels };
}

async function cavityOf(segmenter: Segmenter, volume: Volume): Promise<Uint8Array | undefined> {
  try {
    return (await segmenter.segment(volume)).labels;
  } catch (error) {
    if (error instanceof StudyError && error.kind === "no-heart") return undefined;
    throw error;
  }
}

const cases = dataSetNamed("sunnybrook-png").list(data);
const rows = ["model,patient,slices,noHeart,dice"];
for (const [n, model] of models.entries()) {
  const segmenter = await openSegmenter(model);
  const patients = [...Map.groupBy(cases, ({ patient }) => patient)].filter((_, at) => at % EVERY === 0);
  for (const [patient, own] of patients) {
    let [both, sum, slices, noHeart] = [0, 0, 0, 0];
    for (const each of own)
      for (const image of each.images) {
        const { data: pixels, size, labels } = await readCaseImage(image, each.id);
        const [, Z, Y, X] = size;
        for (let k = 0; k < Z; k++) {
          const part = <T extends Float32Array | Uint8Array>(all: T) => all.slice(k * X * Y, (k + 1) * X * Y) as T;
          const found = await cavityOf(segmenter, volumeOf(part(pixels), X, Y));
          slices += 1;
          noHeart += Number(!found);
          const truth = part(labels!);
          truth.forEach((label, at) => {
            const [isTrue, isFound] = [label > 0, found?.[at] === CAVITY];
            both += Number(isTrue && isFound);
            sum += Number(isTrue) + Number(isFound);
          });
        }
      }
    rows.push([n, patient, slices, noHeart, ((2 * both) / Math.max(1, sum)).toFixed(4)].join(","));
  }
  await segmenter.dispose();
  process.stderr.write(`${model} done\n`);
}
writeFileSync(out, `${rows.join("\n")}\n`);
