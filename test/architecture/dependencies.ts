/** A folder's manifest is a promise: what a package imports it declares, and what it declares it imports. */
import { posix } from "node:path";
import { packageOf } from "./imports.ts";
import type { Repository, SourceFile, Workspace } from "./repository.ts";
import type { Violation } from "./violation.ts";

/** Relative imports out of a package, past its public names. */
export function escapingImports({ sources }: Repository): Violation[] {
  return [...sources.values()].flatMap(({ path, home, imports }) =>
    imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .filter(({ specifier }) => !posix.join(posix.dirname(path), specifier).startsWith(`${home}/`))
      .map(({ specifier, line }) => ({
        path,
        line,
        message: `imports ${specifier}, which leaves ${home}: import the package by its name`,
      })),
  );
}

/** Packages imported without being declared; npm hoists, so they would resolve all the same until one day they do not. */
export function undeclaredImports(repository: Repository): Violation[] {
  return [...repository.sources.values()].flatMap((source) => {
    const declared = declaredFor(repository, source);
    return source.imports.flatMap(({ specifier, line }) => {
      const name = packageOf(specifier);
      if (name === undefined || declared.has(name)) return [];
      const manifest = `${manifestOf(repository, source).folder || "."}/package.json`;
      return [
        { path: source.path, line, message: `imports ${name}, undeclared: add it to ${posix.normalize(manifest)}` },
      ];
    });
  });
}

/** What a file may import: its package's dependencies, for tests also the root's tools, for `test/` every package. */
function declaredFor(repository: Repository, source: SourceFile): Set<string> {
  const { root, workspaces } = repository;
  const manifest = manifestOf(repository, source);
  if (manifest === root) return new Set([...root.devDependencies, ...workspaces.map(({ name }) => name)]);
  const tools = source.isTest ? [...root.devDependencies, ...manifest.devDependencies] : [];
  return new Set([...manifest.dependencies, ...tools]);
}

function manifestOf({ root, workspaces }: Repository, { home }: SourceFile): Workspace {
  return workspaces.find(({ folder }) => folder === home) ?? root;
}

/** Dependencies that no file of the package imports. */
export function unusedDependencies({ workspaces, sources }: Repository): Violation[] {
  return workspaces.flatMap(({ folder, dependencies }) => {
    const own = [...sources.values()].filter(({ home }) => home === folder);
    const imported = new Set(own.flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier))));
    return dependencies
      .filter((name) => !imported.has(name))
      .map((name) => ({
        path: `${folder}/package.json`,
        line: 1,
        message: `declares ${name}, which no file imports: remove it`,
      }));
  });
}

/** Imports of ONNX Runtime outside the one package that may know it. */
export function strayRuntimeImports({ sources }: Repository): Violation[] {
  return [...sources.values()]
    .filter(({ home }) => home !== "packages/runtime")
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => packageOf(specifier)?.startsWith("onnxruntime-"))
        .map(({ specifier, line }) => ({
          path,
          line,
          message: `imports ${specifier}: only packages/runtime knows ONNX Runtime; use openSession of @cmrkit/runtime`,
        })),
    );
}

/** Imports of test support by the running program. */
export function testCodeInProgram({ sources }: Repository): Violation[] {
  return [...sources.values()]
    .filter(({ isTest }) => !isTest)
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => /\.(test|fixture)\.ts$|(^|\/)testing\//.test(specifier))
        .map(({ specifier, line }) => ({
          path,
          line,
          message: `imports ${specifier}, made for tests: move what it needs out`,
        })),
    );
}
