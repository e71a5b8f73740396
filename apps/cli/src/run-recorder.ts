/** What a training run was: enough to repeat it. */
import { execFileSync } from "node:child_process";
import { arch, cpus, platform } from "node:os";
import { type RunRecord, writeRunRecord } from "@cmrkit/learn";

/** Writes `run.json`, again and again as the run goes on. @param config as it was given. */
export function runRecorder(runFolder: string, config: unknown): (split: unknown, step: number) => void {
  const started = new Date();
  const commit = currentCommit();
  return (split, step) => {
    const record: RunRecord = {
      schema: "cmrkit.run/1",
      command: ["cmr", ...process.argv.slice(2)].join(" "),
      commit,
      startedAt: started.toISOString(),
      hardware: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${platform()} ${arch()}`,
      versions: { node: process.versions.node },
      config,
      split,
      step,
      seconds: (Date.now() - started.getTime()) / 1000,
    };
    writeRunRecord(runFolder, record);
  };
}

function currentCommit(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
