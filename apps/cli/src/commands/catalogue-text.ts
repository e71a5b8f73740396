/** The summary of a catalogue as tables for a terminal. */
import type { CatalogueSummary, KindSummary } from "@cmrkit/learn";
import { type Alignment, textTable } from "../text-table.ts";

export function catalogueText(summary: CatalogueSummary): string {
  const { images, planes, patients, studies, files, kinds, refused } = summary;
  const total = `${images} images (${planes} planes) of ${patients} patients in ${studies} studies; ${files} files\n`;
  return [total, kindTable(kinds), refusalTable(refused)].filter((part) => part !== "").join("\n");
}

function kindTable(kinds: readonly KindSummary[]): string {
  if (kinds.length === 0) return "";
  const heading = [
    "sequence",
    "view",
    "format",
    "images",
    "patients",
    "frames",
    "slices",
    "rows",
    "columns",
    "with mm",
  ];
  const rows = kinds.map((kind) => [
    ...[kind.sequence, kind.view, kind.format],
    ...[String(kind.images), String(kind.patients)],
    ...kind.smallest.map((least, axis) => range(least, kind.largest[axis] ?? least)),
    String(kind.withSpacing),
  ]);
  const alignments: Alignment[] = heading.map((_, column) => (column < 3 ? "left" : "right"));
  return textTable([heading, ...rows], alignments);
}

function range(least: number, most: number): string {
  return least === most ? `${least}` : `${least}–${most}`;
}

function refusalTable(refused: CatalogueSummary["refused"]): string {
  if (refused.length === 0) return "";
  const rows = refused.map(({ outcome, files }) => [outcome, String(files)]);
  return textTable([["left out", "files"], ...rows], ["left", "right"]);
}
