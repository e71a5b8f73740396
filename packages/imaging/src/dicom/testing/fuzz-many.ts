/**
 * The long fuzzing run: `node packages/imaging/src/dicom/testing/fuzz-many.ts [mutations] [seconds] [folder of files]`.
 *
 * Prints one line of JSON: how many files, in which time, with which outcomes, the slowest by processor time (which other
 * work on the machine does not stretch), the largest memory, and every finding with the seed that repeats it.
 */
import { randomStream } from "@cmrkit/tensor";
import { filesBelow, mutate, outcomeOf, type Seed, writtenSeeds } from "./fuzz.ts";

/** No file may take longer. */
const MAX_SECONDS = 2;
/** Larger seeds would spend the run on copying. */
const MAX_SEED_BYTES = 64 * 1024;
/** Most files of the world are no MR images, and their pixels are never reached: half of all mutants are of ours. */
const WRITTEN_SHARE = 0.5;
/** What the reader declares: the decoders' memory, one frame decoded and its copies, and Node itself. */
const MAX_RESIDENT_BYTES = 2 * 1024 ** 3;

const [mutations = 100_000, seconds = Number.POSITIVE_INFINITY] = process.argv.slice(2, 4).map(Number);
const folder = process.argv[4];
const written = writtenSeeds();
const found: readonly Seed[] = folder === undefined ? [] : filesBelow(folder, MAX_SEED_BYTES);
const outcomes: Record<string, number> = {};
const findings: string[] = [];
let slowestSeconds = 0;
let done = 0;
const start = performance.now();

for (; done < mutations && performance.now() - start < 1000 * seconds; done++) {
  const random = randomStream(2026).fork(done);
  const seeds = random.uniform() < WRITTEN_SHARE || found.length === 0 ? written : found;
  const seed = seeds[Math.floor(seeds.length * random.uniform())]!;
  const mutant = mutate(seed.bytes, random);
  const before = process.cpuUsage();
  const outcome = outcomeOrCrash(mutant, `${seed.name}, mutation ${done}`);
  const { user, system } = process.cpuUsage(before);
  const took = (user + system) / 1e6;
  slowestSeconds = Math.max(slowestSeconds, took);
  if (took > MAX_SECONDS) findings.push(`${seed.name}, mutation ${done}: ${took.toFixed(1)} s`);
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

const residentBytes = process.resourceUsage().maxRSS * 1024;
if (residentBytes > MAX_RESIDENT_BYTES) findings.push(`${residentBytes} bytes resident`);
const { user, system } = process.cpuUsage();
const record = {
  mutations: done,
  seeds: written.length + found.length,
  wallSeconds: Math.round((performance.now() - start) / 1000),
  processorSeconds: Math.round((user + system) / 1e6),
  slowestSeconds: Number(slowestSeconds.toFixed(3)),
  residentMiB: Math.round(residentBytes / 2 ** 20),
  outcomes,
  findings,
};
process.stdout.write(`${JSON.stringify(record)}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;

function outcomeOrCrash(mutant: Uint8Array, what: string): string {
  try {
    return outcomeOf(mutant);
  } catch (error) {
    findings.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
    return "crash";
  }
}
