/** Every data set that can be named. A new one is a file beside this one and a row here. */
import { LearnError } from "../errors.ts";
import { acdc } from "./acdc-set.ts";
import type { DataSet } from "./data-set.ts";

const rows: readonly DataSet[] = [acdc];

export const dataSets: ReadonlyMap<string, DataSet> = new Map(rows.map((set) => [set.name, set]));

/** @throws {LearnError} `unknown-data-set` with the names that there are. */
export function dataSetNamed(name: string): DataSet {
  const set = dataSets.get(name);
  if (set !== undefined) return set;
  const known = [...dataSets.keys()].join(", ");
  throw new LearnError("unknown-data-set", `there is no data set ${name}; there are ${known}`);
}
