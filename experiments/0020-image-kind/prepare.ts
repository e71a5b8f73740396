/**
 * Slices of all sets as pictures of one size and one distribution of intensities, in a folder of one's own: what is left to
 * tell kinds apart by is what they show.
 *   npx -c 'node experiments/0020-image-kind/prepare.ts SHARED OUT'
 * OUT/raw.csv and OUT/equal.csv: size, mean and deviation of every picture before and after, for the control.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CaseImage, type CasePixels, dataSetNamed, preprocess, readCaseImage } from "@cmrkit/learn";
import { encodePng } from "@cmrkit/study";

const SIZE = 64;
/** Of the shorter side: the disc that all sets show, since some pictures come masked to one. */
const SHARE = 0.7;
/** Slices of a stack, as shares of its height. */
const HEIGHTS = [0.3, 0.5, 0.7];
const SETS = ["acdc", "emidec", "lax4ch", "sunnybrook-png"];
/** Whose pictures no network learns from: another maker's cine. */
const ELSEWHERE = "sunnybrook-png";

interface Picture {
  readonly name: string;
  readonly set: string;
  readonly patient: string;
  readonly image: CaseImage;
  readonly raw: Plane;
  readonly equal: Plane;
}

interface Plane {
  readonly data: Float32Array;
  readonly size: readonly [y: number, x: number];
}

const [shared, out] = process.argv.slice(2);
if (shared === undefined || out === undefined) throw new Error("give the folder of the sets, and one for the pictures");

/** The square in the middle of a slice. */
function middleSquare({ data, size: [, , Y, X] }: CasePixels, z: number): Plane {
  const side = Math.round(SHARE * Math.min(Y, X));
  const [top, left] = [Math.floor((Y - side) / 2), Math.floor((X - side) / 2)];
  const square = Float32Array.from({ length: side * side }, (_, at) => {
    const [y, x] = [Math.floor(at / side) + top, (at % side) + left];
    return data[(z * Y + y) * X + x]!;
  });
  return { data: square, size: [side, side] };
}

function scaled({ data, size }: Plane): Plane {
  const settings = { spacingMm: { z: null, yx: 1 }, longSideWithoutSpacing: SIZE, clipPercentiles: [0.5, 99.5] } as const;
  const { data: pixels } = preprocess({ data, size: [1, 1, ...size], spacingMm: null }, settings);
  return { data: pixels, size: [SIZE, SIZE] };
}

/** Half of what a picture shows, in deviations from its mean: grey in the middle, black and white beyond. */
const SHOWN = 3;
/** Clipping changes mean and deviation a little, so that both are set again and again. */
const ROUNDS = 10;

/** Within the largest disc, intensities by their deviations from the disc's mean: any disc has one mean and one deviation. Black outside. */
function standardised({ data, size }: Plane): Plane {
  const radius = size[0] / 2;
  const isInside = (at: number) => Math.hypot((at % size[1]) + 0.5 - radius, Math.floor(at / size[1]) + 0.5 - radius) <= radius;
  const places = [...data.keys()].filter(isInside);
  let inside = Float32Array.from(places, (at) => data[at]!);
  for (let round = 0; round < ROUNDS; round++) {
    const [mean, deviation] = meanAndDeviation(inside);
    inside = inside.map((value) => Math.min(SHOWN, Math.max(-SHOWN, (value - mean) / deviation)));
  }
  const shown = new Float32Array(data.length);
  places.forEach((at, n) => {
    shown[at] = (inside[n]! + SHOWN) / (2 * SHOWN);
  });
  return { data: shown, size };
}

function meanAndDeviation(values: Float32Array): readonly [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

const pictures: Picture[] = [];
for (const set of SETS)
  for (const each of dataSetNamed(set).list(join(shared, set)))
    for (const image of each.images) {
      const pixels = await readCaseImage(image, each.id);
      const Z = pixels.size[1];
      const slices = Z === 1 ? [0] : [...new Set(HEIGHTS.map((height) => Math.round(height * (Z - 1))))];
      for (const z of slices) {
        const raw = middleSquare(pixels, z);
        const name = `${set}_${each.id}_${image.name}_${z}`.replaceAll(" ", "-");
        pictures.push({ name, set, patient: `${set}_${each.patient}`, image, raw, equal: standardised(scaled(raw)) });
      }
    }

mkdirSync(join(out, "pictures"), { recursive: true });
for (const { name, equal } of pictures) {
  const pixels = Uint8Array.from(equal.data, (share) => Math.round(255 * share));
  writeFileSync(join(out, "pictures", `${name}.png`), encodePng(pixels, SIZE, SIZE));
}
/** Patients whose number ends in 0 or 5 are the test, in 1 they choose the weights; another maker's are asked besides. */
function sideOf({ set, patient }: Picture): string {
  if (set === ELSEWHERE) return "";
  const last = patient.at(-1)!;
  return "05".includes(last) ? "test" : last === "1" ? "validation" : "training";
}
const rows = pictures.map(({ name, patient, image }) =>
  [name, patient, `pictures/${name}.png`, image.view, image.sequence].join(","),
);
const within = rows.filter((_, i) => pictures[i]!.set !== ELSEWHERE);
const elsewhere = [...new Set(pictures.filter(({ set }) => set === ELSEWHERE).map(({ patient }) => patient))];
/** Every second patient from elsewhere is looked at while choosing; the others are only reported. */
const fromElsewhere = (turn: number) => rows.filter((_, i) => elsewhere.indexOf(pictures[i]!.patient) % 2 === turn);
const header = "case,patient,image,view,sequence";
writeFileSync(join(out, "cases.csv"), `${[header, ...within].join("\n")}\n`);
["elsewhere", "elsewhere-looked-at"].forEach((folder, turn) => {
  mkdirSync(join(out, folder), { recursive: true });
  const own = fromElsewhere(turn).map((row) => row.replace("pictures/", "../pictures/"));
  writeFileSync(join(out, folder, "cases.csv"), `${[header, ...own].join("\n")}\n`);
});

const onSide = (side: string) => [
  ...new Set(pictures.filter((each) => sideOf(each) === side).map(({ patient }) => patient)),
];
const sides = { training: onSide("training"), validation: onSide("validation"), test: onSide("test") };
writeFileSync(join(out, "split.json"), `${JSON.stringify(sides, null, 2)}\n`);

function momentsOf({ data, size }: Plane): number[] {
  return [...size, ...meanAndDeviation(data)];
}
for (const kind of ["raw", "equal"] as const) {
  const lines = pictures
    .filter(({ set }) => set !== ELSEWHERE)
    .map(({ patient, image, [kind]: plane }) => [patient, `${image.sequence} ${image.view}`, ...momentsOf(plane)].join(","));
  writeFileSync(join(out, `${kind}.csv`), `${["patient,kind,height,width,mean,deviation", ...lines].join("\n")}\n`);
}
process.stdout.write(`${within.length} pictures, and ${rows.length - within.length} from elsewhere, in ${out}\n`);
