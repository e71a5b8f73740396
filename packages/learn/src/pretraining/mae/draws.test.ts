import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { drawBatches, drawFrame } from "./draws.ts";
import { keyOf, type MaeStudy } from "./studies.ts";
import { smallConfig } from "./testing/small-config.ts";
import { plainDraw } from "./window.ts";

const studies = (kind: string, count: number): MaeStudy[] =>
  Array.from({ length: count }, (_, i) => ({ patient: `${kind}${i}`, study: "1", images: new Map([["sax", [[i]]]]) }));
const kinds = new Map([
  ["lax_4c", studies("l", 30)],
  ["sax", studies("s", 10)],
]);
const alone = { batchSize: 4, parts: 1, rank: 0, processes: 1 };
const random = randomStream(11);

const namesOf = (batches: ReturnType<typeof drawBatches>) =>
  batches.map(({ kind, samples }) => [kind, ...samples.map((sample) => keyOf(sample.study) + sample.random.uniform())]);

test("a batch is of one kind, and kinds come in proportion to their studies", () => {
  const drawn = Array.from({ length: 400 }, (_, i) => drawBatches(kinds, alone, random, i + 1)[0]!);
  const long = drawn.filter(({ kind }) => kind === "lax_4c");
  expect(long.length / drawn.length).toBeGreaterThan(0.68);
  expect(long.length / drawn.length).toBeLessThan(0.82);
  expect(long.every(({ samples }) => samples.every(({ study }) => study.patient.startsWith("l")))).toBe(true);
  expect(new Set(long.flatMap(({ samples }) => samples.map(({ study }) => study.patient))).size).toBe(30);
});

test("every study of a kind comes before any comes again, whatever the batch, the parts and the processes", () => {
  for (const plan of [
    alone,
    { ...alone, batchSize: 3 },
    { ...alone, parts: 4 },
    { ...alone, batchSize: 1, processes: 4 },
  ]) {
    const together = plan.batchSize * plan.processes;
    const batches = Math.ceil(30 / together) + Math.ceil(10 / together);
    const steps = Array.from({ length: Math.ceil((3 * batches) / plan.parts) }, (_, i) => i + 1);
    const ranks = Array.from({ length: plan.processes }, (_, rank) => rank);
    const drawn = steps.flatMap((step) =>
      ranks.flatMap((rank) => drawBatches(kinds, { ...plan, rank }, random, step).flatMap(({ samples }) => samples)),
    );
    const times = Map.groupBy(drawn, ({ study }) => keyOf(study));
    expect(times.size).toBe(40);
    const counts = [...times].map(([, { length }]) => length);
    expect([Math.min(...counts) >= 2, Math.max(...counts) <= 5]).toEqual([true, true]);
  }
  const exact = Array.from(
    { length: 10 },
    (_, i) => drawBatches(new Map([["sax", studies("s", 20)]]), { ...alone, batchSize: 2 }, random, i + 1)[0]!,
  );
  expect(new Set(exact.flatMap(({ samples }) => samples.map(({ study }) => study.patient))).size).toBe(20);
});

test("a kind of fewer studies than a batch fills it", () => {
  const few = new Map([["sax", studies("s", 3)]]);
  const { samples } = drawBatches(few, { ...alone, batchSize: 8 }, random, 1)[0]!;
  expect(new Set(samples.map(({ study }) => study.patient)).size).toBe(3);
  expect(samples).toHaveLength(8);
});

test("a step's batches do not depend on what was drawn before", () => {
  const fresh = () => randomStream(11);
  expect(namesOf(drawBatches(kinds, alone, fresh(), 9))).toEqual(namesOf(drawBatches(kinds, alone, random, 9)));
  expect(namesOf(drawBatches(kinds, alone, random, 9))).not.toEqual(namesOf(drawBatches(kinds, alone, random, 10)));
});

test("two processes see between them what one of twice the batch sees", () => {
  const of = (rank: number) => namesOf(drawBatches(kinds, { ...alone, rank, processes: 2 }, random, 5))[0]!;
  const [whole] = namesOf(drawBatches(kinds, { ...alone, batchSize: 8 }, random, 5));
  expect([...of(0), ...of(1).slice(1)]).toEqual(whole);
});

test("frames come from the whole cine; without augmentation the window stays as it is", () => {
  const frames = Array.from({ length: 200 }, (_, i) => drawFrame(5, undefined, random.fork(i)));
  expect(new Set(frames.map(({ frameIndex }) => frameIndex))).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(frames.every(({ window }) => window === plainDraw)).toBe(true);
  const { augmentation } = smallConfig();
  const drawn = Array.from({ length: 200 }, (_, i) => drawFrame(1, augmentation, random.fork(i)).window);
  const zooms = drawn.map(({ zoom }) => zoom);
  expect([Math.min(...zooms) >= 0.9, Math.max(...zooms) <= 1.1, zooms.includes(1)]).toEqual([true, true, true]);
  expect(drawn.filter(({ flips }) => flips[0]).length).toBeGreaterThan(70);
  expect(drawn.every(({ shiftMm }) => shiftMm.every((mm) => Math.abs(mm) <= 4))).toBe(true);
});
