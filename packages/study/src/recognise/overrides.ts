/** What the user says of a series: it goes before all evidence. */
import type { Series } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { isSequenceName, isViewName, type SequenceName, sequenceTitles, type ViewName, viewTitles } from "./kinds.ts";

export interface SeriesOverride {
  /** Series Number or Series Instance UID. */
  readonly series: string;
  readonly sequence: SequenceName;
  readonly view: ViewName;
}

/**
 * Reads `SERIES=SEQUENCE/VIEW`, such as `12=cine/sax`; `SERIES` alone means the short-axis cine.
 * @throws {StudyError} `input` listing the names there are.
 */
export function parseSeriesOverride(text: string): SeriesOverride {
  const [, series, sequence = "cine", view = "sax"] = /^([\d.]+)(?:=([^/=]+)\/([^/=]+))?$/.exec(text) ?? [];
  if (series !== undefined && isSequenceName(sequence) && isViewName(view)) return { series, sequence, view };
  const form = "expected the number or UID of a series, as SERIES or SERIES=SEQUENCE/VIEW";
  const names = `sequences are ${Object.keys(sequenceTitles).join(", ")}; views are ${Object.keys(viewTitles).join(", ")}`;
  throw new StudyError("input", `${form}, got ${JSON.stringify(text)}; ${names}`);
}

export function isMeant(override: SeriesOverride, { instances, seriesInstanceUid, joinedSeriesUids }: Series): boolean {
  if (/^\d+$/.test(override.series)) return instances[0]!.seriesNumber === Number(override.series);
  return [seriesInstanceUid, ...(joinedSeriesUids ?? [])].includes(override.series);
}

/**
 * @throws {StudyError} `input` when an override means no series, several by one number, or one series is meant twice.
 */
export function assertMeaningful(overrides: readonly SeriesOverride[], series: readonly Series[]): void {
  for (const override of overrides) {
    const meant = series.filter((one) => isMeant(override, one));
    const uids = new Set(meant.map(({ seriesInstanceUid }) => seriesInstanceUid));
    if (uids.size === 0) throw noSuchSeries(override, series);
    if (uids.size > 1) {
      const message = `series number ${override.series} is that of ${uids.size} series; give the UID: ${[...uids].join(", ")}`;
      throw new StudyError("input", message);
    }
  }
  const twice = series.find((one) => overrides.filter((override) => isMeant(override, one)).length > 1);
  if (twice === undefined) return;
  throw new StudyError("input", `series ${twice.seriesInstanceUid} is given two kinds; say one`);
}

function noSuchSeries({ series: wanted }: SeriesOverride, series: readonly Series[]): StudyError {
  const known = [
    ...new Set(series.map(({ instances, seriesInstanceUid }) => instances[0]!.seriesNumber ?? seriesInstanceUid)),
  ];
  return new StudyError("input", `the study has no series ${wanted}; it has ${known.join(", ") || "none"}`);
}
