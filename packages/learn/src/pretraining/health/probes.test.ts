import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { type Features, featuresOf } from "./features.ts";
import { linearProbe } from "./linear-probe.ts";
import { fitLogistic } from "./logistic-regression.ts";
import { neighbourProbe } from "./nearest-neighbours.ts";
import { patientFolds } from "./patient-folds.ts";
import { type ProbeLabels, probeScore } from "./probe-score.ts";
import { studyRetrieval } from "./study-retrieval.ts";

const WIDTH = 6;

/** Images about one centre a class, four images a patient; `spread` is the deviation about the centres. */
function clusters(classes: number, patientsPerClass: number, spread: number) {
  const random = randomStream(2026);
  const rows = Array.from({ length: classes * patientsPerClass * 4 }, (_, i) => Math.floor(i / 4));
  const classIndex = rows.map((patient) => patient % classes);
  const values = classIndex.flatMap((k) =>
    Array.from({ length: WIDTH }, (_, e) => 3 * Number(e === k) + 1 + spread * random.normal()),
  );
  const labels: ProbeLabels = { classIndex, patient: rows.map((patient) => `p${patient}`) };
  return { features: featuresOf(Float32Array.from(values), WIDTH), labels };
}

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

test("the logistic fit is the minimum that gradient descent with momentum finds", () => {
  const { features, labels } = clusters(3, 3, 1.5);
  const penalty = 0.1;
  const { weights } = fitLogistic(features, labels.classIndex, 3, { penalty, iterations: 200 });
  const [slow, momentum] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  for (let step = 0; step < 600; step++) {
    const gradient = slow.map((weight, at) => ((at + 1) % (WIDTH + 1) === 0 ? 0 : penalty * weight));
    for (let i = 0; i < features.count; i++) {
      const row = [...features.data.slice(i * WIDTH, (i + 1) * WIDTH), 1];
      const powers = [0, 1, 2].map((k) =>
        Math.exp(row.reduce((sum, value, e) => sum + value * slow[k * (WIDTH + 1) + e]!, 0)),
      );
      const total = powers[0]! + powers[1]! + powers[2]!;
      for (const k of [0, 1, 2]) {
        const error = powers[k]! / total - Number(labels.classIndex[i] === k);
        row.forEach((value, e) => {
          gradient[k * (WIDTH + 1) + e]! += (error * value) / features.count;
        });
      }
    }
    gradient.forEach((value, at) => {
      momentum[at] = 0.95 * momentum[at]! - 0.05 * value;
      slow[at]! += momentum[at]!;
    });
  }
  // Equal intercepts may be added to all classes without a change: compare weights, not intercepts.
  weights.forEach((weight, at) => {
    if ((at + 1) % (WIDTH + 1) !== 0) expect(weight).toBeCloseTo(slow[at]!, 3);
  });
});

test("folds keep patients whole and give each fold its share of every class", () => {
  const patient = Array.from({ length: 40 }, (_, i) => `p${i % 20}`);
  const classIndex = patient.map((id) => Number(id.slice(1)) % 2);
  const folds = patientFolds(patient, classIndex, 5);
  for (let i = 0; i < 20; i++) expect(folds[i]).toBe(folds[i + 20]);
  for (const k of [0, 1])
    for (const fold of [0, 1, 2, 3, 4])
      expect(patient.filter((_, i) => classIndex[i] === k && folds[i] === fold)).toHaveLength(4);
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
