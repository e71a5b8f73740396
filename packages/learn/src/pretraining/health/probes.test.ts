import { expect, test } from "vitest";
import { type Features, featuresOf } from "../../linear/features.ts";
import { clusters } from "../../linear/testing/clusters.ts";
import { linearProbe } from "./linear-probe.ts";
import { neighbourProbe } from "./nearest-neighbours.ts";
import { probeScore } from "./probe-score.ts";
import { studyRetrieval } from "./study-retrieval.ts";

const rowsOf = (rows: readonly (readonly number[])[]): Features =>
  featuresOf(Float32Array.from(rows.flat()), rows[0]!.length);

test("separable clusters are found without an error by neighbours and by the linear probe", () => {
  const { features, labels } = clusters(3, 6, 0.05);
  for (const probe of [neighbourProbe, linearProbe])
    expect(probe(features, labels)).toMatchObject({
      kind: "scored",
      accuracy: 1,
      balancedAccuracy: 1,
      images: 72,
      classes: 3,
    });
});

test("features that know nothing of the labels score as chance does", () => {
  const { features, labels } = clusters(1, 60, 1);
  const classIndex = labels.classIndex.map((_, i) => Math.floor(i / 4) % 3);
  for (const probe of [neighbourProbe, linearProbe]) {
    const score = probe(features, { ...labels, classIndex });
    expect(score).toMatchObject({ kind: "scored", chanceAccuracy: 1 / 3, chanceBalancedAccuracy: 1 / 3 });
    if (score.kind === "scored") expect(Math.abs(score.balancedAccuracy - 1 / 3)).toBeLessThan(0.12);
  }
});

test("a patient never answers for itself: features that know only the patient are worth nothing", () => {
  const own = (i: number) => Array.from({ length: 12 }, (_, e) => Number(e === Math.floor(i / 2)));
  const features = rowsOf(Array.from({ length: 24 }, (_, i) => own(i)));
  const patient = Array.from({ length: 24 }, (_, i) => `p${Math.floor(i / 2)}`);
  const classIndex = Array.from({ length: 24 }, (_, i) => Math.floor(i / 2) % 2);
  const score = neighbourProbe(features, { classIndex, patient }, { neighbours: 1, temperature: 0.07 });
  expect(score).toMatchObject({ kind: "scored", accuracy: 10 / 24 }); // all others are equally far: the first answers, p1 for p0, p0 for the rest
});

test("votes weigh exp(cosine / temperature): two near ones outvote three far ones", () => {
  const features = rowsOf([
    [1, 0],
    [1, 0.1],
    [1, -0.1],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
  const labels = { classIndex: [0, 0, 0, 1, 1, 1], patient: ["a", "b", "c", "d", "e", "f"] };
  expect(neighbourProbe(features, labels, { neighbours: 5, temperature: 0.07 })).toMatchObject({ accuracy: 1 });
  expect(neighbourProbe(features, labels, { neighbours: 5, temperature: 1e6 })).toMatchObject({ accuracy: 0 });
});

test("balanced accuracy counts a rare class as much as a common one", () => {
  expect(probeScore([0, 0, 0, 0], [0, 0, 0, 1])).toMatchObject({
    accuracy: 0.75,
    balancedAccuracy: 0.5,
    chanceAccuracy: 0.75,
    chanceBalancedAccuracy: 0.5,
  });
});

test("one class, or one patient, cannot be probed", () => {
  const { features, labels } = clusters(2, 2, 0.1);
  const oneClass = { ...labels, classIndex: labels.classIndex.map(() => 0) };
  const onePatient = { ...labels, patient: labels.patient.map(() => "p") };
  for (const probe of [neighbourProbe, linearProbe])
    for (const set of [oneClass, onePatient]) expect(probe(features, set).kind).toBe("not-scored");
});

test("retrieval asks whether the nearest image is of the same study", () => {
  const features = rowsOf([
    [1, 0],
    [1, 0.1],
    [0, 1],
    [0.1, 1],
    [1, 0.05],
  ]);
  expect(studyRetrieval(features, ["a", "a", "b", "b", "c"])).toEqual({
    kind: "scored",
    accuracy: 0.5, // both of study a are nearest to the lone image of c
    chanceAccuracy: 0.25,
    images: 4,
  });
  expect(studyRetrieval(features, ["a", "b", "c", "d", "e"]).kind).toBe("not-scored");
});

test("features that are no numbers are refused with their place", () => {
  expect(() => featuresOf(Float32Array.from([1, 2, 3, Number.NaN]), 2)).toThrow(
    expect.objectContaining({ kind: "diverged", message: expect.stringContaining("feature 1 of image 1") }),
  );
});
