import { expect, test } from "vitest";
import { summaryLine, type VitestReport } from "./ci-summary.ts";

const clean: VitestReport = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: "passed", assertionResults: [{ status: "passed" }] }],
};

test("a clean run counts what passed, and what was skipped when there is any", () => {
  expect(summaryLine(clean, 0)).toBe("5 passed, 0 failed");
  expect(summaryLine({ ...clean, numPendingTests: 2, numTodoTests: 1 }, 0)).toBe("5 passed, 0 failed, 3 skipped");
});

test("a failed test counts once, though its file failed too", () => {
  const testResults = [{ status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] }];
  expect(summaryLine({ ...clean, numFailedTests: 1, testResults }, 1)).toBe("5 passed, 1 failed");
});

test("a file that does not load is a failure", () => {
  const testResults = [...clean.testResults, { status: "failed", assertionResults: [] }];
  expect(summaryLine({ ...clean, testResults }, 1)).toBe("5 passed, 1 failed");
});

test("a command that fails without a failed test is a failure, with or without a report", () => {
  expect(summaryLine(clean, 1)).toBe("5 passed, 1 failed");
  expect(summaryLine(undefined, 2)).toBe("0 passed, 1 failed");
});
