/** Damages DICOM files at random and says what became of them: the one claim is that nothing but named refusals comes out. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { RandomStream } from "@cmrkit/tensor";
import { DicomError } from "../errors.ts";
import { inspectSeries } from "../inspect.ts";
import { parseDicomInstances } from "../instance.ts";
import { readStoredPixels } from "../pixel-decoders.ts";
import { writeMrInstance } from "../write-mr-instance.ts";
import { enhancedFile } from "./enhanced-cine.ts";
import { obliqueImage } from "./oblique-cine.ts";
import { recode } from "./recode.ts";

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const codestreams = new URL("../../../../../fixtures/dicom/codestreams.json", import.meta.url);

/** Whole files of every kind that is read: plain, compressed, enhanced. */
export function writtenSeeds(): readonly Seed[] {
  const image = obliqueImage(1, 1, 5);
  const file = writeMrInstance(image);
  const syntaxes = ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"];
  const plain = syntaxes.map((uid) => ({ name: uid, bytes: recode(file, { transferSyntaxUid: uid }) }));
  const bare = { name: "bare", bytes: recode(file, { container: "bare" }) };
  const japanese = {
    SpecificCharacterSet: ["", "ISO 2022 IR 87"],
    SeriesDescription: new TextEncoder().encode("\x1b$B;3ED\x1b(B"),
  };
  const worded = { name: "Japanese", bytes: recode(file, { values: japanese }) };
  const frames = [0, 1, 2].map((t) => obliqueImage(0, t, 3));
  const enhanced = { name: "enhanced", bytes: enhancedFile(frames) };
  return [...plain, bare, worded, enhanced, ...compressedSeeds(file)];
}

function compressedSeeds(file: Uint8Array): readonly Seed[] {
  const coded: Readonly<Record<string, { bits: number; codestream: string }>> = JSON.parse(
    readFileSync(codestreams, "utf8"),
  );
  return Object.entries(coded).map(([transferSyntaxUid, { bits, codestream }]) => {
    const layout = bits === 8 ? { BitsAllocated: 8, BitsStored: 8, HighBit: 7 } : { BitsStored: 12, HighBit: 11 };
    const values = { Rows: 12, Columns: 16, ...layout };
    const fragments = [new Uint8Array(Buffer.from(codestream, "base64"))];
    return { name: transferSyntaxUid, bytes: recode(file, { transferSyntaxUid, fragments, values }) };
  });
}

/** Files below a folder that are small enough to be damaged often; none where it is absent. */
export function filesBelow(folder: string, maxBytes: number, ending = ".dcm"): readonly Seed[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .filter((name) => statSync(`${folder}/${name}`).size <= maxBytes)
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${folder}/${name}`)) }));
}

/** What a DICOM file begins with and no reader looks at. */
const PREAMBLE_BYTES = 128;

/**
 * Changes up to eight places, each by one kind of damage.
 * @param meaningless bytes at the start that are left alone.
 */
export function mutate(whole: Uint8Array, random: RandomStream, meaningless: number = PREAMBLE_BYTES): Uint8Array {
  let mutant: Uint8Array = whole.slice();
  const count = 1 + Math.floor(8 * random.uniform());
  for (let n = 0; n < count; n++) {
    const damage = damages[Math.floor(damages.length * random.uniform())]!;
    const start = Math.min(meaningless, mutant.length >> 1);
    mutant = damage(mutant, start + Math.floor((mutant.length - start) * random.uniform()), random);
  }
  return mutant;
}

type Damage = (bytes: Uint8Array, where: number, random: RandomStream) => Uint8Array;

const damages: readonly Damage[] = [
  anyByte,
  anyByte,
  specialByte,
  specialByte,
  (bytes, where) => withWord(bytes, where, 0xffff_ffff),
  (bytes, where, random) => withWord(bytes, where, Math.floor(2 ** (32 * random.uniform()))),
  (bytes, where, random) =>
    concatenated(bytes.subarray(0, where), bytes.subarray(where + Math.floor(64 * random.uniform()))),
  (bytes, where, random) =>
    concatenated(bytes.subarray(0, where + Math.floor(64 * random.uniform())), bytes.subarray(where)),
  (bytes, where, random) => (random.uniform() < 0.2 ? bytes.slice(0, where) : bytes),
];

function anyByte(bytes: Uint8Array, where: number, random: RandomStream): Uint8Array {
  bytes[where] = Math.floor(256 * random.uniform());
  return bytes;
}

/** The values that lengths and delimiters are made of. */
function specialByte(bytes: Uint8Array, where: number, random: RandomStream): Uint8Array {
  bytes[where] = [0x00, 0xff, 0xfe, 0x7f, 0xe0, 0xdd][Math.floor(6 * random.uniform())]!;
  return bytes;
}

function withWord(bytes: Uint8Array, where: number, value: number): Uint8Array {
  for (let n = 0; n < 4 && where + n < bytes.length; n++) bytes[where + n] = (value >>> (8 * n)) & 0xff;
  return bytes;
}

function concatenated(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

/** Reads a file as a study's: header, geometry, every pixel. @returns "read", or the kind of the refusal. */
export function outcomeOf(bytes: Uint8Array): string {
  try {
    const instances = parseDicomInstances(bytes, "fuzz.dcm");
    inspectSeries(instances);
    for (const instance of instances) {
      const stored = readStoredPixels(instance);
      if (stored.length !== instance.rows * instance.columns) throw new Error(`${stored.length} pixels`);
    }
    return "read";
  } catch (error) {
    if (error instanceof DicomError) return error.kind;
    throw error;
  }
}
