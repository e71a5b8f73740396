/** A report drawn as one long picture, cut into pages of A4's shape where nothing is cut through. */
import type { RgbImage } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";

export interface Pages {
  readonly rows: number;
  readonly columns: number;
  /** (Y, X, 3) of each. */
  readonly pages: readonly Uint8Array[];
}

/** Height by width of A4. */
const A4 = 297 / 210;
/** White above and below what is on a page, as a share of its width. */
const MARGIN = 0.03;
/** A page is cut within the lower part of what fits, at the widest white band there. */
const EARLIEST_CUT = 0.5;

/**
 * Pages of equal size. The last line of the picture, by which a report says that it is for research only, stands at the foot of each.
 * @throws {StudyError} `output-unavailable` when the picture is white, or ends before the report does.
 */
export function pagesOf(picture: RgbImage): Pages {
  const { columns } = picture;
  const rows = Math.round(columns * A4);
  const isWhite = whiteRows(picture);
  const end = isWhite.lastIndexOf(false) + 1;
  if (end === 0 || end === picture.rows) {
    const why = end === 0 ? "the browser drew nothing" : "the report is longer than the picture that was drawn of it";
    throw new StudyError("output-unavailable", `sc: ${why}`, { output: "sc" });
  }
  const footFrom = isWhite.lastIndexOf(true, end - 1) + 1;
  const margin = Math.round(columns * MARGIN);
  const foot = bandOf(picture, footFrom, end);
  const room = rows - 2 * margin - (end - footFrom) - margin;
  const pages = cuts(isWhite, footFrom, room).map(([from, to]) => {
    const page = new Uint8Array(3 * rows * columns).fill(255);
    page.set(bandOf(picture, from, to), 3 * margin * columns);
    page.set(foot, 3 * (rows - margin - (end - footFrom)) * columns);
    return page;
  });
  return { rows, columns, pages };
}

function whiteRows({ columns, rows, rgb }: RgbImage): readonly boolean[] {
  return Array.from({ length: rows }, (_, y) =>
    rgb.subarray(3 * y * columns, 3 * (y + 1) * columns).every((value) => value === 255),
  );
}

function bandOf({ columns, rgb }: RgbImage, from: number, to: number): Uint8Array {
  return rgb.subarray(3 * from * columns, 3 * to * columns);
}

/** From where to where each page goes, white at its ends left out. */
function cuts(isWhite: readonly boolean[], end: number, room: number): readonly (readonly [number, number])[] {
  const bands: (readonly [number, number])[] = [];
  const last = isWhite.lastIndexOf(false, end - 1) + 1;
  let from = isWhite.indexOf(false);
  while (from < last) {
    const to = last - from <= room ? last : widestGap(isWhite, from + Math.round(EARLIEST_CUT * room), from + room);
    bands.push([from, to]);
    from = isWhite.indexOf(false, to);
  }
  return bands;
}

/** Where the widest run of white rows within the bounds begins; the later bound where there is none. */
function widestGap(isWhite: readonly boolean[], from: number, to: number): number {
  let [best, widest, run] = [to, 0, 0];
  for (let y = from; y < to; y++) {
    run = isWhite[y] ? run + 1 : 0;
    if (run > widest) [best, widest] = [y - run + 1, run];
  }
  return best;
}
