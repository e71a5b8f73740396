/**
 * Patient, sequence and view from the path of a file: for formats whose header names neither.
 *
 * A patient's key begins with the last two folders of the path, since numbers repeat between data sets. What follows is
 * the name's part that a rule below picks out or, without a rule, all before the first underscore; a name that has none,
 * or that begins with words such as `sax`, `lax_2c` or `t1_map`, belongs to its folder, which then stands for one patient.
 */
import { basename, dirname, sep } from "node:path";
import { wordsIn } from "@cmrkit/study";
import { type ImageKind, kindFromWords, orElse, unknownKind } from "./described-kind.ts";

interface NamedSet {
  readonly pattern: RegExp;
  /** Where the folder must say it too, since the name alone could be anything. */
  readonly folder?: RegExp;
  readonly kind: ImageKind;
}

/** Data sets by how their files are called; the first group is the patient, where the name tells it. */
const namedSets: readonly NamedSet[] = [
  // ACDC: patient001_sax_ed.nii.gz, patient001_frame01.nii.gz, patient001_4d.nii.gz
  { pattern: /^(patient\d+)_(?:sax|frame|4d)/, kind: { sequence: "cine", view: "sax" } },
  // EMIDEC: N049_slice003.png, Case_N006.nii.gz
  { pattern: /^(?:Case_)?([NP]\d{3})(?:_slice\d+)?\./, kind: { sequence: "lge", view: "sax" } },
  // Sunnybrook: SC-HF-I-05-IM-0001-0027.png
  { pattern: /^(SC-[A-Z]+(?:-[A-Z]+)?-\d+)-IM-\d+-\d+\./, kind: { sequence: "cine", view: "sax" } },
  // Data Science Bowl 2015, four-chamber frames: lax4ch/…/125_0015.jpg
  { pattern: /^(\d+)_\d{4}\./, folder: /lax_?4ch?|4ch/i, kind: { sequence: "cine", view: "lax_4c" } },
  // Phases that are files of their own, as cmr phantom writes them: sax_ed.nii.gz; only a cine has them
  { pattern: /^(?:sax|lax_[234]c)_e[ds]\./, kind: { sequence: "cine", view: "unknown" } },
];

export function kindOfFileName(path: string): ImageKind {
  const set = namedSetOf(path);
  const name = basename(path).replace(/\.(nii|nii\.gz|png|jpe?g|dcm)$/i, "");
  return orElse(set?.kind ?? unknownKind, orElse(kindFromWords(name), kindFromWords(lastFolders(path).join(" "))));
}

export function patientOfFileName(path: string): string {
  const match = namedSetOf(path)?.pattern.exec(basename(path))?.[1];
  return [...lastFolders(path), ...(match === undefined ? generalKey(path) : [match])].join("/");
}

/** The key by the user's expression: its first group, or all that it matches; undefined where it does not. */
export function patientByExpression(path: string, expression: RegExp): string | undefined {
  const match = expression.exec(path);
  return match?.[1] ?? match?.[0];
}

function namedSetOf(path: string): NamedSet | undefined {
  const name = basename(path);
  return namedSets.find(({ pattern, folder }) => pattern.test(name) && (folder?.test(dirname(path)) ?? true));
}

function generalKey(path: string): readonly string[] {
  const [first, second] = basename(path).split("_");
  if (first === undefined || second === undefined) return [];
  return saysKind(first) || beginsWithKind(`${first} ${second}`) ? [] : [first];
}

function saysKind(part: string): boolean {
  const { sequence, view } = kindFromWords(part);
  return sequence !== "unknown" || view !== "unknown";
}

/** Whether words for a sequence or view stand first, not behind a patient. */
function beginsWithKind(parts: string): boolean {
  const { sequence, view } = wordsIn(parts);
  return [sequence, view].some((said) => said !== undefined && parts.toLowerCase().startsWith(said.word));
}

function lastFolders(path: string): readonly string[] {
  return dirname(path).split(sep).filter(Boolean).slice(-2);
}
