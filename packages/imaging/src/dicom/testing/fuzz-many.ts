/**
 * The long fuzzing run: `node packages/imaging/src/dicom/testing/fuzz-many.ts [mutations] [seconds] [folder of files]`.
 * Prints the record of `runFuzz` as one line of JSON, and exits with 1 on any finding.
 */
import { runFuzz } from "../../testing/fuzz-run.ts";
import { filesBelow, mutate, outcomeOf, type Seed, writtenSeeds } from "./fuzz.ts";

/** Larger seeds would spend the run on copying. */
const MAX_SEED_BYTES = 64 * 1024;
/** Most files of the world are no MR images, and their pixels are never reached: half of all mutants are of ours. */
const WRITTEN_SHARE = 0.5;
/** What the reader declares: the decoders' memory, one frame decoded and its copies, and Node itself. */
const MAX_RESIDENT_BYTES = 2 * 1024 ** 3;

/** A frame decoded, and its copies. */
const MAX_BYTES_OF_FILE = 2 ** 29;

const [mutations = 100_000, seconds = Number.POSITIVE_INFINITY] = process.argv.slice(2, 4).map(Number);
const folder = process.argv[4];
const written = writtenSeeds();
const found: readonly Seed[] = folder === undefined ? [] : filesBelow(folder, MAX_SEED_BYTES);

const record = runFuzz({
  mutations,
  seconds,
  maxResidentBytes: MAX_RESIDENT_BYTES,
  maxBytesOfFile: MAX_BYTES_OF_FILE,
  next: (random) => {
    const seeds = random.uniform() < WRITTEN_SHARE || found.length === 0 ? written : found;
    const seed = seeds[Math.floor(seeds.length * random.uniform())]!;
    const mutant = mutate(seed.bytes, random);
    return { name: seed.name, outcome: () => outcomeOf(mutant) };
  },
});
process.stdout.write(`${JSON.stringify({ seeds: written.length + found.length, ...record })}\n`);
process.exitCode = record.findings.length === 0 ? 0 : 1;
