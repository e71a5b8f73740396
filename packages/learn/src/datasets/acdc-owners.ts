/** The layout in which ACDC is published: see `acdc-set.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LearnError } from "../errors.ts";
import { acdcPatientOf } from "./acdc-twins.ts";
import { type CaseImage, type DataCase, type Phase, type PixelFile, phases } from "./data-set.ts";
import { rightVentricleFirst } from "./label-orders.ts";
import { stated } from "./stated.ts";
import { numberOf } from "./table-cells.ts";

const halves = [
  { name: "training", split: "training" },
  { name: "testing", split: "test" },
] as const;

/**
 * The patients of the owners' layout, in the order of their numbers.
 * @throws {LearnError} `data-missing` where there is no patient, `bad-table` for an `Info.cfg` that lacks something.
 */
export function acdcOfOwners(folder: string): DataCase[] {
  const cases = [
    ...patientsIn(folder).map((id) => caseOf(join(folder, id), id)),
    ...halves.flatMap(({ name, split }) =>
      patientsIn(join(folder, name)).map((id) => ({ ...caseOf(join(folder, name, id), id), split })),
    ),
  ];
  if (cases.length > 0) return cases;
  const expected = "cases.csv, or folders patient001, patient002, … in it or in its folders training and testing";
  throw new LearnError("data-missing", `${folder} holds no ACDC set; expected ${expected}`);
}

function patientsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^patient\d{3}$/.test(name))
    .sort();
}

function caseOf(folder: string, id: string): DataCase {
  const path = join(folder, "Info.cfg");
  const info = readInfo(path);
  const facts = stated({
    group: info.get("Group"),
    heightCm: numberOf(info.get("Height"), "Height", path),
    weightKg: numberOf(info.get("Weight"), "Weight", path),
  });
  const frames = { ed: frameNumber(info, "ED", path), es: frameNumber(info, "ES", path) };
  const images = phases.map((phase) => imageOf(join(folder, id), phase, frames[phase]));
  return { id, patient: acdcPatientOf(id), images, facts };
}

/** Lines such as `Group: DCM`. */
function readInfo(path: string): Map<string, string> {
  if (!existsSync(path)) throw new LearnError("data-missing", `${path} is not there; each ACDC patient has one`);
  const lines = readFileSync(path, "utf8").split(/\r?\n/);
  return new Map(lines.flatMap((line) => pairOf(line)));
}

function pairOf(line: string): [string, string][] {
  const colon = line.indexOf(":");
  return colon === -1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
}

function frameNumber(info: ReadonlyMap<string, string>, key: "ED" | "ES", path: string): number {
  const number = numberOf(info.get(key), key, path);
  if (number !== undefined && Number.isInteger(number) && number >= 1) return number;
  throw new LearnError("bad-table", `${path} needs a line ${key} with a frame number from 1, got ${number ?? "none"}`);
}

/** The frame's own file, or where it was not copied its place in the whole cine. */
function imageOf(stem: string, phase: Phase, frameNumber: number): CaseImage {
  const frame = `${stem}_frame${String(frameNumber).padStart(2, "0")}`;
  const [own, cine, labels] = [`${frame}.nii.gz`, `${stem}_4d.nii.gz`, `${frame}_gt.nii.gz`];
  const isInCine = !existsSync(own) && existsSync(cine);
  const pixels: PixelFile = isInCine
    ? { format: "nifti", path: cine, frameIndex: frameNumber - 1 }
    : { format: "nifti", path: own, frameIndex: 0 };
  const image = { name: `sax ${phase}`, sequence: "cine", view: "sax", phase, channels: [pixels] } as const;
  if (!existsSync(labels)) return image;
  return { ...image, labels: { file: { format: "nifti", path: labels, frameIndex: 0 }, meaning: rightVentricleFirst } };
}
