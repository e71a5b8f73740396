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

/** How often each study comes in each of the first five epochs, by the order in which all processes together see them. */
function timesInEpochs(of: ReadonlyMap<string, readonly MaeStudy[]>, plan: typeof alone): number[][] {
  const together = plan.batchSize * plan.processes;
  const batches = [...of.values()].reduce((sum, { length }) => sum + Math.ceil(length / together), 0);
  const steps = Array.from({ length: Math.ceil((5 * batches) / plan.parts) }, (_, i) => i + 1);
  const ofRank = (rank: number) => steps.flatMap((step) => drawBatches(of, { ...plan, rank }, random, step));
  const drawn = Array.from({ length: plan.processes }, (_, rank) => ofRank(rank).slice(0, 5 * batches));
  const names = [...of.values()].flat().map(keyOf);
  return Array.from({ length: 5 }, (_, epoch) => {
    const seen = drawn.flatMap((own) => own.slice(epoch * batches, (epoch + 1) * batches));
    const counts = Map.groupBy(
      seen.flatMap(({ samples }) => samples),
      ({ study }) => keyOf(study),
    );
    return names.map((name) => counts.get(name)?.length ?? 0);
  });
}

test("every epoch has every study once, whatever the batch, the parts and the processes, and fills the last batch of a kind", () => {
  for (const plan of [
    { ...alone, batchSize: 5 },
    { ...alone, parts: 3, batchSize: 2 },
    { ...alone, batchSize: 1, processes: 5 },
  ])
    expect(new Set(timesInEpochs(kinds, plan).flat())).toEqual(new Set([1]));
  for (const plan of [alone, { ...alone, parts: 4 }, { ...alone, batchSize: 2, processes: 2 }])
    for (const counts of timesInEpochs(kinds, plan)) {
      expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 2]);
      expect(counts.filter((times) => times === 2)).toHaveLength(2 + 2); // 30 in batches of 4, and 10
    }
});

test("another epoch has another order, and fills its batches with others", () => {
  const [first, ...others] = timesInEpochs(kinds, alone).map(String);
  expect(others).not.toContain(first);
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
