/**
 * Results appear all at once or not at all: files are written to a folder beside the one asked for, flushed, and the
 * folder is renamed into place, so that whoever sees it sees all of it.
 */
import { mkdir, mkdtemp, open, readdir, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { writingProblem } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";

export interface NamedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface OutputPolicy {
  /** Whether results that lie there already may be replaced. */
  readonly replace: boolean;
  /** Whether a file is of such results by its name: a folder that holds anything else is never replaced. */
  readonly isOwn: (name: string) => boolean;
}

/**
 * Says before a long computation what would hinder its result from being written; leaves nothing behind.
 * @throws {StudyError} `output` when the path is a file, holds files that must not be replaced, or cannot be written to.
 */
export async function assertWritable(folder: string, policy: OutputPolicy): Promise<void> {
  await assertReplaceable(folder, policy);
  await orRefused(folder, async () => {
    const probe = await mkdtemp(join(await nearestFolder(dirname(resolve(folder))), ".cmr-probe-"));
    await rmdir(probe);
  });
}

/**
 * Writes all files into a folder, or none.
 * @throws {StudyError} `output` as `assertWritable`, or when writing fails half way; nothing of these files then remains,
 *   and everything that other processes wrote beside them meanwhile.
 */
export async function writeFolder(folder: string, files: readonly NamedFile[], policy: OutputPolicy): Promise<void> {
  await assertReplaceable(folder, policy);
  await orRefused(folder, async () => {
    const target = await realpath(folder).catch(() => resolve(folder));
    const parent = dirname(target);
    const firstMade = await mkdir(parent, { recursive: true });
    const staging = await mkdtemp(join(parent, `.${basename(target)}.partial-`));
    try {
      const whole = join(staging, "whole"); // its permissions are the user's default, those of mkdtemp are narrower
      await mkdir(whole);
      for (const { name, content } of files) await writeFlushed(join(whole, name), content);
      await exchange(whole, target, join(staging, "before"));
      await flushFolder(parent);
      await rm(staging, { recursive: true, force: true });
    } catch (error) {
      await rm(staging, { recursive: true, force: true });
      if (firstMade !== undefined) await removeEmpty(parent, firstMade);
      throw error;
    }
  });
}

/**
 * Writes one file, or leaves what was there.
 * @throws {StudyError} `output` when a file is there that must not be replaced, or the path cannot be written.
 */
export async function writeOneFile(path: string, content: string | Uint8Array, replace: boolean): Promise<void> {
  await assertFileWritable(path, replace);
  const staged = join(dirname(path), `.${basename(path)}.partial`);
  await orRefused(path, async () => {
    try {
      await writeFlushed(staged, content);
      await rename(staged, path);
    } catch (error) {
      await rm(staged, { force: true });
      throw error;
    }
  });
}

/** @throws {StudyError} `output` when a file is there that must not be replaced, or its folder cannot be written to. */
export async function assertFileWritable(path: string, replace: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw refusal(path, "is a folder; name the file to be written");
  if (there !== undefined && !replace) throw refusal(path, "exists already; add --force to replace it");
  await orRefused(path, async () => rmdir(await mkdtemp(join(dirname(resolve(path)), ".cmr-probe-"))));
}

async function assertReplaceable(folder: string, { replace, isOwn }: OutputPolicy): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isDirectory()) throw refusal(folder, "is a file; give the folder that is to hold the results");
  const names = await orRefused(folder, () => readdir(folder));
  const foreign = names.find((name) => !isOwn(name));
  if (foreign !== undefined) throw refusal(folder, `holds other files (${foreign}); choose a folder of its own`);
  if (names.length > 0 && !replace) throw refusal(folder, "holds results already; add --force to replace them");
}

/** Removes a folder and its parents up to `highest`, as far as they are empty. */
async function removeEmpty(folder: string, highest: string): Promise<void> {
  const isRemoved = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (isRemoved && folder !== highest) await removeEmpty(dirname(folder), highest);
}

/** The old folder steps aside first, and comes back if the new one cannot take its place. */
async function exchange(whole: string, target: string, aside: string): Promise<void> {
  const isThere = (await stat(target).catch(() => undefined)) !== undefined;
  if (isThere) await rename(target, aside);
  try {
    await rename(whole, target);
  } catch (error) {
    if (isThere) await rename(aside, target);
    throw error;
  }
}

async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Flushing a folder keeps the rename through a power cut; systems that cannot open a folder do without. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** The path itself, or the first of its parents that exists. */
async function nearestFolder(path: string): Promise<string> {
  const exists = (await stat(path).catch(() => undefined)) !== undefined;
  const parent = dirname(path);
  return exists || parent === path ? path : nearestFolder(parent);
}

function refusal(path: string, why: string): StudyError {
  return new StudyError("output", `${path} ${why}`, { path });
}

async function orRefused<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const why = writingProblem(error);
    if (why === undefined) throw error;
    throw refusal(path, why);
  }
}
