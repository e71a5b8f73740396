/**
 * What labels of any data set or label map can mean, and which number means what: a number alone says nothing, and another
 * order of numbers is silent. Every map of labels is read by a table.
 *
 * Sources: ACDC, M&Ms and UK Biobank as in `labelConventions`; EMIDEC, Lalande et al. 2020, doi:10.3390/data5040089.
 */
import type { LabelVolume } from "@cmrkit/imaging";
import { CardiacError } from "./errors.ts";
import { labelConventions, type StructureName } from "./structures.ts";

/**
 * By name. Myocardium is what has no name of its own, so not the infarct. The first three stand as in ACDC and in cmrkit's
 * own numbers, so that a set of these three is numbered as cmrkit numbers it.
 */
export const labelNameOrder = [
  "rightVentricleBloodPool",
  "leftVentricularMyocardium",
  "leftVentricleBloodPool",
  "leftAtrium",
  "rightAtrium",
  "infarct",
  "noReflow",
  "oedema",
] as const;
export type LabelName = (typeof labelNameOrder)[number];

/** Number → name; 0 is background in every table. */
export type LabelTable = Readonly<Record<number, LabelName>>;

export type LabelTableName = "cmrkit" | "acdc" | "mnms" | "ukbb" | "emidec";

/** Tables by name. cmrkit's goes on after its three structures as simulated hearts number them. */
export const labelTables: Readonly<Record<LabelTableName, LabelTable>> = Object.freeze({
  cmrkit: Object.freeze({ ...tableOf(labelConventions.cmrkit), 4: "infarct", 5: "noReflow", 6: "leftAtrium" }),
  acdc: tableOf(labelConventions.acdc),
  mnms: tableOf(labelConventions.mnms),
  ukbb: tableOf(labelConventions.ukbb),
  emidec: Object.freeze({ 1: "leftVentricleBloodPool", 2: "leftVentricularMyocardium", 3: "infarct", 4: "noReflow" }),
});

function tableOf(numbers: Readonly<Record<StructureName, number>>): LabelTable {
  const { rightVentricleBloodPool, leftVentricularMyocardium, leftVentricleBloodPool } = numbers;
  return Object.freeze({
    [rightVentricleBloodPool]: "rightVentricleBloodPool",
    [leftVentricularMyocardium]: "leftVentricularMyocardium",
    [leftVentricleBloodPool]: "leftVentricleBloodPool",
  });
}

/** The numbers of a map and what they mean. */
export interface NamedLabels {
  readonly labels: LabelVolume;
  readonly table: LabelTable;
}

/**
 * The same voxels with other numbers, by name.
 * @param numberOf The new number of each name; 0 for what is not asked about.
 * @throws {CardiacError} `unknown-label` when a voxel carries a number that the table does not have.
 */
export function renumbered({ labels, table }: NamedLabels, numberOf: (name: LabelName) => number): LabelVolume {
  const numbers = new Int16Array(256).fill(-1);
  numbers[0] = 0;
  for (const [number, name] of Object.entries(table)) numbers[Number(number)] = numberOf(name);
  const renamed = Uint8Array.from(labels.labels, (label) => {
    const number = numbers[label]!;
    if (number < 0) throw strangeNumber(label, table);
    return number;
  });
  return { ...labels, labels: renamed };
}

function strangeNumber(label: number, table: LabelTable): CardiacError {
  const known = Object.entries(table).map(([number, name]) => `${number} ${name}`);
  const message = `label ${label} has no name in the table: 0 background, ${known.join(", ")}`;
  return new CardiacError("unknown-label", `${message}; give the table that belongs to these labels`, { label });
}
