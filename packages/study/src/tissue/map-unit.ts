/**
 * The unit of a map of relaxation times. Scanners store T1 in ms, T2 often in tenths of a ms, converters in s; files seldom
 * say. What the file or the caller states is used, values that fit ms are taken as ms with a warning, and everything else is
 * refused: a factor of ten or a thousand is silent.
 */
import { isMeasured, type Measured, type Region } from "@cmrkit/cardiac";
import type { Volume } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import type { MeasuredSequences, StillInput, UnitFact } from "../input/still-input.ts";
import type { StudyWarning } from "../warning.ts";

export const mapKinds = ["t1Native", "t1PostContrast", "t2"] as const;
export type MapKind = (typeof mapKinds)[number];

export const mapTitles: Readonly<Record<MapKind, string>> = Object.freeze({
  t1Native: "native T1",
  t1PostContrast: "T1 after contrast",
  t2: "T2",
});

/** Nothing in a header tells native T1 from T1 after contrast. */
export const mapSequences: Readonly<Record<MapKind, MeasuredSequences>> = Object.freeze({
  t1Native: { title: mapTitles.t1Native, sequences: ["t1_map"] },
  t1PostContrast: { title: mapTitles.t1PostContrast, sequences: ["t1_map"] },
  t2: { title: mapTitles.t2, sequences: ["t2_map"] },
});

/** Milliseconds of one unit. */
const millisecondsPer = Object.freeze({ ms: 1, s: 1000, us: 0.001, "0.1ms": 0.1 });
export type TimeUnit = keyof typeof millisecondsPer;
export const timeUnits: readonly TimeUnit[] = Object.freeze(["ms", "s", "us", "0.1ms"]);

/** A map in ms, and who said that its numbers are. */
export interface MapInMilliseconds {
  readonly volume: Volume;
  readonly unit: { readonly stored: TimeUnit; readonly statedBy: "caller" | "file" | "nobody" };
  readonly warnings: readonly StudyWarning[];
}

/**
 * Between which the median of the myocardium lies in ms, in health and disease, from 0.5 to 3 T: wide, but narrower than a
 * factor of ten, so that of two decimal units one fits at most. Own rule.
 */
const plausibleMs: Readonly<Record<MapKind, readonly [number, number]>> = {
  t1Native: [300, 2500],
  t1PostContrast: [100, 950],
  t2: [15, 145],
};

/**
 * @param wall Myocardium of the map, away from its borders. @param stated What the caller says of the stored numbers.
 * @throws {StudyError} `unit` when nobody states a unit and the values do not fit ms, when the file states one that is no time,
 *   or when file and caller disagree.
 */
export function inMilliseconds(
  { volume, unit }: Pick<StillInput, "volume" | "unit">,
  kind: MapKind,
  wall: Region,
  stated?: TimeUnit,
): MapInMilliseconds {
  const ofFile = unit.kind === "stated" ? timeUnitOf(unit.unit, kind, stated) : undefined;
  if (ofFile !== undefined && stated !== undefined && ofFile !== stated) {
    const message = `the file states that ${mapTitles[kind]} is stored in ${ofFile}, and ${stated} was given`;
    throw new StudyError("unit", `${message}; give the unit of the file, or correct the file`);
  }
  const stored = stated ?? ofFile ?? "ms";
  const scaled = inUnit(volume, ofFile === undefined ? { kind: "none" } : unit, millisecondsPer[stored]);
  const statedBy = stated !== undefined ? "caller" : ofFile !== undefined ? "file" : "nobody";
  return {
    volume: scaled,
    unit: { stored, statedBy },
    warnings: plausibility(kind, medianWithin(scaled, wall), statedBy),
  };
}

function timeUnitOf(words: string, kind: MapKind, stated: TimeUnit | undefined): TimeUnit | undefined {
  const unit = timeUnits.find((each) => each === words);
  if (unit !== undefined || stated !== undefined) return unit;
  const shown = /^[\w./* ]{1,16}$/.test(words) ? `the unit "${words}"` : "a unit that is none";
  throw new StudyError("unit", `the file of ${mapTitles[kind]} states ${shown}, not a time; say which it is stored in`);
}

const AS_STORED = { factor: 1, offset: 0 } as const;

/** Slice by slice, since each may be scaled on its own. */
function inUnit(volume: Volume, unit: UnitFact, milliseconds: number): Volume {
  const [X, Y, Z] = volume.grid.size;
  const scales = unit.kind === "stated" ? unit.scales : new Array<typeof AS_STORED>(Z).fill(AS_STORED);
  if (milliseconds === 1 && scales.every(({ factor, offset }) => factor === 1 && offset === 0)) return volume;
  const data = volume.data.map((value, at) => {
    const { factor, offset } = scales[Math.floor(at / (X * Y))]!;
    return (value * factor + offset) * milliseconds;
  });
  return { ...volume, data };
}

function plausibility(
  kind: MapKind,
  medianMs: Measured,
  statedBy: MapInMilliseconds["unit"]["statedBy"],
): readonly StudyWarning[] {
  if (!isMeasured(medianMs)) return [];
  const [low, high] = plausibleMs[kind];
  const isPlausible = medianMs >= low && medianMs <= high;
  const found = `the myocardium of ${mapTitles[kind]} has a median of ${shortly(medianMs)}`;
  const range = `${low}–${high} ms are those of living tissue`;
  if (statedBy === "nobody") {
    if (!isPlausible) throw unknownUnit(kind, medianMs, found, range);
    const message = `the file does not state the unit of ${mapTitles[kind]}: taken as ms, because ${found}, and ${range}`;
    return [{ kind: "unit-not-stated", message }];
  }
  return isPlausible ? [] : [{ kind: "values-implausible", message: `${found} ms by the unit stated, and ${range}` }];
}

function unknownUnit(kind: MapKind, median: number, found: string, range: string): StudyError {
  const [low, high] = plausibleMs[kind];
  const fits = timeUnits.filter((unit) => {
    const ms = median * millisecondsPer[unit];
    return ms >= low && ms <= high;
  });
  const hint = fits.length === 0 ? "no unit of time fits" : `${fits.join(" or ")} would fit`;
  const message = `${found}, and ${range}: ${hint}; say the unit it is stored in, or check image and labels`;
  return new StudyError("unit", message, { median });
}

function medianWithin({ data }: Volume, { mask }: Region): Measured {
  const values = [...mask.entries()].flatMap(([at, inside]) => (inside === 0 ? [] : data[at]!)).sort((a, b) => a - b);
  return values[values.length >> 1] ?? { notMeasurable: "no myocardium is left within its borders" };
}

function shortly(value: number): string {
  return String(Number(value.toPrecision(4)));
}
