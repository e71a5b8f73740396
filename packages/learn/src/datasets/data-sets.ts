/** Every data set that can be named. A new one is a file beside this one and a row here. */
import { existsSync } from "node:fs";
import { LearnError } from "../errors.ts";
import { acdc } from "./acdc-set.ts";
import type { DataSet } from "./data-set.ts";
import { emidec } from "./emidec.ts";
import { folder } from "./folder.ts";
import { kaggleDsb } from "./kaggle-dsb.ts";
import { landmark } from "./landmark.ts";
import { lax4ch } from "./lax4ch.ts";
import { mnms } from "./mnms.ts";
import { mnms2 } from "./mnms2.ts";
import { myops } from "./myops.ts";
import { rescan } from "./rescan.ts";
import { sunnybrook } from "./sunnybrook.ts";
import { sunnybrookPng } from "./sunnybrook-png.ts";
import { ukbb } from "./ukbb.ts";

const rows: readonly DataSet[] = [
  acdc,
  emidec,
  folder,
  kaggleDsb,
  landmark,
  lax4ch,
  mnms,
  mnms2,
  myops,
  rescan,
  sunnybrook,
  sunnybrookPng,
  ukbb,
];

export const dataSets: ReadonlyMap<string, DataSet> = new Map(rows.map((set) => [set.name, inFolder(set)]));

/** The set, whose folder is looked for before what should be in it. */
function inFolder(set: DataSet): DataSet {
  const list = (path: string) => {
    if (existsSync(path)) return set.list(path);
    throw new LearnError("data-missing", `${path} is not there; give a folder that holds ${set.name}: ${set.title}`);
  };
  return { ...set, list };
}

/** @throws {LearnError} `unknown-data-set` with the names that there are. */
export function dataSetNamed(name: string): DataSet {
  const set = dataSets.get(name);
  if (set !== undefined) return set;
  const known = [...dataSets.keys()].join(", ");
  throw new LearnError("unknown-data-set", `there is no data set ${name}; there are ${known}`);
}
