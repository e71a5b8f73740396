/** The validator of dicom3tools, where it is installed. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const hasValidator = spawnSync("dciodvfy", ["-h"]).error === undefined;

/** What it finds wrong in a file; lines about directories of media are none of it. */
export function dicomErrors(folder: string, name: string, bytes: Uint8Array): readonly string[] {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const { stderr } = spawnSync("dciodvfy", [path], { encoding: "utf8" });
  return stderr.split("\n").filter((line) => line.startsWith("Error"));
}
