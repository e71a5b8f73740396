import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { crossProbabilities, fitLinearClassifier, mostLikely } from "./linear-classifier.ts";
import { fitLogistic } from "./logistic-regression.ts";
import { patientFolds } from "./patient-folds.ts";
import { clusters, WIDTH } from "./testing/clusters.ts";

test("probabilities add up to one, and clusters are told apart by models that never saw the patient", () => {
  const { features, labels } = clusters(3, 6, 0.3);
  const rows = crossProbabilities(features, labels, 5);
  for (const [i, row] of rows.entries()) {
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    expect(mostLikely(row)).toBe(labels.classIndex[i]);
  }
});

test("a fit is the same in any unit: features are brought to deviation one", () => {
  const { features, labels } = clusters(2, 6, 1);
  const inMillimetres = { ...features, data: features.data.map((value, i) => value * (i % WIDTH === 0 ? 1000 : 1)) };
  const [own, other] = [features, inMillimetres].map((each) => fitLinearClassifier(each, labels).probabilities(each));
  own!.forEach((row, i) => {
    expect(row[0]).toBeCloseTo(other![i]![0]!, 4);
  });
});

test("where features are noise, the strongest penalty is chosen before a model that knows them by heart", () => {
  const { features, labels } = clusters(1, 24, 1);
  const random = randomStream("coin");
  const coin = new Map(labels.patient.map((id) => [id, Number(random.uniform() < 0.5)]));
  const classIndex = labels.patient.map((id) => coin.get(id)!);
  expect(fitLinearClassifier(features, { ...labels, classIndex }).penalty).toBeGreaterThanOrEqual(1);
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
