/**
 * Refuses labels whose numbers mean something else than their table says. A swap is silent: every number is in the table,
 * and the Dice of a model trained on one order and tested on another is zero.
 */
import {
  type LabelConvention,
  labelConventions,
  labelOrderPlausible,
  type StructureName,
  structures,
} from "@cmrkit/cardiac";
import { fromColumns, makeGrid } from "@cmrkit/imaging";
import { LearnError } from "../../errors.ts";
import type { LabelFile, LabelName } from "../data-set.ts";

const { rightVentricleBloodPool, leftVentricularMyocardium, leftVentricleBloodPool } = structures;

/** cmrkit's number of each structure as the check sees it: what is diseased in the wall is wall, an atrium no part of it. */
const cmrkitNumber = {
  rightVentricleBloodPool: rightVentricleBloodPool.label,
  leftVentricularMyocardium: leftVentricularMyocardium.label,
  leftVentricleBloodPool: leftVentricleBloodPool.label,
  leftAtrium: 0,
  rightAtrium: 0,
  infarct: leftVentricularMyocardium.label,
  noReflow: leftVentricularMyocardium.label,
  oedema: leftVentricularMyocardium.label,
} satisfies Record<LabelName, number>;

export interface OrderedLabels {
  readonly path: string;
  /** (Z, Y, X) as in `CasePixels`. */
  readonly labels: Uint8Array;
  readonly size: readonly [Z: number, Y: number, X: number];
  readonly labelNames: readonly LabelName[];
  readonly meaning: LabelFile["meaning"];
}

/**
 * In a short axis the cavity of the left ventricle must lie inside its wall; without labels of both there is nothing to tell.
 * Not for long axes, where the cavity is open at the valves.
 * @throws {LearnError} `label-order` when another pair of labels is cavity and wall, with the convention that fits.
 */
export function requireLabelOrder(ordered: OrderedLabels, subject: string): void {
  const { labels, size, labelNames } = ordered;
  const isTelling = labelNames.includes("leftVentricleBloodPool") && labelNames.includes("leftVentricularMyocardium");
  if (!isTelling) return;
  const numbers = [0, ...labelNames.map((name) => cmrkitNumber[name])];
  const asCmrkit = labels.map((label) => numbers[label]!);
  const verdict = labelOrderPlausible({ grid: gridOf(size), frameCount: 1, labels: asCmrkit });
  if (verdict.kind === "swapped") throw swapped(ordered, verdict, subject);
}

/** The check counts neighbours, so any spacing will do. */
function gridOf([Z, Y, X]: OrderedLabels["size"]) {
  const unit = { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [0, 0, 1], origin: [0, 0, 0] } as const;
  return makeGrid([X, Y, Z], fromColumns("ijk", "lps", unit));
}

interface Swap {
  readonly cavityLabel: number;
  readonly wallLabel: number;
}

function swapped({ path, meaning }: OrderedLabels, { cavityLabel, wallLabel }: Swap, subject: string): LearnError {
  const [cavity, wall] = [ownersNumber(meaning, cavityLabel), ownersNumber(meaning, wallLabel)];
  const says = `${meaning[cavity] ?? "?"} (${cavity}) lies inside what it calls ${meaning[wall] ?? "?"} (${wall})`;
  const message = `${subject}: in ${path} what the table calls ${says}, as a cavity lies in its wall`;
  const fitting = conventionsWith(cavity, wall);
  const fit =
    fitting.length === 0 ? "no known convention has it so" : `the convention of ${fitting.join(" and ")} fits`;
  return new LearnError(
    "label-order",
    `${message}; ${fit}: name ${cavity} leftVentricleBloodPool in the table of labels`,
  );
}

/** The owners' number of what the check saw as a number of cmrkit. */
function ownersNumber(meaning: LabelFile["meaning"], label: number): number {
  const entry = Object.entries(meaning).find(([, name]) => cmrkitNumber[name] === label);
  return Number(entry?.[0] ?? label);
}

function conventionsWith(cavity: number, wall: number): string[] {
  const isFitting = ([, numbers]: [string, Readonly<Record<StructureName, number>>]) =>
    numbers.leftVentricleBloodPool === cavity && numbers.leftVentricularMyocardium === wall;
  const own: LabelConvention = "cmrkit"; // the same numbers as ACDC's, which readers know by name
  return Object.entries(labelConventions)
    .filter(isFitting)
    .flatMap(([name]) => (name === own ? [] : [name]));
}
