/** `cases.csv` of one's own folder, row by row, with every cell checked: see `folder.ts` for its columns. */
import { type ImageSequence, type ImageView, imageSequences, imageViews } from "../catalogue/image.ts";
import { LearnError } from "../errors.ts";
import { countIn, positiveIn, requiredText, textIn, wordIn, wordOrNothingIn } from "./cell-values.ts";
import type { CaseFacts, CaseImage, DataCase, Phase, SpacingMm } from "./data-set.ts";
import { markedPoints } from "./marked-points.ts";
import { readTable, type TableRow } from "./published-table.ts";
import { stated } from "./stated.ts";
import { columnsPresent, numberIn, sexOf } from "./table-cells.ts";

const needed = ["case", "image", "view", "sequence"] as const;
const allowed = [
  "patient",
  "label",
  "phase",
  "frame",
  "label_frame",
  "spacing_x_mm",
  "spacing_y_mm",
  "spacing_z_mm",
  "split",
  "group",
  "sex",
  "age",
  "height_cm",
  "weight_kg",
  "vendor",
  "scanner",
  "field_strength_t",
  "centre",
  "lv_edv_ml",
  "lv_esv_ml",
  "rv_edv_ml",
  "rv_esv_ml",
  "landmarks",
] as const;
type Column = (typeof needed)[number] | (typeof allowed)[number];
type Row = TableRow<Column>;

export interface FolderRow {
  readonly where: string;
  readonly case: string;
  readonly patient: string | undefined;
  /** As the cell has it: one file, or those of the slices separated by `;`. */
  readonly image: string;
  readonly label: string | undefined;
  readonly view: ImageView;
  readonly sequence: ImageSequence;
  readonly phase: Phase | undefined;
  /** From 0. */
  readonly frameIndex: number | undefined;
  readonly labelFrameIndex: number | undefined;
  readonly spacingMm: SpacingMm | null;
  readonly split: DataCase["split"];
  readonly facts: CaseFacts;
  readonly landmarks: CaseImage["landmarks"];
}

/** @throws {LearnError} `data-missing` without the table, `bad-table` naming line, column and what stands there. */
export function readFolderTable(path: string): FolderRow[] {
  const rows: Row[] = readTable(path, [...needed, ...columnsPresent(path, allowed)]);
  return rows.map((row) => ({
    where: row.where,
    case: requiredText(row, "case"),
    patient: textIn(row, "patient"),
    image: requiredText(row, "image"),
    label: textIn(row, "label"),
    view: wordIn(row, "view", imageViews),
    sequence: wordIn(row, "sequence", imageSequences),
    phase: wordOrNothingIn(row, "phase", ["ed", "es"]),
    frameIndex: frameIndexIn(row, "frame"),
    labelFrameIndex: frameIndexIn(row, "label_frame"),
    spacingMm: spacingIn(row),
    split: wordOrNothingIn(row, "split", ["training", "validation", "test"]),
    facts: factsIn(row),
    landmarks: landmarksIn(row),
  }));
}

function factsIn(row: Row): CaseFacts {
  return stated({
    group: textIn(row, "group"),
    sex: sexOf(textIn(row, "sex"), row.where),
    ageYears: positiveIn(row, "age"),
    heightCm: positiveIn(row, "height_cm"),
    weightKg: positiveIn(row, "weight_kg"),
    vendor: textIn(row, "vendor"),
    scanner: textIn(row, "scanner"),
    fieldStrengthT: positiveIn(row, "field_strength_t"),
    centre: textIn(row, "centre"),
    lvEdvMl: positiveIn(row, "lv_edv_ml"),
    lvEsvMl: positiveIn(row, "lv_esv_ml"),
    rvEdvMl: positiveIn(row, "rv_edv_ml"),
    rvEsvMl: positiveIn(row, "rv_esv_ml"),
  });
}

function landmarksIn(row: Row): CaseImage["landmarks"] {
  const cell = textIn(row, "landmarks");
  return cell === undefined ? undefined : markedPoints(cell, row.where);
}

function frameIndexIn(row: Row, column: "frame" | "label_frame"): number | undefined {
  const number = countIn(row, column);
  if (number === 0) throw new LearnError("bad-table", `${row.where}: ${column} is 0; frames are counted from 1`);
  return number === undefined ? undefined : number - 1;
}

/** All three or none. A spacing of 0 is passed on: reading refuses it, as it does that of any other format. */
function spacingIn(row: Row): SpacingMm | null {
  const [z, y, x] = [numberIn(row, "spacing_z_mm"), numberIn(row, "spacing_y_mm"), numberIn(row, "spacing_x_mm")];
  if (z !== undefined && y !== undefined && x !== undefined) return [z, y, x];
  if (z === undefined && y === undefined && x === undefined) return null;
  throw new LearnError("bad-table", `${row.where}: spacing_x_mm, spacing_y_mm and spacing_z_mm are filled all or none`);
}
