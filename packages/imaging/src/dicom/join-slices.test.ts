import { expect, test } from "vitest";
import { chooseCine } from "./choose-cine.ts";
import { assembleCine } from "./cine.ts";
import type { DicomInstance } from "./instance.ts";
import { joinSliceSeries } from "./join-slices.ts";
import { groupSeries } from "./series.ts";
import { seriesReferences, sourceCineOf } from "./source-cine.ts";
import { type Change, obliqueCine } from "./testing/oblique-cine.ts";

/** Every slice a series of its own, numbered from the apex upwards or not at all in order. */
const aSeriesEach: Change = (image, k) => ({
  ...image,
  seriesInstanceUid: `1.2.3.4.${9 - k}`,
  seriesNumber: 20 + ((k * 3) % 5),
  seriesDescription: `cine sax ${k + 1}`,
});

function joined(sliceCount: number, frameCount: number, also: Change = (image) => image) {
  const change: Change = (image, k, t) => also(aSeriesEach(image, k, t)!, k, t);
  return joinSliceSeries(groupSeries(obliqueCine(sliceCount, frameCount, change)));
}

test("slices that are a series each make the stack that they were cut from, and that is told", () => {
  const { series, unjoined } = joined(5, 4);
  expect(unjoined).toEqual([]);
  expect(series).toHaveLength(1);
  expect(series[0]!.joinedSeriesUids?.toSorted()).toEqual([5, 6, 7, 8, 9].map((n) => `1.2.3.4.${n}`));
  const { warnings } = chooseCine(series);
  expect(warnings).toMatchObject([{ kind: "series-joined", message: expect.stringContaining("5 slices × 4 frames") }]);
});

test("a joined stack has the voxels of the whole one, and refers to every series", () => {
  const [stack] = joined(4, 3).series;
  const cine = assembleCine(stack!.instances, { isJoined: true });
  expect(cine.volume).toEqual(assembleCine(obliqueCine(4, 3)).volume);
  const references = seriesReferences(sourceCineOf(cine, stack!.instances).frames);
  expect(references.map(({ seriesInstanceUid, instances }) => [seriesInstanceUid, instances.length])).toEqual(
    [9, 8, 7, 6].map((n) => [`1.2.3.4.${n}`, 3]),
  );
});

test.each<[string, Change, string]>([
  ["a slice is missing", (image, k) => (k === 2 ? undefined : image), "missing"],
  [
    "a slice has fewer frames",
    (image, k, t) => (k === 1 && t === 3 ? undefined : image),
    "has 3 frames where most have 4",
  ],
  [
    "a slice was acquired twice",
    (image, k) => (k === 4 ? { ...image, imagePositionPatientMm: positionOf(3) } : image),
    "several lie at one position",
  ],
])("slices are left apart where %s, with the reason", (_, change, why) => {
  const { series, unjoined } = joined(6, 4, change);
  expect(series.every(({ joinedSeriesUids }) => joinedSeriesUids === undefined)).toBe(true);
  expect(unjoined).toMatchObject([{ message: expect.stringContaining(why) }]);
});

function positionOf(k: number) {
  return obliqueCine(k + 1, 1)[k]!.imagePositionPatientMm;
}

test.each<[string, Change]>([
  ["another frame of reference", (image, k) => (k < 3 ? image : { ...image, frameOfReferenceUid: "1.2.9" })],
  ["another protocol", (image, k) => (k < 3 ? image : { ...image, seriesDescription: `tagging sax ${k}` })],
  ["another matrix", (image, k) => (k < 3 ? image : { ...image, pixelSpacingMm: [1.5, 1.5] })],
])("slices of %s belong to another stack", (_, change) => {
  const { series } = joined(6, 4, change);
  expect(series.map(({ joinedSeriesUids }) => joinedSeriesUids?.length)).toEqual([3, 3]);
});

test("stills, whole stacks and pairs of planes are left as they are", () => {
  const whole = obliqueCine(4, 3);
  const still = obliqueCine(4, 1, aSeriesEach);
  const pair = obliqueCine(2, 3, (image, k, t) => aSeriesEach({ ...image, sopInstanceUid: `1.7.${k}.${t}` }, k + 7, t));
  for (const instances of [whole, still, pair] as readonly (readonly DicomInstance[])[]) {
    const series = groupSeries(instances);
    expect(joinSliceSeries(series)).toEqual({ series, unjoined: [] });
  }
});
