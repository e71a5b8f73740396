/** Every data set that can be named. A new one is a file beside this one and a row here. */
import { LearnError } from "../errors.ts";
import { acdc } from "./acdc-set.ts";
import type { DataSet } from "./data-set.ts";
import { emidec } from "./emidec.ts";
import { folder } from "./folder.ts";
import { lax4ch } from "./lax4ch.ts";
import { sunnybrook } from "./sunnybrook.ts";
import { sunnybrookPng } from "./sunnybrook-png.ts";

const rows: readonly DataSet[] = [acdc, emidec, folder, lax4ch, sunnybrook, sunnybrookPng];

export const dataSets: ReadonlyMap<string, DataSet> = new Map(rows.map((set) => [set.name, set]));

/** @throws {LearnError} `unknown-data-set` with the names that there are. */
export function dataSetNamed(name: string): DataSet {
  const set = dataSets.get(name);
  if (set !== undefined) return set;
  const known = [...dataSets.keys()].join(", ");
  throw new LearnError("unknown-data-set", `there is no data set ${name}; there are ${known}`);
}
