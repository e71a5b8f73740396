/** Which images the health checks look at, and what their labels are: a table's, or the catalogue's own knowledge. */
import type { RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../../errors.ts";
import type { ProbeSubject } from "./feature-health.ts";

/** What a catalogued image must say to be probed. */
export interface ProbeCandidate {
  readonly path: string;
  readonly patient: string;
  readonly study: string;
  readonly sequence: string;
  readonly view: string;
}

export interface Probe<I> {
  readonly image: I;
  readonly subject: ProbeSubject;
  /** Which slice is meant, from 0, the first of the stack, to 1, the last; absent where the whole image is. */
  readonly height?: number;
  /** Path of the image's mask, where its patches are to be probed too. */
  readonly mask?: string;
}

/** A row of a probe table. */
export interface ProbeRow {
  readonly path: string;
  readonly label: string;
  readonly patient: string;
  /** As of {@link Probe}. */
  readonly height?: number;
  readonly mask?: string;
}

const COLUMNS = ["path", "label", "patient"] as const;

/**
 * Reads a table of the columns path, label, patient and, where labels are of slices, height, and, where patches are to be
 * probed, mask, in any order, others allowed; no quotes.
 * @throws {LearnError} `bad-table` naming the missing column or the line that does not fit.
 */
export function parseProbeTable(csv: string, source: string): ProbeRow[] {
  const [header, ...lines] = csv.trim().split(/\r?\n/);
  const columns = header!.split(",").map((name) => name.trim());
  const absent = COLUMNS.find((name) => !columns.includes(name));
  if (absent !== undefined)
    throw new LearnError("bad-table", `${source} has no column ${absent}; a probe table needs ${COLUMNS.join(", ")}`);
  return lines.map((line, i) => {
    const values = line.split(",").map((value) => value.trim());
    const [path, label, patient] = COLUMNS.map((name) => values[columns.indexOf(name)]);
    if (values.length !== columns.length || !path || !label || !patient)
      throw new LearnError("bad-table", `${source} line ${i + 2} does not fill ${columns.join(", ")}`);
    const height = values[columns.indexOf("height")];
    if (height !== undefined && !isShare(height))
      throw new LearnError("bad-table", `${source} line ${i + 2}: height ${height} is no number from 0 to 1`);
    const mask = values[columns.indexOf("mask")];
    return { path, label, patient, ...(height !== undefined && { height: Number(height) }), ...(mask && { mask }) };
  });
}

function isShare(text: string): boolean {
  return text !== "" && Number(text) >= 0 && Number(text) <= 1;
}

/**
 * The images of a table, or slices of them, in its order.
 * @throws {LearnError} `bad-table` when a path is not in the catalogue or occurs twice at one height.
 */
export function probesOfTable<I extends ProbeCandidate>(
  images: Iterable<I>,
  rows: readonly ProbeRow[],
  source: string,
): Probe<I>[] {
  const places = new Set(rows.map(({ path, height }) => `${path} ${height}`));
  if (places.size !== rows.length) throw new LearnError("bad-table", `${source} names a path twice`);
  const wanted = new Set(rows.map(({ path }) => path));
  const found = new Map<string, I>();
  for (const image of images) if (wanted.has(image.path)) found.set(image.path, image);
  const lost = rows.filter(({ path }) => !found.has(path));
  if (lost.length > 0)
    throw new LearnError(
      "bad-table",
      `${source}: ${lost.length} of ${rows.length} paths are not in the catalogue, the first ${lost[0]!.path}`,
    );
  return rows.map(({ path, label, patient, height, mask }) => {
    const image = found.get(path)!;
    const subject = { patient, study: image.study, label };
    return { image, subject, ...(height !== undefined && { height }), ...(mask !== undefined && { mask }) };
  });
}

/**
 * Sequence and view as the catalogue has them, such as `cine sax`. Where each comes from one source only, scanner and
 * file format betray them: a high score then means less than one on a table.
 */
function sequenceViewLabel({ sequence, view }: ProbeCandidate): string | null {
  const known = [sequence, view].filter((part) => part !== "unknown");
  return known.length === 0 ? null : known.join(" ");
}

/**
 * A sample of the catalogue: for each label the images of patients drawn by lot, at most `mostPerLabel`. It reads the
 * catalogue once and keeps only what it may choose, and the order of the catalogue does not matter.
 */
export function probesOfCatalogue<I extends ProbeCandidate>(
  images: Iterable<I>,
  mostPerLabel: number,
  random: RandomStream,
): Probe<I>[] {
  const kept = new Map<string | null, Lot<I>[]>();
  for (const image of images) {
    const label = sequenceViewLabel(image);
    const lots = kept.get(label) ?? [];
    kept.set(label, lots);
    lots.push({ image, rank: random.fork(image.patient).uniform() });
    if (lots.length >= 2 * mostPerLabel) lots.splice(0, lots.length, ...first(lots, mostPerLabel));
  }
  return [...kept]
    .sort(([a], [b]) => compare(a ?? "", b ?? ""))
    .flatMap(([label, lots]) => first(lots, mostPerLabel).map(({ image }) => probeOf(image, label)));
}

interface Lot<I> {
  readonly image: I;
  /** Drawn for the patient. */
  readonly rank: number;
}

function first<I extends ProbeCandidate>(lots: readonly Lot<I>[], most: number): Lot<I>[] {
  return lots.toSorted((a, b) => a.rank - b.rank || compare(a.image.path, b.image.path)).slice(0, most);
}

function probeOf<I extends ProbeCandidate>(image: I, label: string | null): Probe<I> {
  return { image, subject: { patient: image.patient, study: image.study, label } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
