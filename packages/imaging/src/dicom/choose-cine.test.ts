import { expect, test } from "vitest";
import { add, scale } from "../geometry-vector.ts";
import { chooseCine } from "./choose-cine.ts";
import { columnDirection, type DicomInstance, normalOf, type Orientation, rowDirection } from "./instance.ts";
import { groupSeries } from "./series.ts";
import { type Change, obliqueCine, obliqueOrientation } from "./testing/oblique-cine.ts";
import { refusalOf } from "./testing/refusal.ts";

/** Moves every image into another series, and perhaps turns it. */
function inSeries(seriesInstanceUid: string, also: Change = (image) => image): Change {
  return (image, k, t) => {
    const { sopInstanceUid } = image;
    return also({ ...image, seriesInstanceUid, sopInstanceUid: `${seriesInstanceUid}.${sopInstanceUid}` }, k, t);
  };
}

const axial: Change = (image) => ({ ...image, imageOrientationPatient: [1, 0, 0, 0, 1, 0] });

/** The rows of the other slices, the columns turned towards the normal by 5°. */
const tilted: Orientation = (() => {
  const [cosine, sine] = [Math.cos(Math.PI / 36), Math.sin(Math.PI / 36)];
  const [x, y, z] = add(scale(columnDirection(obliqueOrientation), cosine), scale(normalOf(obliqueOrientation), sine));
  return [...rowDirection(obliqueOrientation), x, y, z];
})();

function choose(...series: (readonly DicomInstance[])[]) {
  return chooseCine(groupSeries(series.flat()));
}

test("the stack of cine slices is chosen among long-axis cines and localisers", () => {
  const longAxis = obliqueCine(1, 30, inSeries("1.5", axial));
  const localiser = obliqueCine(5, 1, inSeries("1.6", axial));
  const { series, warnings } = choose(longAxis, obliqueCine(4, 5), localiser);
  expect(series.seriesInstanceUid).toBe("1.2.3.4");
  expect(series.instances).toHaveLength(20);
  expect(warnings).toEqual([]);
});

test("of several stacks the one with most slices × frames is chosen, and the others are told", () => {
  const { series, warnings } = choose(obliqueCine(4, 5), obliqueCine(3, 8, inSeries("1.7")));
  expect(series.seriesInstanceUid).toBe("1.7");
  expect(warnings).toEqual([
    {
      kind: "several-candidates",
      message:
        "2 series could be the short-axis cine; the first, with the most slices × frames, is used: " +
        "series 1.7: 3 slices × 8 frames; series 1.2.3.4: 4 slices × 5 frames",
    },
  ]);
});

/** The stack of `obliqueCine` acquired again under another series number, with the images that `also` leaves. */
function acquiredAgain(seriesNumber: number, also: Change = (image) => image) {
  return obliqueCine(
    5,
    5,
    inSeries(`1.${seriesNumber}`, (image, k, t) => also({ ...image, seriesNumber }, k, t)),
  );
}

test("of a stack acquired several times the last complete one counts, and that is told", () => {
  const incomplete = acquiredAgain(30, (image, k, t) => (k === 2 && t === 3 ? undefined : image));
  const brokenOff = acquiredAgain(40, (image, k) => (k < 3 ? image : undefined));
  const { series, warnings } = choose(brokenOff, acquiredAgain(10), incomplete, acquiredAgain(20));
  expect(series.seriesInstanceUid).toBe("1.20");
  expect(warnings.map(({ kind }) => kind)).toEqual(["repeated-acquisition"]);
  expect(warnings[0]?.message).toContain("acquired 4 times; the last complete one, series 1.20");
});

test("perfusion at the places of the cine, with other counts, is no repetition of it", () => {
  const perfusion = obliqueCine(
    3,
    8,
    inSeries("1.50", (image) => ({ ...image, seriesNumber: 50 })),
  );
  const { series, warnings } = choose(acquiredAgain(10), perfusion);
  expect(series.seriesInstanceUid).toBe("1.10");
  expect(warnings.map(({ kind }) => kind)).toEqual(["several-candidates"]);
});

test("a stack with a missing frame is still the one meant", () => {
  const { series } = choose(obliqueCine(4, 5, (image, k, t) => (k === 1 && t === 1 ? undefined : image)));
  expect(series.instances).toHaveLength(19);
});

test("a localiser that shares the UID of the cine is left aside", () => {
  const { series } = choose(obliqueCine(5, 1, inSeries("1.2.3.4", axial)), obliqueCine(4, 5));
  expect(series.instances).toHaveLength(20);
  expect(series.stackCount).toBe(2);
});

test.each<[string, string, () => unknown]>([
  ["no series", "no-cine", () => choose()],
  ["two slices", "no-cine", () => choose(obliqueCine(2, 5))],
  ["a still stack", "no-cine", () => choose(obliqueCine(9, 1))],
  [
    "cine stacks of two studies",
    "mixed-studies",
    () =>
      choose(
        obliqueCine(4, 5),
        obliqueCine(
          4,
          5,
          inSeries("1.8", (image) => ({ ...image, studyInstanceUid: "1.9" })),
        ),
      ),
  ],
  [
    "a series whose slices have two pixel spacings",
    "mixed-series",
    () => choose(obliqueCine(8, 5, (image, k) => (k > 4 ? { ...image, pixelSpacingMm: [1.3, 2.6] } : image))),
  ],
  [
    "a series with one slice planned anew",
    "mixed-series",
    () => choose(obliqueCine(8, 5, (image, k) => (k === 7 ? { ...image, imageOrientationPatient: tilted } : image))),
  ],
])("%s is refused as %s", (_, kind, attempt) => {
  expect(refusalOf(attempt).kind).toBe(kind);
});

test("when there is no cine, what was found is listed", () => {
  const error = refusalOf(() => choose(obliqueCine(2, 5)));
  expect(error.message).toBe(
    "a short-axis cine needs at least 3 parallel slices with at least 2 frames each; " +
      "found series 1.2.3.4: 2 slices × 5 frames",
  );
});
