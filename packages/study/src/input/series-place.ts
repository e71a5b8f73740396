/** A series of a DICOM folder as a user names it: `FOLDER`, where it holds one that fits, `FOLDER#6`, `FOLDER#6=lge`. */
import { stat } from "node:fs/promises";
import type { Series } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { sizeOf } from "../recognise/placed-series.ts";
import { handleOf, isNamedBy, SERIES_HANDLE } from "../recognise/series-handle.ts";
import type { StudyWarning } from "../warning.ts";

export interface SeriesPlace {
  readonly path: string;
  /** Of a series in it. */
  readonly handle?: string;
  /** What the user says that it is. */
  readonly told?: string;
}

const PLACE = new RegExp(`^(.+)#(${SERIES_HANDLE})(?:=(.+))?$`);

/** A path that is there is one, whatever its name. */
export async function seriesPlaceOf(path: string): Promise<SeriesPlace> {
  const [, folder, handle, told] = PLACE.exec(path) ?? [];
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere || folder === undefined || handle === undefined) return { path };
  return { path: folder, handle, ...(told !== undefined && { told }) };
}

export interface SeriesSearch {
  readonly place: SeriesPlace;
  /** What the folder holds besides: it may be the series that is not found. */
  readonly unread: readonly StudyWarning[];
  /** In a sentence, without a handle: "still series". */
  readonly title: string;
  /** Which series are meant without a handle. */
  readonly isMeant: (series: Series) => boolean;
}

/** @throws {StudyError} `input` when no series is meant, or several. */
export function seriesAt(all: readonly Series[], search: SeriesSearch): Series {
  const { path, handle } = search.place;
  const found = all.filter((series) => (handle === undefined ? search.isMeant(series) : isNamedBy(handle, series)));
  if (found.length === 1) return found[0]!;
  throw new StudyError("input", found.length === 0 ? noneFound(search) : severalFound(found, all, search), { path });
}

function noneFound({ place: { path, handle }, unread, title }: SeriesSearch): string {
  const none = handle === undefined ? `${path} holds no ${title}` : `${path} holds no series ${handle}`;
  return [none, ...unread.map(({ message }) => message), "cmr inspect lists the series"].join("; ");
}

function severalFound(found: readonly Series[], all: readonly Series[], { place, title }: SeriesSearch): string {
  const { path, handle } = place;
  const what = handle === undefined ? title : `stacks or series ${handle}`;
  const names = found.map((series) => `${path}#${handleOf(series, all)} (${sizeOf(series)})`);
  return `${path} holds ${found.length} ${what}; name one, as cmr inspect lists them: ${names.join(", ")}`;
}
