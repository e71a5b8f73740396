/** A short run; `node packages/imaging/src/dicom/testing/fuzz-many.ts 100000` is the long one. */
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { mutate, outcomeOf, writtenSeeds } from "./testing/fuzz.ts";

const ROUNDS = 100;
/** A decoder that gave up starts anew, which takes far longer than the frame. */
const DECODER_ROUNDS = 5;

function roundsOf(name: string): number {
  return name.startsWith("1.2.840.10008.1.2.4.") ? DECODER_ROUNDS : ROUNDS;
}

test.each(writtenSeeds().map(({ name, bytes }) => [name, bytes] as const))(
  "a damaged file in %s is read or refused by kind, never anything else",
  (name, whole) => {
    expect(outcomeOf(whole)).toBe("read");
    const random = randomStream(2026).fork(name);
    const outcomes = new Set<string>();
    for (let round = 0; round < roundsOf(name); round++) {
      const mutant = mutate(whole, random);
      try {
        outcomes.add(outcomeOf(mutant));
      } catch (error) {
        expect.fail(`round ${round} of seed 2026 threw ${String(error)}`);
      }
    }
    if (roundsOf(name) === ROUNDS) expect(outcomes.size).toBeGreaterThan(1); // a few rounds may all end alike
  },
);

test("a decoder that prints a warning does not print for ever", () => {
  const random = randomStream(2026).fork(246); // of the long run, in which this file never ended
  random.uniform();
  const seeds = writtenSeeds();
  const seed = seeds[Math.floor(seeds.length * random.uniform())]!;
  expect(seed.name).toBe("1.2.840.10008.1.2.4.202");
  expect(outcomeOf(mutate(seed.bytes, random))).toBe("malformed");
});

test("a codestream that keeps its decoder busy for ever is refused", () => {
  const random = randomStream(2026).fork(13_395); // of the long run, in which this file never ended
  random.uniform();
  const seeds = writtenSeeds();
  const seed = seeds[Math.floor(seeds.length * random.uniform())]!;
  expect(seed.name).toBe("1.2.840.10008.1.2.4.203");
  expect(outcomeOf(mutate(seed.bytes, random))).toBe("malformed");
  expect(outcomeOf(seed.bytes)).toBe("read");
});
