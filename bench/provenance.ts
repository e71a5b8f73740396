/** Where and from what a number was measured. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";

export interface Provenance {
  readonly date: string;
  readonly commit: string;
  readonly device: string;
  readonly node: string;
}

/** A working tree that differs from its commit is marked: its numbers cannot be had again from the commit alone. */
export function provenance(): Provenance {
  const changed = git("status", "--porcelain", "--untracked-files=no", "--", "packages", "bench/*.ts") !== "";
  return {
    date: new Date().toISOString().slice(0, 16),
    commit: git("rev-parse", "--short", "HEAD") + (changed ? " + changes" : ""),
    device: `${cpus().length} × ${cpus()[0]!.model.trim()}, ${process.arch}`,
    node: process.version,
  };
}

function git(...args: string[]): string {
  return execFileSync("git", args, { encoding: "utf8" }).trim();
}

/** The version of an installed package. */
export function installedVersion(name: string): string {
  const entry = createRequire(import.meta.resolve("@cmrkit/runtime")).resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}`));
  return JSON.parse(readFileSync(`${folder}node_modules/${name}/package.json`, "utf8")).version;
}
