/** What the number of images at one position and their times say of a sequence. */
import { type Series, type Slice, slicesOf } from "@cmrkit/imaging";
import type { Evidence } from "./evidence.ts";
import type { SequenceName } from "./kinds.ts";

/** What beats: the same slice through one cardiac cycle. */
const beating: readonly SequenceName[] = ["cine", "flow", "tagging"];
/** One picture of one moment. */
const still: readonly SequenceName[] = ["lge", "lge_psir", "t1_map", "t2_map", "ecv_map", "localiser"];

/** Fewer images at one position are no cycle but averages, phases or echoes. */
const LEAST_FRAMES = 4;
/** At 30 beats a minute a cycle takes two seconds. */
const LONGEST_BEAT_MS = 2000;
/** First-pass perfusion is followed over some 40 beats; nothing else is repeated as often. */
const LEAST_BEATS = 10;
/** A look–locker train, a MOLLI or a T2 preparation has three weightings or more. */
const LEAST_WEIGHTINGS = 3;

export function timeEvidence({ instances }: Series): readonly Evidence<SequenceName>[] {
  const slices = slicesOf(instances);
  const slice = slices.reduce((most, one) => (one.instances.length > most.instances.length ? one : most));
  const frameCount = slice.instances.length;
  if (frameCount === 1) return [measured("one image at each position", [], [...beating, "perfusion"])];
  return weightings(slice) ?? cycle(slice) ?? [];
}

/** Images that differ in their preparation are what a map is computed from. */
function weightings({ instances }: Slice): readonly Evidence<SequenceName>[] | undefined {
  const kinds = [
    { what: "inversion times", values: instances.map(({ technique }) => technique.inversionTimeMs) },
    { what: "echo times", values: instances.map(({ technique }) => technique.echoTimeMs?.toFixed(1)) },
  ];
  const several = kinds.find(({ values }) => distinct(values) >= LEAST_WEIGHTINGS);
  if (several === undefined) return undefined;
  const saw = `${distinct(several.values)} ${several.what} at one position: source images of a map, or a scout for the inversion time`;
  return [measured(saw, ["other"], [...beating, ...still, "perfusion"])];
}

function cycle({ instances }: Slice): readonly Evidence<SequenceName>[] | undefined {
  const count = instances.length;
  const stated = instances.flatMap(({ triggerTimeMs }) => triggerTimeMs ?? []);
  const times = [...new Set(stated)].sort((a, b) => a - b);
  const images = `${count} images at each position`;
  if (stated.length < count || times.length < 2) return untimed(instances[0]!.cardiacNumberOfImages, count);
  const [first, last] = [times[0]!, times.at(-1)!];
  if (last - first >= LONGEST_BEAT_MS) {
    return [measured(`${images} over ${((last - first) / 1000).toFixed(0)} s: many beats`, ["perfusion"], beating)];
  }
  if (count < LEAST_FRAMES) return undefined;
  if (!areEven(times)) return untimed(instances[0]!.cardiacNumberOfImages, count);
  const saw = `${images}, ${first.toFixed(0)} to ${last.toFixed(0)} ms after the R wave: one beat`;
  return [measured(saw, beating, [...still, "perfusion"]), usualCine];
}

/** Phases follow each other evenly; delays of beat after beat, as perfusion states them, scatter about one value. */
const [SHORTEST_GAP, LONGEST_GAP] = [0.25, 2.5];

/** @param times ascending. */
function areEven(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const meanMs = (times.at(-1)! - times[0]!) / gaps.length;
  return gaps.every((gap) => gap >= SHORTEST_GAP * meanMs && gap <= LONGEST_GAP * meanMs);
}

/** Without times the count alone is left: as many as the header says belong to a cycle, or many more. */
function untimed(
  cardiacNumberOfImages: number | undefined,
  count: number,
): readonly Evidence<SequenceName>[] | undefined {
  if (count >= LEAST_FRAMES && cardiacNumberOfImages === count) {
    const saw = `CardiacNumberOfImages is ${count}, as many as lie at each position`;
    return [{ source: "times", saw, strength: "coded", speaksFor: beating }, usualCine];
  }
  if (count < LEAST_BEATS) return undefined;
  const saw = `${count} images at each position, whose times tell no cycle`;
  return [{ source: "times", saw, strength: "usual", speaksFor: ["cine", "perfusion"] }];
}

const usualCine: Evidence<SequenceName> = {
  source: "times",
  saw: "what beats is a cine as a rule",
  strength: "usual",
  speaksFor: ["cine"],
};

function measured(
  saw: string,
  speaksFor: readonly SequenceName[],
  rulesOut: readonly SequenceName[],
): Evidence<SequenceName> {
  return { source: "times", saw, strength: "measured", speaksFor, rulesOut };
}

/** How many different values are stated. */
function distinct(values: readonly (number | string | undefined)[]): number {
  return new Set(values.filter((value) => value !== undefined)).size;
}
