/** The loop of the long fuzzing runs: damages one file after the other, and records what came of them. */
import { type RandomStream, randomStream } from "@cmrkit/tensor";

export interface FuzzRun {
  readonly mutations: number;
  /** By the clock; the run ends with the file in hand. */
  readonly seconds: number;
  readonly maxResidentBytes: number;
  /** Of arrays that one file may make. */
  readonly maxBytesOfFile: number;
  /** Makes the damaged file of a stream of chance. */
  readonly next: (random: RandomStream) => DamagedFile;
}

export interface DamagedFile {
  /** Of the file before it was damaged. */
  readonly name: string;
  /** Reads it. @returns "read", or the kind of the refusal. Anything thrown is a finding. */
  readonly outcome: () => string;
}

/** No file may take longer. */
const MAX_SECONDS = 2;

/**
 * Files, time, outcomes, the slowest file by processor time (which other work on the machine does not stretch), the most
 * that one made, the largest memory, and every finding with the number that repeats it: that of its stream, forked from seed 2026.
 */
export function runFuzz({ mutations, seconds, maxResidentBytes, maxBytesOfFile, next }: FuzzRun) {
  const outcomes: Record<string, number> = {};
  const findings: string[] = [];
  const start = performance.now();
  let [slowestSeconds, largestBytes] = [0, 0];
  let done = 0;
  for (; done < mutations && performance.now() - start < 1000 * seconds; done++) {
    const { name, outcome } = next(randomStream(2026).fork(done));
    const before = process.cpuUsage();
    const bytesBefore = process.memoryUsage().arrayBuffers;
    const came = outcomeOrCrash(outcome, `${name}, mutation ${done}`, findings);
    const took = processorSeconds(process.cpuUsage(before));
    const bytes = process.memoryUsage().arrayBuffers - bytesBefore; // less where memory was collected meanwhile
    largestBytes = Math.max(largestBytes, bytes);
    if (bytes > maxBytesOfFile) findings.push(`${name}, mutation ${done}: ${bytes} bytes`);
    slowestSeconds = Math.max(slowestSeconds, took);
    if (took > MAX_SECONDS) findings.push(`${name}, mutation ${done}: ${took.toFixed(1)} s`);
    outcomes[came] = (outcomes[came] ?? 0) + 1;
  }
  const residentBytes = process.resourceUsage().maxRSS * 1024;
  if (residentBytes > maxResidentBytes) findings.push(`${residentBytes} bytes resident`);
  return {
    mutations: done,
    wallSeconds: Math.round((performance.now() - start) / 1000),
    processorSeconds: Math.round(processorSeconds(process.cpuUsage())),
    slowestSeconds: Number(slowestSeconds.toFixed(3)),
    largestMiB: Math.round(largestBytes / 2 ** 20),
    residentMiB: Math.round(residentBytes / 2 ** 20),
    outcomes,
    findings,
  };
}

function processorSeconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

function outcomeOrCrash(outcome: () => string, what: string, findings: string[]): string {
  try {
    return outcome();
  } catch (error) {
    findings.push(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
    return "crash";
  }
}
