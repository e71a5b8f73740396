/**
 * One line that says how a test run went: `812 passed, 0 failed, 3 skipped`.
 *
 * `node test/ci-summary.ts REPORT EXIT_CODE` prints it for a report of vitest's JSON reporter and the exit code of the
 * whole command. A command that failed although no test did (types, lint, a file that does not load) counts as a failure.
 */
import { existsSync, readFileSync } from "node:fs";

/** The part of the JSON reporter's output that counts. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

/** @param report undefined when the command failed before any test ran. */
export function summaryLine(report: VitestReport | undefined, exitCode: number): string {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const broken = report?.testResults.filter(isBroken).length ?? 0;
  const counted = (report?.numFailedTests ?? 0) + broken;
  const failed = counted === 0 && exitCode !== 0 ? 1 : counted;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** A file that failed outside its tests: it did not load, or a hook threw. */
function isBroken({ status, assertionResults }: FileResult): boolean {
  return status === "failed" && assertionResults.every((test) => test.status !== "failed");
}

function readReport(path: string): VitestReport | undefined {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return text === "" ? undefined : JSON.parse(text);
}

if (import.meta.main) {
  const [path = "", exitCode = "1"] = process.argv.slice(2);
  console.log(summaryLine(readReport(path), Number(exitCode)));
}
