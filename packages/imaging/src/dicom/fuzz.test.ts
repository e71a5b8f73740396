import { type RandomStream, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { DicomError } from "./errors.ts";
import { parseDicomInstance } from "./instance.ts";
import { readPixels, requireIntensities } from "./pixel-decoders.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

/** Changes one to eight bytes, half of them to the values that lengths and delimiters are made of, or cuts the end off. */
function mutate(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const mutant = bytes.slice();
  const count = 1 + Math.floor(8 * random.uniform());
  for (let i = 0; i < count; i++) {
    const special = [0x00, 0xff, 0xfe, 0x7f][Math.floor(4 * random.uniform())]!;
    const where = 128 + Math.floor((mutant.length - 128) * random.uniform());
    mutant[where] = random.uniform() < 0.5 ? special : Math.floor(256 * random.uniform());
  }
  return random.uniform() < 0.1 ? mutant.subarray(0, Math.floor(mutant.length * random.uniform())) : mutant;
}

const file = writeMrInstance(obliqueImage(1, 1, 5));

test.each([
  ["Explicit VR Little Endian", "1.2.840.10008.1.2.1"],
  ["Implicit VR Little Endian", "1.2.840.10008.1.2"],
  ["Explicit VR Big Endian", "1.2.840.10008.1.2.2"],
  ["Deflated Explicit VR Little Endian", "1.2.840.10008.1.2.1.99"],
])("a damaged file in %s is read or refused by kind, never anything else", (_, transferSyntaxUid) => {
  const whole = recode(file, { transferSyntaxUid });
  const random = randomStream(2026);
  const outcomes = new Set<string>();
  for (let round = 0; round < 1500; round++) {
    const mutant = mutate(whole, random);
    try {
      const instance = parseDicomInstance(mutant, "fuzz.dcm");
      requireIntensities(instance);
      expect(readPixels(instance)).toHaveLength(instance.rows * instance.columns);
      outcomes.add("read");
    } catch (error) {
      if (!(error instanceof DicomError)) expect.fail(`round ${round} of seed 2026 threw ${String(error)}`);
      outcomes.add(error.kind);
    }
  }
  expect(outcomes).toContain("read");
  expect(outcomes).toContain("truncated");
  expect(outcomes).toContain("not-dicom");
});
