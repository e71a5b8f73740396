/**
 * Whole slices of all sets, as pictures in a folder of one's own with the table of their kinds; the classifier takes the middle
 * disc itself.
 *   npx -c 'node experiments/0031-image-kind-two-makers/prepare.ts DATA SIMULATED OUT'
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CaseImage, dataSetNamed, readCaseImage } from "@cmrkit/learn";
import { encodePng } from "@cmrkit/study";

/** Slices of a stack, as shares of its height. */
const HEIGHTS = [0.3, 0.5, 0.7];
/** The first three have patients; the others are simulated only. */
const KINDS = ["cine lax_4c", "cine sax", "lge sax", "cine lax_2c", "cine lax_3c", "t1_map sax", "t2_map sax"];
/** Another maker's cine: every second patient is learnt from, the others are only reported. */
const ELSEWHERE = "sunnybrook-png";

interface Picture {
  readonly name: string;
  readonly set: string;
  readonly patient: string;
  readonly image: CaseImage;
}

const [shared, simulated, out] = process.argv.slice(2);
if (shared === undefined || simulated === undefined || out === undefined)
  throw new Error("give the folder of the sets, that of simulated hearts, and one for the pictures");
mkdirSync(join(out, "pictures"), { recursive: true });

/** 8 bits from the darkest to all but the brightest thousandth: what the classifier does not clip itself. */
function greys(plane: Float32Array): Uint8Array {
  const sorted = plane.toSorted();
  const [low, high] = [sorted[0]!, sorted[Math.floor(0.999 * (sorted.length - 1))]!];
  return Uint8Array.from(plane, (value) => Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low || 1)))));
}

async function picturesOf(set: string, folder: string, reader: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const each of dataSetNamed(reader).list(folder))
    for (const image of each.images) {
      if (!KINDS.includes(`${image.sequence} ${image.view}`)) continue;
      const { data, size: [, Z, Y, X] } = await readCaseImage(image, each.id);
      const slices = Z === 1 ? [0] : [...new Set(HEIGHTS.map((height) => Math.round(height * (Z - 1))))];
      for (const z of slices) {
        const name = `${set}_${each.id}_${image.name}_${z}`.replaceAll(" ", "-");
        const plane = data.slice(z * Y * X, (z + 1) * Y * X);
        writeFileSync(join(out!, "pictures", `${name}.png`), encodePng(greys(plane), X, Y));
        pictures.push({ name, set, patient: `${set}_${each.patient}`, image });
      }
    }
  return pictures;
}

const sets = ["acdc", "emidec", "lax4ch", ELSEWHERE];
const real = await Promise.all(sets.map((set) => picturesOf(set, join(shared, set), set)));
const pictures = [...real.flat(), ...(await picturesOf("simulated", simulated, "folder"))];

const elsewhere = [...new Set(pictures.filter(({ set }) => set === ELSEWHERE).map(({ patient }) => patient))];
const isOnlyReported = ({ patient }: Picture) => elsewhere.indexOf(patient) % 2 === 0;

/** Patients whose number ends in 0 or 5 are the test, in 1 they choose the weights. Another maker's and simulated hearts only train. */
function sideOf({ set, patient }: Picture): string {
  if (set === ELSEWHERE || set === "simulated") return "training";
  const last = patient.at(-1)!;
  return "05".includes(last) ? "test" : last === "1" ? "validation" : "training";
}

function writeTable(folder: string, chosen: readonly Picture[], pictureFolder: string): void {
  mkdirSync(folder, { recursive: true });
  const rows = chosen.map(({ name, patient, image }) =>
    [name, patient, `${pictureFolder}/${name}.png`, image.view, image.sequence].join(","),
  );
  writeFileSync(join(folder, "cases.csv"), `${["case,patient,image,view,sequence", ...rows].join("\n")}\n`);
}
const within = pictures.filter((each) => !isOnlyReported(each));
writeTable(out, within, "pictures");
writeTable(join(out, "elsewhere"), pictures.filter(isOnlyReported), "../pictures");

const onSide = (side: string) => [...new Set(within.filter((each) => sideOf(each) === side).map(({ patient }) => patient))];
const sides = { training: onSide("training"), validation: onSide("validation"), test: onSide("test") };
writeFileSync(join(out, "split.json"), `${JSON.stringify(sides, null, 2)}\n`);
process.stdout.write(`${within.length} pictures, and ${pictures.length - within.length} only reported, in ${out}\n`);
