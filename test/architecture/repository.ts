/**
 * The repository as the architecture tests see it: workspaces, layers, and every TypeScript source with its imports.
 *
 * `repositoryOf` is pure, text in and facts out, so that the rules are tried on invented repositories too.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import ts from "typescript";
import { type Import, importsOf } from "./imports.ts";

/** A folder with a manifest. */
export interface Workspace {
  /** From the root: `packages/imaging`. */
  readonly folder: string;
  /** `@cmrkit/imaging`. */
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** Files by the specifier that reaches them: `@cmrkit/imaging` → `packages/imaging/src/index.ts`. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
}

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  /** The folder that relative imports must not leave: a workspace's, else `test`, `bench` and the like. */
  readonly home: string;
  /** Tests and what exists for them alone: never part of the running program. */
  readonly isTest: boolean;
  readonly text: string;
  readonly syntax: ts.SourceFile;
  readonly imports: readonly Import[];
}

export interface Repository {
  /** Which workspaces each workspace may import, by folder: `layers.json`. */
  readonly layers: Readonly<Record<string, readonly string[]>>;
  readonly root: Workspace;
  readonly workspaces: readonly Workspace[];
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** The part of a `package.json` that matters here. */
interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, ExportTarget>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A file, or files by condition (`node`, `browser`, `default`). */
type ExportTarget = string | { readonly [condition: string]: ExportTarget };

/** Parses files given by their path from the root. */
export function repositoryOf(files: ReadonlyMap<string, string>): Repository {
  const manifests = [...files.keys()].filter((path) => /^(packages|apps)\/[^/]+\/package\.json$/.test(path));
  const workspaces = manifests.sort().map((path) => workspaceOf(dirname(path), files.get(path)!));
  const homes = workspaces.map(({ folder }) => folder);
  const sources = [...files].filter(([path]) => path.endsWith(".ts")).sort();
  const layers: Repository["layers"] = JSON.parse(files.get("layers.json")!);
  return {
    layers,
    root: workspaceOf("", files.get("package.json")!),
    workspaces,
    sources: new Map(sources.map(([path, text]) => [path, sourceOf(path, text, homes)])),
  };
}

function workspaceOf(folder: string, text: string): Workspace {
  const manifest: Manifest = JSON.parse(text);
  const { name, exports = {}, bin = {}, dependencies = {}, devDependencies = {} } = manifest;
  const inFolder = (file: string) => posix.join(folder, file);
  const entries: [string, string[]][] = [
    ...Object.entries(exports).map(([path, target]): [string, string[]] => [
      name + path.slice(1),
      targetsOf(target).map(inFolder),
    ]),
    ...Object.entries(bin).map(([program, file]): [string, string[]] => [`bin ${program}`, [inFolder(file)]]),
  ];
  return {
    folder,
    name,
    dependencies: Object.keys(dependencies),
    devDependencies: Object.keys(devDependencies),
    entries: new Map(entries),
  };
}

/** The files of an export under every condition. */
function targetsOf(target: ExportTarget): string[] {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targetsOf);
}

function sourceOf(path: string, text: string, homes: readonly string[]): SourceFile {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const home = homes.find((folder) => path.startsWith(`${folder}/`)) ?? path.split("/")[0]!;
  return { path, home, isTest: isTestPath(path), text, syntax, imports: importsOf(syntax) };
}

function isTestPath(path: string): boolean {
  return /\.(test|fixture)\.ts$|\/testing\//.test(path) || path.startsWith("test/");
}

const FOLDERS = ["packages", "apps", "test", "bench", "examples"];

/** The files of the checkout that the rules are about, by path from its root. */
export function readCheckout(root: string): ReadonlyMap<string, string> {
  const topLevel = ["layers.json", "package.json"];
  const below = FOLDERS.flatMap((folder) => pathsBelow(root, folder)).filter((path) =>
    /\.ts$|package\.json$/.test(path),
  );
  return new Map([...topLevel, ...below].map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

function pathsBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? pathsBelow(root, path) : [path];
    });
}

/** The sources that an import reaches: none for third-party packages and for files that are no TypeScript. */
export function resolve({ workspaces, sources }: Repository, from: SourceFile, specifier: string): SourceFile[] {
  const paths = specifier.startsWith(".")
    ? [posix.join(posix.dirname(from.path), specifier)]
    : workspaces.flatMap(({ entries }) => entries.get(specifier) ?? []);
  return paths.flatMap((path) => sources.get(path) ?? []);
}
