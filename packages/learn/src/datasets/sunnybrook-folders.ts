/** Where the images and outlines of each Sunnybrook patient lie, in either layout: see `sunnybrook.ts`. */
import { join } from "node:path";
import { LearnError } from "../errors.ts";
import { filesOf, subfoldersOf } from "./folders.ts";
import { type SunnybrookPatient, sunnybrookPatient, withoutLeadingZeros } from "./sunnybrook-patients.ts";

/** A patient with outlines; numbers are those of the files. */
export interface OutlinedPatient {
  /** `SCD0000101`. */
  readonly id: string;
  readonly images: ReadonlyMap<number, string>;
  /** Of the cavity. */
  readonly inner: ReadonlyMap<number, string>;
  /** Of the epicardium. */
  readonly outer: ReadonlyMap<number, string>;
}

/** @throws {LearnError} `bad-table` when no series, or more than one, has all the slices that were outlined. */
export function findOutlined(folder: string, patients: readonly SunnybrookPatient[]): OutlinedPatient[] {
  return [...inOneFolder(folder), ...inOwnersFolders(folder, patients)].filter(({ inner }) => inner.size > 0);
}

const isPatient = (name: string) => /^SCD\d{7}$/.test(name);

function inOneFolder(folder: string): OutlinedPatient[] {
  const ids = subfoldersOf(folder).filter(isPatient);
  return ids.map((id) => ({
    id,
    images: numbered(join(folder, id), /^(\d+)\.dcm$/),
    ...outlinesIn(join(folder, `${id}-contours`)),
  }));
}

const OUTLINES = "SCD_ManualContours";

function inOwnersFolders(folder: string, patients: readonly SunnybrookPatient[]): OutlinedPatient[] {
  const names = new Map(subfoldersOf(join(folder, OUTLINES)).map((name) => [withoutLeadingZeros(name), name]));
  const parts = subfoldersOf(folder).filter((name) => /^SCD_IMAGES_\d+$/.test(name));
  const placed = parts.flatMap((part) =>
    subfoldersOf(join(folder, part))
      .filter(isPatient)
      .map((id) => ({ part, id })),
  );
  return placed.flatMap(({ part, id }) => {
    const name = names.get(sunnybrookPatient(patients, id)?.originalId ?? "");
    if (name === undefined) return [];
    const outlines = outlinesIn(join(folder, OUTLINES, name, "contours-manual", "IRCCI-expert"));
    return [{ id, images: seriesWith(join(folder, part, id), [...outlines.inner.keys()]), ...outlines }];
  });
}

function outlinesIn(folder: string) {
  return {
    inner: numbered(folder, /^IM-\d+-(\d+)-icontour-manual\.txt$/),
    outer: numbered(folder, /^IM-\d+-(\d+)-ocontour-manual\.txt$/),
  };
}

/** The short-axis series that has every outlined slice. */
function seriesWith(folder: string, numbers: readonly number[]): ReadonlyMap<number, string> {
  const names = subfoldersOf(folder).filter((name) => name.startsWith("CINESAX"));
  const series = names.map((name) => numbered(join(folder, name), /-(\d+)\.dcm$/));
  const whole = series.filter((images) => numbers.every((number) => images.has(number)));
  const [only] = whole;
  if (only !== undefined && whole.length === 1) return only;
  const message = `${folder}: ${whole.length} of ${names.length} CINESAX series have all ${numbers.length} outlined slices`;
  throw new LearnError("bad-table", `${message}; exactly one must: fetch the images again, or remove a copy`);
}

/** Files whose names match, by the number in the name. */
function numbered(folder: string, pattern: RegExp): Map<number, string> {
  return new Map(
    filesOf(folder).flatMap((name) => {
      const number = pattern.exec(name)?.[1];
      return number === undefined ? [] : [[Number(number), join(folder, name)] as const];
    }),
  );
}
