/**
 * The second annual Data Science Bowl (Kaggle 2015): whole cines of 1,140 patients as DICOM, with left ventricular volumes.
 *
 * Layout: `<train|validate|test>/<Id>/study/<sax_N|2ch_N|4ch_N>/*.dcm`, or with the name of the split twice, as the
 * archives unpack; `train.csv` and `validate.csv` (Id, Systole, Diastole, in ml); `solution.csv` (Id such as
 * `701_Diastole`, Volume) for the test, published when the contest was over. No labels, and nobody says which frame is
 * end-diastole: frames are learnt one by one, or listed as ED and ES in a table of one's own (`folder.ts`). CineMA
 * learns no regression from the set: it outlines every frame. Patient 761 has black images only and is left out, as CineMA
 * does.
 *
 * Listing reads tables and names of folders. The images of a case are found when they are asked for first, since only
 * DICOM headers tell where its slices lie: see `kaggle-study.ts`.
 *
 * Source: https://www.kaggle.com/c/second-annual-data-science-bowl/data; CineMA's cinema/data/kaggle.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { LearnError } from "../errors.ts";
import { positiveIn, requiredText } from "./cell-values.ts";
import type { CaseFacts, CaseImage, DataCase, DataSet, ViewProblem } from "./data-set.ts";
import { requireCases, subfoldersOf } from "./folders.ts";
import { readKaggleStudy } from "./kaggle-study.ts";
import { readTable } from "./published-table.ts";
import { stated } from "./stated.ts";

export const kaggleDsb: DataSet = Object.freeze({
  name: "kaggle-dsb",
  title: "Data Science Bowl 2015: short-axis and long-axis cine with left ventricular volumes",
  source: "https://www.kaggle.com/c/second-annual-data-science-bowl",
  licence: "rules of the contest: https://www.kaggle.com/c/second-annual-data-science-bowl/rules",
  list: listKaggle,
});

/** By patient. */
type Volumes = ReadonlyMap<string, Pick<CaseFacts, "lvEdvMl" | "lvEsvMl">>;

const splits = [
  { name: "train", split: "training", volumesIn: (folder: string) => readVolumes(join(folder, "train.csv")) },
  { name: "validate", split: "validation", volumesIn: (folder: string) => readVolumes(join(folder, "validate.csv")) },
  { name: "test", split: "test", volumesIn: (folder: string) => readSolution(join(folder, "solution.csv")) },
] as const;

function listKaggle(folder: string): readonly DataCase[] {
  const cases = splits.flatMap(({ name, split, volumesIn }) => {
    const place = existsSync(join(folder, name, name)) ? join(folder, name, name) : join(folder, name);
    const ids = subfoldersOf(place).filter((id) => existsSync(join(place, id, "study")) && !blackStudies.has(id));
    const volumes: Volumes = ids.length === 0 ? new Map() : volumesIn(folder);
    return ids.map((id) => caseOf(id, join(place, id, "study"), volumes.get(id) ?? {}, split));
  });
  return requireCases(cases, folder, "train/1/study/sax_5 and the like, train.csv beside them");
}

const blackStudies: ReadonlySet<string> = new Set(["761"]);

function caseOf(id: string, study: string, facts: CaseFacts, split: NonNullable<DataCase["split"]>): DataCase {
  const read = once(() => readKaggleStudy(study));
  const mayLackVolumes = split === "test" ? ({ mayLackLabels: true } as const) : {};
  return Object.freeze({
    ...{ id, patient: id, facts, split, ...mayLackVolumes },
    get images(): readonly CaseImage[] {
      return read().images;
    },
    get problems(): readonly ViewProblem[] {
      return read().problems;
    },
  });
}

/** A function that works once and gives the same from then on. */
function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => {
    done ??= { result: work() };
    return done.result;
  };
}

function readVolumes(path: string): Volumes {
  const rows = readTable(path, ["Id", "Systole", "Diastole"]);
  return new Map(
    rows.map((row) => {
      const [lvEdvMl, lvEsvMl] = [positiveIn(row, "Diastole"), positiveIn(row, "Systole")];
      return [requiredText(row, "Id"), volumesOf({ lvEdvMl, lvEsvMl }, row.where)];
    }),
  );
}

const OF_SOLUTION = /^(\d+)_(Diastole|Systole)$/;

/** None where the file is not there: during the contest it was not. */
function readSolution(path: string): Volumes {
  if (!existsSync(path)) return new Map();
  const rows = readTable(path, ["Id", "Volume"]).map((row) => {
    const [, id, phase] = OF_SOLUTION.exec(requiredText(row, "Id")) ?? [];
    if (id !== undefined) return { id, phase, volumeMl: positiveIn(row, "Volume") };
    throw new LearnError("bad-table", `${row.where}: Id is not of the form 701_Diastole or 701_Systole`);
  });
  const byPatient = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    [...byPatient].map(([id, of]) => {
      const volumeAt = (phase: string) => of.find((row) => row.phase === phase)?.volumeMl;
      return [id, volumesOf({ lvEdvMl: volumeAt("Diastole"), lvEsvMl: volumeAt("Systole") }, `${path}, patient ${id}`)];
    }),
  );
}

interface SaidVolumes {
  readonly lvEdvMl: number | undefined;
  readonly lvEsvMl: number | undefined;
}

/** @throws {LearnError} `bad-table` when the ventricle is larger in systole: the columns are swapped. */
function volumesOf(said: SaidVolumes, where: string): Pick<CaseFacts, "lvEdvMl" | "lvEsvMl"> {
  const { lvEdvMl = Number.POSITIVE_INFINITY, lvEsvMl = 0 } = said;
  if (lvEsvMl < lvEdvMl) return Object.freeze(stated(said));
  const message = `${where}: ${lvEsvMl} ml in systole is not below ${lvEdvMl} ml in diastole`;
  throw new LearnError("bad-table", `${message}; are the two swapped?`);
}
