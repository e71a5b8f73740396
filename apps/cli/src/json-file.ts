/** Configurations and tables that users name. */
import { readFileSync } from "node:fs";
import { LearnError } from "@cmrkit/learn";

/** @throws {LearnError} `bad-config` when the file is missing or no JSON. */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new LearnError("bad-config", `${path} cannot be read as JSON: ${String(error)}`);
  }
}
