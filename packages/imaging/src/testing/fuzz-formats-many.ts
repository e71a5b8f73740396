/**
 * The long fuzzing run of the other formats: `node packages/imaging/src/testing/fuzz-formats-many.ts [mutations] [seconds]
 * [data folder]`. Prints the record of `runFuzz` as one line of JSON, and exits with 1 on any finding.
 */
import { mutate } from "../dicom/testing/fuzz.ts";
import { fileFormats, foundSeeds, outcomeOf } from "./fuzz-formats.ts";
import { runFuzz } from "./fuzz-run.ts";

/** Bytes of an inflated file, and pixels of a picture: a sixteenth of what is allowed by default. */
const LIMITS: Readonly<Record<string, number>> = { nifti: 2 ** 26, gzip: 2 ** 26, png: 2 ** 20, jpeg: 2 ** 20 };
/** The inflated file, its numbers as labels and as 32-bit floats, of as little as a byte each. */
const MAX_BYTES_OF_FILE = (1 + 1 + 4) * 2 ** 26;
/** Several of these until memory is collected, the seeds, and Node itself. */
const MAX_RESIDENT_BYTES = 2 ** 31;

const [mutations = 100_000, seconds = Number.POSITIVE_INFINITY] = process.argv.slice(2, 4).map(Number);
const data = process.argv[4];
const kinds = fileFormats.map((format) => {
  const found = data === undefined ? [] : foundSeeds(format, data);
  return { format, seeds: [...format.seeds, ...found], limit: LIMITS[format.name]! };
});

const record = runFuzz({
  mutations,
  seconds,
  maxResidentBytes: MAX_RESIDENT_BYTES,
  maxBytesOfFile: MAX_BYTES_OF_FILE,
  next: (random) => {
    const { format, seeds, limit } = kinds[random.integer(kinds.length)]!;
    const seed = seeds[random.integer(seeds.length)]!;
    const mutant = mutate(seed.bytes, random, 0);
    return { name: seed.name, outcome: () => `${format.name} ${outcomeOf(format, mutant, limit)}` };
  },
});
const seeds = kinds.reduce((sum, kind) => sum + kind.seeds.length, 0);
process.stdout.write(`${JSON.stringify({ seeds, ...record })}\n`);
process.exitCode = record.findings.length === 0 ? 0 : 1;
