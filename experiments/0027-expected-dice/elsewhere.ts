/**
 * The Dice that the shipped model expects of its labels on pictures that it was not made for: late enhancement.
 *   npx -c 'node experiments/0027-expected-dice/elsewhere.ts EMIDEC OUT.csv'
 */
import { writeFileSync } from "node:fs";
import { dataSetNamed, readCaseImage } from "@cmrkit/learn";
import { fromColumns, makeGrid, type Volume } from "@cmrkit/imaging";
import { expectedDice, openSegmenter, StudyError } from "@cmrkit/study";

/** The model's label, and the expert's numbers that mean the same; the right cavity was not drawn. */
const STRUCTURES = {
  right: { label: 1, expert: [] },
  wall: { label: 2, expert: [1, 3, 4] },
  cavity: { label: 3, expert: [2] },
} as const;
/** In-plane, where a file does not say it; slices of EMIDEC lie 10 mm apart. */
const [ASSUMED_MM, SLICE_MM] = [1.5, 10];

const [data, out] = process.argv.slice(2);
if (data === undefined || out === undefined) throw new Error("give EMIDEC and a table");

function dice(own: Uint8Array, label: number, experts: Uint8Array, numbers: readonly number[]): number {
  let [both, sum] = [0, 0];
  own.forEach((value, at) => {
    const [isOwn, isExpert] = [value === label, numbers.includes(experts[at]!)];
    both += Number(isOwn && isExpert);
    sum += Number(isOwn) + Number(isExpert);
  });
  return (2 * both) / sum;
}

const segmenter = await openSegmenter("models/cine-sax", { threads: 1 });
const rows = ["case,structure,expected,dice"];
for (const { id, images } of dataSetNamed("emidec").list(data).filter(({ patient }) => /[05]$/.test(patient))) {
  const { data: pixels, size, spacingMm, labels: experts } = await readCaseImage(images[0]!, id);
  const [, Z, Y, X] = size;
  const [, dy, dx] = spacingMm ?? [SLICE_MM, ASSUMED_MM, ASSUMED_MM];
  const columns = { iAxis: [dx, 0, 0], jAxis: [0, dy, 0], kAxis: [0, 0, SLICE_MM], origin: [0, 0, 0] } as const;
  const volume: Volume = { grid: makeGrid([X, Y, Z], fromColumns("ijk", "lps", columns)), frameCount: 1, data: pixels };
  try {
    const { confidence, labels } = await segmenter.segment(volume);
    for (const [structure, { label, expert }] of Object.entries(STRUCTURES)) {
      const expected = expectedDice(confidence![0]!, label)?.toFixed(4) ?? "";
      rows.push([id, structure, expected, expert.length === 0 ? "" : dice(labels, label, experts!, expert).toFixed(4)].join(","));
    }
  } catch (error) {
    if (!(error instanceof StudyError) || error.kind !== "no-heart") throw error;
    rows.push(`${id},none,,`);
  }
  writeFileSync(out, `${rows.join("\n")}\n`);
}
await segmenter.dispose();
