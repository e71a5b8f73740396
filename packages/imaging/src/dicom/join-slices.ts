/**
 * Stacks that were exported as one series for each slice, joined again where geometry, protocol and timing leave no doubt.
 *
 * Some scanners and archives give every breath-hold a Series Instance UID of its own. Nothing in such a study says which
 * slices belong together, so all of it must fit: one frame of reference, matrix, orientation and protocol, as many frames
 * each, every position once, at equal distances. What fits only in part stays apart, and is said to.
 */
import { layOutCine } from "./cine-layout.ts";
import { DicomError } from "./errors.ts";
import type { DicomInstance } from "./instance.ts";
import { hasSameMatrix, hasSameOrientation, type Series } from "./series.ts";
import { slicesOf } from "./slice-stack.ts";

/** Series as stacks, and those of one slice that look like parts of one but do not make it. */
export interface JoinedSeries {
  readonly series: readonly Series[];
  readonly unjoined: readonly UnjoinedSlices[];
}

export interface UnjoinedSlices {
  readonly seriesInstanceUids: readonly string[];
  /** Why they are no stack. */
  readonly message: string;
}

/** Two parallel planes may be anything; three make a stack. */
const MIN_SLICES = 3;
/** Stills are left as they are: a map or late enhancement of one slice is an image by itself. */
const MIN_FRAMES = 2;

/** A joined stack takes the place of its first series; the order is kept otherwise. */
export function joinSliceSeries(series: readonly Series[]): JoinedSeries {
  const replaced = new Map<Series, Series | undefined>();
  const unjoined: UnjoinedSlices[] = [];
  for (const group of likeSlices(series.filter(isLoneSlice))) {
    const result = joined(group);
    if ("message" in result) unjoined.push(result);
    else for (const [n, member] of group.entries()) replaced.set(member, n === 0 ? result : undefined);
  }
  const kept = series.flatMap((one) => (replaced.has(one) ? (replaced.get(one) ?? []) : one));
  return Object.freeze({ series: Object.freeze(kept), unjoined: Object.freeze(unjoined) });
}

function isLoneSlice({ instances, stackCount }: Series): boolean {
  return stackCount === 1 && instances.length >= MIN_FRAMES && slicesOf(instances).length === 1;
}

/** Groups that could be one stack each. */
function likeSlices(slices: readonly Series[]): readonly (readonly Series[])[] {
  const groups: Series[][] = [];
  for (const slice of slices) {
    const group = groups.find(([first]) => isAlike(first!.instances[0]!, slice.instances[0]!));
    if (group === undefined) groups.push([slice]);
    else group.push(slice);
  }
  return groups.filter(({ length }) => length >= MIN_SLICES);
}

function isAlike(a: DicomInstance, b: DicomInstance): boolean {
  return hasSameMatrix(a, b) && hasSameOrientation(a, b) && protocolOf(a) === protocolOf(b);
}

/** Numbers are left out of names: they often count the slices. Repetition time is too: it follows the heart rate. */
function protocolOf({ technique, ...instance }: DicomInstance): string {
  const { studyInstanceUid, frameOfReferenceUid, seriesDescription, manufacturerModelName, sliceThicknessMm } =
    instance;
  const { protocolName, sequenceName, scanningSequence, sequenceVariant, flipAngleDeg, echoTimeMs } = technique;
  const names = [seriesDescription, protocolName, sequenceName].map((name) => name?.replaceAll(/[\d\s]+/g, ""));
  return JSON.stringify([
    ...[studyInstanceUid, frameOfReferenceUid, manufacturerModelName, sliceThicknessMm, names],
    ...[scanningSequence, sequenceVariant, flipAngleDeg, echoTimeMs?.toFixed(1)],
  ]);
}

function joined(group: readonly Series[]): Series | UnjoinedSlices {
  const seriesInstanceUids = group.map(({ seriesInstanceUid }) => seriesInstanceUid);
  const instances = group.flatMap((member) => member.instances);
  const refuse = (why: string): UnjoinedSlices => {
    const what = `${group.length} series of one slice each, ${namesOf(group)}, look like one stack but are not joined`;
    return { seriesInstanceUids, message: `${what}: ${why}` };
  };
  if (instances[0]!.frameOfReferenceUid === undefined) return refuse("they name no frame of reference");
  if (slicesOf(instances).length < group.length) return refuse("several lie at one position");
  const stack = {
    ...group[0]!,
    instances: Object.freeze(instances),
    joinedSeriesUids: Object.freeze(seriesInstanceUids),
  };
  try {
    layOutCine(stack.instances, { isJoined: true });
    return Object.freeze(stack);
  } catch (error) {
    if (error instanceof DicomError) return refuse(error.message);
    throw error;
  }
}

/** By number where they have one: UIDs of a dozen series are no help to a reader. */
function namesOf(group: readonly Series[]): string {
  const numbers = group.map(({ instances, seriesInstanceUid }) => instances[0]!.seriesNumber ?? seriesInstanceUid);
  return `number ${numbers.join(", ")}`;
}
