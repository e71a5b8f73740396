import { evaluate, gradients, input, type Tensor } from "@cmrkit/graph";
import { float32, type HostTensor } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { batchCenter, dinoLoss, featureSpread } from "./dino-loss.ts";

const [B, G, V, K] = [2, 2, 3, 4];

const loss = dinoLoss({
  student: input("student", "float32", [B, V, K]),
  teacher: input("teacher", "float32", [B, G, K]),
  center: input("center", "float32", [1, K]),
  studentTemperature: 0.1,
  teacherTemperature: input("teacherTemperature", "float32", []),
});

/** Scores so sure that the distributions are one-hot: for each sample and crop a prototype, or none for all alike. */
function scores(samples: readonly (readonly (number | undefined)[])[], height = 9): HostTensor {
  const values = samples.flat().flatMap((k) => Array.from({ length: K }, (_, i) => (i === k ? height : 0)));
  return float32([samples.length, samples[0]!.length, K], values);
}

interface Fed {
  readonly student: HostTensor;
  readonly teacher: HostTensor;
  readonly center?: readonly number[];
}

function values(tensors: readonly Tensor[], { student, teacher, center = [0, 0, 0, 0] }: Fed): number[] {
  const feeds = new Map<string, HostTensor>([
    ["student", student],
    ["teacher", teacher],
    ["center", float32([1, K], center)],
    ["teacherTemperature", float32([], [0.05])],
  ]);
  return evaluate(tensors, feeds).map(({ data }) => data[0]!);
}

const { loss: total, teacherEntropy, divergence } = loss;
const sure = scores([
  [1, 1],
  [3, 3],
]);
const agreeing = scores([
  [1, 1, 1],
  [3, 3, 3],
]);

describe("DINO's loss", () => {
  test("of equal one-hot distributions is at its minimum, 0, and so are entropy and divergence", () => {
    for (const value of values([total, teacherEntropy, divergence], { student: agreeing, teacher: sure }))
      expect(value).toBeCloseTo(0, 10);
  });

  test("of a student that sees no difference is log K, which is all divergence", () => {
    const student = scores([new Array(V).fill(undefined), new Array(V).fill(undefined)]);
    const [value, entropy, rest] = values([total, teacherEntropy, divergence], { student, teacher: sure });
    expect(value).toBeCloseTo(Math.log(K), 6);
    expect(entropy).toBeCloseTo(0, 10);
    expect(rest).toBeCloseTo(Math.log(K), 6);
  });

  test("of two that both see no difference is log K, which is all entropy", () => {
    const none = [undefined, undefined, undefined];
    const nothing = { student: scores([none, none]), teacher: scores([none.slice(1), none.slice(1)]) };
    const [value, entropy, rest] = values([total, teacherEntropy, divergence], nothing);
    expect(value).toBeCloseTo(Math.log(K), 6);
    expect(entropy).toBeCloseTo(Math.log(K), 6);
    expect(rest).toBeCloseTo(0, 6);
  });

  test("compares every crop of the student with every global crop but itself", () => {
    // the teacher names another prototype for each global crop, the student repeats it: right only on the same crop
    const teacher = scores([
      [0, 1],
      [0, 1],
    ]);
    const repeating = (local: number) => scores([0, 1].map(() => [0, 1, local]));
    const wrong = 9 / 0.1; // log of a one-hot probability where it is not
    const pairs = G * (V - 1);
    expect(values([total], { student: repeating(2), teacher })[0]! / wrong).toBeCloseTo(4 / pairs, 6);
    expect(values([total], { student: repeating(0), teacher })[0]! / wrong).toBeCloseTo(3 / pairs, 6);
  });

  test("subtracts the centre from the teacher: what all samples share says nothing", () => {
    const center = [0, 9, 0, 0];
    const shared = scores([
      [1, 1],
      [1, 1],
    ]);
    expect(values([teacherEntropy], { student: agreeing, teacher: shared, center })[0]).toBeCloseTo(Math.log(K), 6);
  });

  test("gives the teacher no gradient", () => {
    const student = input("student", "float32", [B, V, K]);
    const teacher = input("teacher", "float32", [B, G, K]);
    const parts = { center: input("center", "float32", [1, K]), studentTemperature: 0.1 };
    const teacherTemperature = input("teacherTemperature", "float32", []);
    const { loss } = dinoLoss({ student, teacher, ...parts, teacherTemperature });
    const both = gradients(loss, [teacher, student]);
    const feeds = new Map<string, HostTensor>([
      [
        "student",
        scores(
          [
            [0, 1, 2],
            [1, 2, 3],
          ],
          0.1,
        ),
      ],
      [
        "teacher",
        scores(
          [
            [0, 1],
            [2, 2],
          ],
          0.1,
        ),
      ],
      ["center", float32([1, K], [0, 0, 0, 0])],
      ["teacherTemperature", float32([], [0.05])],
    ]);
    const [ofTeacher, ofStudent] = evaluate(both, feeds);
    expect([...ofTeacher!.data].every((value) => value === 0)).toBe(true);
    expect([...ofStudent!.data].every((value) => Math.abs(value) > 1e-4)).toBe(true);
  });

  test("needs crops of the same images, and more than one", () => {
    const lone = (shape: readonly number[], teacher: readonly number[]) => () =>
      dinoLoss({
        student: input("student", "float32", shape),
        teacher: input("teacher", "float32", teacher),
        center: input("center", "float32", [1, K]),
        studentTemperature: 0.1,
        teacherTemperature: input("teacherTemperature", "float32", []),
      });
    expect(lone([2, 1, K], [2, 1, K])).toThrow("got (2, 1, 4) and (2, 1, 4)");
    expect(lone([2, 3, K], [3, 2, K])).toThrow("DINO's loss needs a student (B, V, K)");
  });
});

test("the centre of a batch is the mean of the teacher's scores over images and crops", () => {
  const teacher = float32([2, 2, 2], [1, 0, 2, 0, 3, 4, 6, 8]);
  const mean = batchCenter(input("teacher", "float32", [2, 2, 2]));
  const [batch] = evaluate([mean], new Map([["teacher", teacher]]));
  expect(batch!.shape).toEqual([1, 2]);
  expect([...batch!.data]).toEqual([3, 3]);
});

describe("the spread of features", () => {
  const spread = (rows: readonly (readonly number[])[]) => {
    const shape = [rows.length, rows[0]!.length];
    const features = input("features", "float32", shape);
    return evaluate([featureSpread(features)], new Map([["features", float32(shape, rows.flat())]]))[0]!.data[0]!;
  };

  test("is 0 when all samples point one way, whatever their length", () => {
    expect(
      spread([
        [1, 2],
        [2, 4],
        [0.5, 1],
      ]),
    ).toBeCloseTo(0, 6);
  });

  test("is 1 when directions fill the space evenly", () => {
    expect(
      spread([
        [3, 0],
        [-1, 0],
        [0, 2],
        [0, -5],
      ]),
    ).toBeCloseTo(1, 6);
  });
});
