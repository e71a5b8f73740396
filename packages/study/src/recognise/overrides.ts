/** What the user says of a series: it goes before all evidence. */
import type { Series } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { isSequenceName, isViewName, type SequenceName, sequenceTitles, type ViewName, viewTitles } from "./kinds.ts";
import { sizeOf } from "./placed-series.ts";
import { handleOf, isNamedBy, SERIES_HANDLE } from "./series-handle.ts";

export interface SeriesOverride {
  /** Series Number or Series Instance UID, `:2` after it for the second of several stacks. */
  readonly series: string;
  readonly sequence: SequenceName;
  readonly view: ViewName;
}

const FORM = new RegExp(`^(${SERIES_HANDLE})(?:=([^/=]+)/([^/=]+))?$`);

/**
 * Reads `SERIES=SEQUENCE/VIEW`, such as `12=cine/sax`; `SERIES` alone means the short-axis cine.
 * @throws {StudyError} `input` listing the names there are.
 */
export function parseSeriesOverride(text: string): SeriesOverride {
  const [, series, sequence = "cine", view = "sax"] = FORM.exec(text) ?? [];
  if (series !== undefined && isSequenceName(sequence) && isViewName(view)) return { series, sequence, view };
  const form = "expected the number or UID of a series, as SERIES or SERIES=SEQUENCE/VIEW";
  const names = `sequences are ${Object.keys(sequenceTitles).join(", ")}; views are ${Object.keys(viewTitles).join(", ")}`;
  throw new StudyError("input", `${form}, got ${JSON.stringify(text)}; ${names}`);
}

export function isMeant(override: SeriesOverride, series: Series): boolean {
  return isNamedBy(override.series, series);
}

/**
 * @throws {StudyError} `input` when an override means no series, several by one number, or one series is meant twice.
 */
export function assertMeaningful(overrides: readonly SeriesOverride[], series: readonly Series[]): void {
  for (const override of overrides) {
    const meant = series.filter((one) => isMeant(override, one));
    const uids = new Set(meant.map(({ seriesInstanceUid }) => seriesInstanceUid));
    if (uids.size === 0) throw noSuchSeries(override, series);
    if (uids.size > 1) throw severalSeries(override, meant, series);
  }
  const twice = series.find((one) => overrides.filter((override) => isMeant(override, one)).length > 1);
  if (twice === undefined) return;
  throw new StudyError("input", `series ${twice.seriesInstanceUid} is given two kinds; say one`);
}

function severalSeries(
  { series: wanted }: SeriesOverride,
  meant: readonly Series[],
  all: readonly Series[],
): StudyError {
  const named = meant.map((one) => `${handleOf(one, all)} (${sizeOf(one)})`);
  const message = `${meant.length} series have the number ${wanted}; name one by its UID, as cmr inspect shows it: ${named.join(", ")}`;
  return new StudyError("input", message);
}

function noSuchSeries({ series: wanted }: SeriesOverride, series: readonly Series[]): StudyError {
  const known = [
    ...new Set(series.map(({ instances, seriesInstanceUid }) => instances[0]!.seriesNumber ?? seriesInstanceUid)),
  ];
  return new StudyError("input", `the study has no series ${wanted}; it has ${known.join(", ") || "none"}`);
}
