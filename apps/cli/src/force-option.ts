/** What lies at the place of results, such as a data set's own table, is replaced only where the user says so. */
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { assertWritable, StudyError } from "@cmrkit/study";
import type { Command } from "commander";

export interface ForceFlags {
  readonly force?: true | undefined;
}

export function addForceOption(command: Command): Command {
  return command.option("--force", "replace files that are there already");
}

/**
 * Says before a long computation what would hinder its result from being written.
 * @throws {StudyError} `output` when one of the files is there and must not be replaced, or its folder cannot be written to.
 */
export async function assertReplaceable(paths: readonly string[], { force }: ForceFlags): Promise<void> {
  for (const path of paths) {
    await assertWritable(dirname(path), { replace: true, isOwn: () => true });
    const there = await stat(path).catch(() => undefined);
    if (there !== undefined && force !== true)
      throw new StudyError("output", `${path} exists already; add --force to replace it`, { path });
  }
}

/** Of files in a folder. @throws {StudyError} as `assertReplaceable`. */
export function assertReplaceableIn(folder: string, names: readonly string[], flags: ForceFlags): Promise<void> {
  return assertReplaceable(
    names.map((name) => join(folder, name)),
    flags,
  );
}
