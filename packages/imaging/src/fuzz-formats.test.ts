/** A short run; `node packages/imaging/src/testing/fuzz-formats-many.ts 100000` is the long one. */
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { mutate } from "./dicom/testing/fuzz.ts";
import { fileFormats, outcomeOf } from "./testing/fuzz-formats.ts";

const ROUNDS = 150;
const LIMIT = 2 ** 18;

test.each(fileFormats.map((format) => [format.name, format] as const))(
  "a damaged file of %s is read or refused by kind, never anything else",
  (name, format) => {
    const random = randomStream(2026).fork(name);
    const outcomes = new Set<string>();
    for (const { bytes } of format.seeds) {
      expect(outcomeOf(format, bytes, LIMIT)).toBe("read");
      for (let round = 0; round < ROUNDS / format.seeds.length; round++)
        outcomes.add(outcomeOf(format, mutate(bytes, random, 0), LIMIT));
    }
    expect(outcomes.size).toBeGreaterThan(2);
  },
);
