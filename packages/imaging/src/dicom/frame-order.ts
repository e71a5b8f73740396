/** Orders the frames of each slice in time. Source: DICOM PS3.3 C.8.3.1 (TriggerTime), C.7.6.2 and C.7.6.1. */
import { describe, type Keyword } from "./attributes.ts";
import { at, DicomError, nameOf } from "./errors.ts";
import type { DicomInstance } from "./instance.ts";
import type { Slice } from "./slice-stack.ts";

/** What told the order of the frames, best first. */
export type FrameOrder = "trigger-time" | "temporal-position-identifier" | "instance-number";

interface Clock {
  readonly keyword: Keyword;
  readonly read: (instance: DicomInstance) => number | undefined;
}

const clocks = {
  "trigger-time": { keyword: "TriggerTime", read: (instance) => instance.triggerTimeMs },
  "temporal-position-identifier": {
    keyword: "TemporalPositionIdentifier",
    read: (instance) => instance.temporalPositionIdentifier,
  },
  "instance-number": { keyword: "InstanceNumber", read: (instance) => instance.instanceNumber },
} as const satisfies Record<FrameOrder, Clock>;

const preference: readonly FrameOrder[] = ["trigger-time", "temporal-position-identifier", "instance-number"];

/** Frames of every slice in temporal order, and what told it. */
export interface OrderedFrames {
  readonly frameOrderedBy: FrameOrder;
  /** [slice][frame]; slices as they came. */
  readonly frames: readonly (readonly DicomInstance[])[];
}

/**
 * Orders each slice by trigger time or, where no trigger time distinguishes any two frames, by the next best number.
 * @throws {DicomError} `missing-attribute` when an instance lacks the number that orders the others, or nothing tells
 *   frames apart; `duplicate-position` when two frames of a slice have the same.
 */
export function orderFrames(slices: readonly Slice[]): OrderedFrames {
  const frameOrderedBy = preference.find((order) => tellsFramesApart(clocks[order], slices));
  if (frameOrderedBy === undefined) throw nothingTells(slices);
  const frames = slices.map((slice) => sortByClock(slice, clocks[frameOrderedBy]));
  return { frameOrderedBy, frames };
}

/** A clock counts when it shows two frames of some slice at different times, or when there is nothing to order. */
function tellsFramesApart({ read }: Clock, slices: readonly Slice[]): boolean {
  return slices.some(({ instances }) => {
    const times = new Set(instances.map(read).filter((time) => time !== undefined));
    return times.size > 1 || (instances.length === 1 && times.size === 1 && slices.every(hasOneFrame));
  });
}

function hasOneFrame({ instances }: Slice): boolean {
  return instances.length === 1;
}

/** Frames of a cine are at least 5 ms apart; times that differ by less than this are copies of one frame. */
const SAME_TIME = 0.1;

function sortByClock({ instances, offsetMm }: Slice, { keyword, read }: Clock): readonly DicomInstance[] {
  const timed = instances.map((instance) => ({ instance, time: requireTime(instance, read(instance), keyword) }));
  timed.sort((a, b) => a.time - b.time);
  const copy = timed.findIndex(({ time }, i) => i > 0 && time - timed[i - 1]!.time < SAME_TIME);
  if (copy === -1) return Object.freeze(timed.map(({ instance }) => instance));
  const [first, second] = [timed[copy - 1]!, timed[copy]!];
  const where = `at ${offsetMm.toFixed(2)} mm along the normal with ${describe(keyword)} ${second.time}`;
  const message = `${nameOf(first.instance)} and ${nameOf(second.instance)} are the same frame of the same slice, ${where}`;
  throw new DicomError("duplicate-position", `${message}; remove one, or separate the two series`, at(second.instance));
}

function requireTime(instance: DicomInstance, time: number | undefined, keyword: Keyword): number {
  if (time !== undefined) return time;
  const message = `${nameOf(instance)} has no ${describe(keyword)}, which orders the other frames of its series`;
  throw new DicomError("missing-attribute", message, { ...at(instance), attribute: keyword });
}

function nothingTells(slices: readonly Slice[]): DicomError {
  const [first, second] = slices.find(({ instances }) => instances.length > 1)?.instances ?? slices[0]!.instances;
  const attributes = preference.map((order) => describe(clocks[order].keyword)).join(", ");
  if (second === undefined) {
    return new DicomError("missing-attribute", `${nameOf(first!)} has none of ${attributes}`, at(first!));
  }
  const message = `${nameOf(first!)} and ${nameOf(second)} lie at the same position and nothing tells their frames apart`;
  return new DicomError("duplicate-position", `${message}: ${attributes} are equal or absent`, at(second));
}
