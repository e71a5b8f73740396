/** One `cmr` in a process of its own: what crashes, hangs or runs out of memory there ends nothing else. */
import { spawn } from "node:child_process";

export interface ProcessEnd {
  /** Null where it was killed. */
  readonly exitCode: number | null;
  readonly isTimedOut: boolean;
  readonly stdout: string;
  /** The last of it. */
  readonly stderr: string;
}

export interface ProcessLimits {
  readonly timeoutMs: number;
  /** Ends the process when it fires. */
  readonly signal: AbortSignal;
}

/** Runs `cmr` with these arguments to its end. */
export type RunApart = (args: readonly string[], limits: ProcessLimits) => Promise<ProcessEnd>;

const KEPT_CHARACTERS = 4000;

export const runApart: RunApart = (args, { timeoutMs, signal }) =>
  new Promise((resolve, reject) => {
    const script = process.argv[1]!;
    const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const written = { stdout: "", stderr: "" };
    let isTimedOut = false;
    const kill = () => child.kill("SIGKILL");
    const timer = setTimeout(() => {
      isTimedOut = true;
      kill();
    }, timeoutMs);
    signal.addEventListener("abort", kill, { once: true });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      written.stderr = (written.stderr + text).slice(-KEPT_CHARACTERS);
    });
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", kill);
    };
    child.on("error", (error) => {
      over();
      reject(error);
    });
    child.on("close", (exitCode) => {
      over();
      resolve({ exitCode, isTimedOut, ...written });
    });
  });
