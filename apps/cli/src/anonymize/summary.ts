/** What was done, in counts; of files that were copied no old name is told. */
import { addCounts, type Counts, countNames, noCounts, profileEdition, type Retention } from "@cmrkit/imaging";
import { printableLine } from "../printable.ts";
import { textTable } from "../text-table.ts";
import type { CopiedFile, FolderCopy, RefusedFile } from "./de-identify-folder.ts";

const headings = {
  kept: "kept",
  removed: "removed",
  emptied: "emptied",
  replaced: "replaced",
  uidsReplaced: "UIDs",
  datesShifted: "dates",
  privateRemoved: "private removed",
  privateKept: "private kept",
  suspicious: "suspicious",
} as const satisfies Record<keyof Counts, string>;
const ADVICE = `
Series go by the number that the copies state, as in cmr inspect. Elements are counted, of all files of a series; "suspicious"
ones were emptied because they repeat an identifier or are no value of their kind. Pixels were copied unseen: look at them before they leave the house.
Research use only. Not a medical device.
`;

/** A table with a row a series, by its number as `cmr inspect` shows it of the copies, then the files that were not copied. */
export function copyText(copy: FolderCopy, out: string): string {
  const series = [...Map.groupBy(copy.copied, ({ seriesInstanceUid }) => seriesInstanceUid).values()];
  const rows = series.toSorted(([a], [b]) => byPatientAndNumber(a!, b!)).map(rowOf);
  const heading = ["series", "patient", "files", ...countNames.map((name) => headings[name])];
  const table = textTable([heading, ...rows], ["right", "left", ...heading.slice(2).map(() => "right" as const)]);
  const repeats = copy.repeats === 0 ? "" : `, ${copy.repeats} more repeat them`;
  return `${table}\n${copy.copied.length} files in ${out}${repeats}\n${refusals(copy.refused)}${ADVICE}`;
}

/** Series without a number come last. */
function byPatientAndNumber(a: CopiedFile, b: CopiedFile): number {
  if (a.patientId !== b.patientId) return a.patientId < b.patientId ? -1 : 1;
  const [first, second] = [a, b].map(({ seriesNumber }) => seriesNumber ?? Number.MAX_SAFE_INTEGER);
  return first! - second!;
}

function rowOf(files: readonly CopiedFile[]): readonly string[] {
  const { seriesNumber, patientId } = files[0]!;
  return [String(seriesNumber ?? "–"), patientId, String(files.length), ...cellsOf(files)];
}

function cellsOf(files: readonly CopiedFile[]): readonly string[] {
  const sum = files.reduce((counts, file) => addCounts(counts, file.counts), noCounts());
  return countNames.map((name) => String(sum[name]));
}

/** How many files of a kind are told by name. */
const MOST_NAMED = 10;

function refusals(refused: readonly RefusedFile[]): string {
  const kinds = [...Map.groupBy(refused, ({ kind }) => kind)];
  return kinds
    .map(([kind, files]) => {
      const named = files.slice(0, MOST_NAMED).map(({ message }) => `  ${printableLine(message)}\n`);
      const more = files.length > MOST_NAMED ? `  and ${files.length - MOST_NAMED} more; see --json\n` : "";
      return `\nnot copied, ${kind}: ${files.length}\n${named.join("")}${more}`;
    })
    .join("");
}

/** The same for a program, file by file. */
export function copyFacts({ copied, refused, repeats }: FolderCopy, retained: ReadonlySet<Retention>): object {
  return {
    profile: `DICOM PS3.15 ${profileEdition} Basic Application Level Confidentiality Profile`,
    retained: [...retained],
    note: "Research use only. Not a medical device. Pixels were copied unseen.",
    copied: copied.map(({ path, seriesNumber, counts, comments }) => ({ path, seriesNumber, ...counts, comments })),
    repeats,
    refused,
  };
}
