/** What a training run was: enough to repeat it. */
import { execFileSync } from "node:child_process";
import { arch, cpus, platform } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { type RunRecord, readRunRecord, writeRunRecord } from "@cmrkit/learn";

/**
 * Writes `run.json`, again and again as the run goes on. A run that is continued keeps its beginning, and its seconds add up.
 * @param config as it was given.
 */
export function runRecorder(runFolder: string, config: unknown): (split: unknown, step: number) => void {
  const started = new Date();
  const commit = currentCommit();
  const before = recordBefore(runFolder, config);
  return (split, step) => {
    const record: RunRecord = {
      schema: "cmrkit.run/1",
      command: ["cmr", ...process.argv.slice(2)].join(" "),
      commit,
      startedAt: before?.startedAt ?? started.toISOString(),
      hardware: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${platform()} ${arch()}`,
      versions: { node: process.versions.node },
      config,
      split,
      step,
      seconds: (Math.round(1000 * (before?.seconds ?? 0)) + Date.now() - started.getTime()) / 1000,
    };
    writeRunRecord(runFolder, record);
  };
}

/** What is told of the same run so far; nothing where none can be read. */
function recordBefore(runFolder: string, config: unknown): RunRecord | undefined {
  try {
    const record = readRunRecord(runFolder);
    return isDeepStrictEqual(record.config, JSON.parse(JSON.stringify(config))) ? record : undefined;
  } catch {
    return undefined;
  }
}

function currentCommit(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}
