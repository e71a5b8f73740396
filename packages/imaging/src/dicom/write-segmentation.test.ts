import { describe, expect, test } from "vitest";
import { readSegmentation } from "./read-segmentation.ts";
import { refusalOf } from "./testing/refusal.ts";
import { labels, object, segmentation, source } from "./testing/segmentation.ts";
import { writeSegmentation } from "./write-segmentation.ts";

const read = (changes: Partial<typeof segmentation>) =>
  readSegmentation(writeSegmentation({ ...segmentation, ...changes }), "seg.dcm");

/** The labels that a segmentation holds, in the volume of the cine. */
function volumeOf({ planes }: ReturnType<typeof read>): Uint8Array {
  const volume = new Uint8Array(labels.labels.length);
  for (const { segmentNumber, temporalPositionIndex, inStackPositionNumber, pixels } of planes) {
    const start = ((temporalPositionIndex - 1) * 3 + inStackPositionNumber - 1) * 12;
    for (const [i, pixel] of pixels.entries()) if (pixel > 0) volume[start + i] = segmentNumber ?? pixel;
  }
  return volume;
}

describe.each(["binary", "labelmap"] as const)("a whole cine, %s", (encoding) => {
  test("comes back with the same labels in the same places", () => {
    expect(volumeOf(read({ encoding }))).toEqual(labels.labels);
  });

  test("refers from each frame to the image of its time and place", () => {
    const { planes } = read({ encoding });
    const expected = planes.map((plane) => {
      const frame = source.frames[plane.temporalPositionIndex - 1]![plane.inStackPositionNumber - 1]!;
      return { sopClassUid: frame.sopClassUid, sopInstanceUid: frame.sopInstanceUid };
    });
    expect(planes.map((plane) => plane.source)).toEqual(expected);
  });

  test("has no frame where nothing is labelled", () => {
    const { planes } = read({ encoding });
    expect(planes.length).toBe(encoding === "binary" ? 3 * 11 : 11);
    expect(planes.some((plane) => plane.temporalPositionIndex === 3 && plane.inStackPositionNumber === 2)).toBe(false);
  });
});

test("one phase keeps the number of its frame and holds no other", () => {
  const { planes, segments } = read({ frameIndices: [2] });
  expect(new Set(planes.map(({ temporalPositionIndex }) => temporalPositionIndex))).toEqual(new Set([3]));
  expect(segments).toEqual([1, 2, 3].map((number) => ({ number, label: `structure ${number}` })));
});

test("an image whose UID the standard forbids is referred to by just that UID", () => {
  const sopInstanceUid = "2.16.124.113543.6006.99.07295928723237281666"; // a component begins with a zero
  const odd = source.frames.map((slices) => slices.map((frame) => ({ ...frame, sopInstanceUid })));
  const { planes } = read({ source: { ...source, frames: odd } });
  expect(planes[0]?.source.sopInstanceUid).toBe(sopInstanceUid);
});

test.each(["AUTOMATIC", "SEMIAUTOMATIC"] as const)("each segment says that it was drawn %s, and by what", (type) => {
  const text = Buffer.from(
    writeSegmentation({ ...segmentation, algorithm: { ...segmentation.algorithm, type, name: "drawer" } }),
  ).toString("latin1");
  expect(text.match(new RegExp(`CS..${type}[^A-Z]`, "gs"))).toHaveLength(3);
  expect(text.match(/LO..drawer/gs)).toHaveLength(2 * 3); // of the segment, and in its algorithm's identification
});

test("a number of frames that the frames contradict is refused", () => {
  const bytes = Buffer.from(writeSegmentation(segmentation));
  const at = bytes.indexOf(Buffer.from([0x28, 0x00, 0x08, 0x00])) + 8;
  bytes.write("5 ", at, "latin1");
  const { kind, details } = refusalOf(() => readSegmentation(bytes, "seg.dcm"));
  expect([kind, details]).toEqual(["invalid-attribute", { source: "seg.dcm", attribute: "NumberOfFrames" }]);
});

test("equal arguments give equal bytes", () => {
  const again = writeSegmentation({ ...segmentation });
  expect(Buffer.from(writeSegmentation(segmentation)).equals(again)).toBe(true);
});

test.each([
  ["labels of other frames than the images", { source: { ...source, frames: source.frames.slice(1) } }],
  ["a label without a segment", { segments: segmentation.segments.slice(0, 2) }],
  ["segments that are not counted from 1", { segments: segmentation.segments.toReversed() }],
  ["a frame that the cine does not have", { frameIndices: [4] }],
  ["no label at all", { labels: { ...labels, labels: new Uint8Array(labels.labels.length) } }],
  ["a date that is none", { object: { ...object, contentDate: "2026-01-02" } }],
])("%s: not written", (_, changes) => {
  expect(refusalOf(() => writeSegmentation({ ...segmentation, ...changes })).kind).toBe("not-writable");
});
