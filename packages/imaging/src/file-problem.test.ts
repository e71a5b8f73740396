import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { fileProblem, writingProblem } from "./file-problem.ts";

const here = fileURLToPath(import.meta.url);

function problemOf(read: () => unknown): string {
  try {
    return `read: ${read()}`;
  } catch (error) {
    return fileProblem(error);
  }
}

test("what cannot be read is told in words", () => {
  expect(problemOf(() => readFileSync(`${here}.gone`))).toBe("is not there");
  expect(problemOf(() => readFileSync(`${here}/below`))).toBe("is not there: a part of its path is a file");
  expect(problemOf(() => readFileSync(fileURLToPath(new URL(".", import.meta.url))))).toBe("is a folder, not a file");
});

test("a code without words stands in brackets, what has none says its message", () => {
  const withCode = (code: string) => Object.assign(new Error("system's own"), { code });
  expect(fileProblem(withCode("EIO"))).toBe("cannot be read (EIO)");
  expect(fileProblem(new Error("too long"))).toBe("cannot be read: too long");
  expect(writingProblem(withCode("ENOSPC"))).toBe("cannot be written: the disk is full");
  expect(writingProblem(withCode("EIO"))).toBe(
    "cannot be written (EIO); check the path, its permissions and the free space",
  );
  expect(writingProblem(new Error("of ours"))).toBeUndefined();
});
