/** How a person names a series: by its number or its UID, and where it holds several stacks by the stack's number after a colon. */
import type { Series } from "@cmrkit/imaging";

/** `12`, `1.2.840.113619.2.5`, `12:2`. */
export const SERIES_HANDLE = String.raw`[\d.]+(?::\d+)?`;

/** Without a stack all stacks of the series are meant; of a joined stack each of its UIDs is one. */
export function isNamedBy(handle: string, series: Series): boolean {
  const [name = "", stack] = handle.split(":");
  return (stack === undefined || series.stackNumber === Number(stack)) && isOfSeries(name, series);
}

function isOfSeries(name: string, series: Series): boolean {
  if (/^\d+$/.test(name)) return numberOf(series) === Number(name);
  return [series.seriesInstanceUid, ...(series.joinedSeriesUids ?? [])].includes(name);
}

/** The shortest name that means this one among all: its number, unless another series has the same or it has none. */
export function handleOf(series: Series, all: readonly Series[]): string {
  const number = numberOf(series);
  const isShared = all.some(
    (other) => other.seriesInstanceUid !== series.seriesInstanceUid && numberOf(other) === number,
  );
  const name = number === undefined || isShared ? series.seriesInstanceUid : String(number);
  return `${name}${stackSuffix(series)}`;
}

/** `:2` for the second of several stacks. */
export function stackSuffix({ stackNumber, stackCount }: Series): string {
  return stackCount === 1 ? "" : `:${stackNumber}`;
}

function numberOf({ instances }: Series): number | undefined {
  return instances[0]!.seriesNumber;
}
