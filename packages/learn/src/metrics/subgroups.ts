/**
 * Metrics by subgroup of patients: whether a model serves women as well as men, or one vendor's images as another's.
 * Every fact that any row has makes its groups; rows that lack it make one too, so that nobody disappears.
 */
import { type BootstrapInterval, isMeasured, type Measured } from "@cmrkit/cardiac";
import { csvCell } from "@cmrkit/study";
import type { CaseFacts } from "../datasets/data-set.ts";
import { byPatient, type Metrics, type OfPatient } from "./metric.ts";
import { type IntervalOptions, patientIntervals } from "./patient-interval.ts";

/** A row with what is known of its patient and scanner. A patient seen on two scanners is in the groups of both. */
export interface RowWithFacts extends OfPatient {
  readonly facts: CaseFacts;
}

export interface GroupMetrics {
  readonly patients: number;
  readonly rows: number;
  /** Fewer patients than the floor: the numbers are shown, but no conclusion should rest on them. */
  readonly isSmall: boolean;
  readonly metrics: Readonly<Record<string, BootstrapInterval>>;
}

export interface Subgroup extends GroupMetrics {
  readonly fact: SubgroupFact;
  /** `null` for the rows of which the fact is not recorded. */
  readonly value: string | null;
}

export interface SubgroupTable {
  readonly smallestGroup: number;
  readonly overall: GroupMetrics;
  readonly subgroups: readonly Subgroup[];
}

/** The facts by which groups are made, in the order of the table, and where a case says them. */
const subgroupFacts = {
  disease: ({ group }) => group,
  sex: ({ sex }) => sex,
  vendor: ({ vendor }) => vendor,
  fieldStrengthT: ({ fieldStrengthT }) => fieldStrengthT,
} as const satisfies Record<string, (facts: CaseFacts) => string | number | undefined>;

export type SubgroupFact = keyof typeof subgroupFacts;

/** Own rule: below this many patients a percentile interval says little. */
const SMALLEST_GROUP = 10;

export interface SubgroupOptions extends IntervalOptions {
  /** Patients below which a group is marked as small. */
  readonly smallestGroup?: number;
}

/**
 * The table metric × subgroup with intervals over patients; facts that no row has are left out. Intervals come from
 * streams named after group and metric, so a group more changes no other.
 * @throws whatever the metrics throw.
 */
export function subgroupTable<Row extends RowWithFacts>(
  rows: readonly Row[],
  metrics: Metrics<Row>,
  { random, smallestGroup = SMALLEST_GROUP, ...options }: SubgroupOptions,
): SubgroupTable {
  const measure = (group: readonly Row[], name: string): GroupMetrics => {
    const patients = byPatient(group).size;
    const intervals = patientIntervals(group, metrics, { ...options, random: random.fork(name) });
    return { patients, rows: group.length, isSmall: patients < smallestGroup, metrics: intervals };
  };
  const subgroups = (Object.keys(subgroupFacts) as SubgroupFact[]).flatMap((fact) =>
    factValues(rows, fact).map((value) => {
      const group = rows.filter(({ facts }) => factOf(facts, fact) === value);
      return { fact, value, ...measure(group, `${fact}=${value}`) };
    }),
  );
  return { smallestGroup, overall: measure(rows, "overall"), subgroups };
}

/** The values of a fact in alphabetical order, what is not recorded last; none when no row has the fact. */
function factValues(rows: readonly RowWithFacts[], fact: SubgroupFact): (string | null)[] {
  const values = [...new Set(rows.map(({ facts }) => factOf(facts, fact)))];
  const recorded = values.filter((value) => value !== null).sort();
  if (recorded.length === 0) return [];
  return values.includes(null) ? [...recorded, null] : recorded;
}

function factOf(facts: CaseFacts, fact: SubgroupFact): string | null {
  const value = subgroupFacts[fact](facts);
  return value === undefined ? null : String(value);
}

/** The table as CSV, one line a group and metric; a metric without a value has an empty cell and a reason. */
export function subgroupCsv({ overall, subgroups }: SubgroupTable): string {
  const header = ["fact", "value", "patients", "rows", "small", "metric", "estimate", "lower", "upper", "why"];
  const lines = [
    ...csvLines("overall", "", overall),
    ...subgroups.flatMap((group) => csvLines(group.fact, group.value ?? "not recorded", group)),
  ];
  return `${[header, ...lines].map((cells) => cells.map(csvCell).join(",")).join("\n")}\n`;
}

function csvLines(fact: string, value: string, { patients, rows, isSmall, metrics }: GroupMetrics): string[][] {
  return Object.entries(metrics).map(([name, { estimate, lower, upper }]) => {
    const why = [estimate, lower].find((measure) => !isMeasured(measure));
    return [fact, value, `${patients}`, `${rows}`, isSmall ? "yes" : "no", name]
      .concat([estimate, lower, upper].map(cell))
      .concat(why === undefined || isMeasured(why) ? "" : why.notMeasurable);
  });
}

const cell = (measure: Measured) => (isMeasured(measure) ? measure.toFixed(4) : "");
