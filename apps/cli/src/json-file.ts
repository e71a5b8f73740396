/** Configurations and tables that users name. */
import { readFileSync } from "node:fs";
import { fileProblem } from "@cmrkit/imaging";
import { LearnError } from "@cmrkit/learn";

/** @throws {LearnError} `bad-config` when the file is missing or no JSON. */
export function readJsonFile(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LearnError("bad-config", `${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new LearnError("bad-config", `${path} ${fileProblem(error)}`);
  }
}
