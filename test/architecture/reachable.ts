/** What running a package loads: its imports of values, theirs, and so on, across packages. */
import { type Repository, resolve, type SourceFile } from "./repository.ts";
import type { Violation } from "./violation.ts";

/** A file that is loaded, and the import by which it was first reached. */
interface Reached {
  readonly source: SourceFile;
  readonly by: { readonly importer: Reached; readonly line: number } | undefined;
}

/** Every source that loading a package's entries loads, nearest first. */
export function loadedBy(repository: Repository, folder: string): Reached[] {
  const workspace = repository.workspaces.find((candidate) => candidate.folder === folder);
  const entries = [...(workspace?.entries.values() ?? [])].flat();
  const reached = entries
    .flatMap((path) => repository.sources.get(path) ?? [])
    .map((source): Reached => ({ source, by: undefined }));
  const seen = new Set(reached.map(({ source }) => source));
  for (const importer of reached) {
    for (const { specifier, line, isTypeOnly } of importer.source.imports) {
      if (isTypeOnly) continue;
      for (const source of resolve(repository, importer.source, specifier)) {
        if (seen.has(source)) continue;
        seen.add(source);
        reached.push({ source, by: { importer, line } });
      }
    }
  }
  return reached;
}

/** Imports by which code of the `forbidden` folders would be loaded with the package. */
export function loadsForbidden(repository: Repository, folder: string, forbidden: readonly string[]): Violation[] {
  return loadedBy(repository, folder).flatMap(({ source, by }) => {
    const isEntered = forbidden.includes(source.home) && by && !forbidden.includes(by.importer.source.home);
    if (!isEntered) return [];
    const way = [...wayTo(by.importer), source.path].join(" → ");
    const message = `loads ${source.home} whenever ${folder} is loaded, ${way}: import types only, or from an entry without it`;
    return [{ path: by.importer.source.path, line: by.line, message }];
  });
}

function wayTo({ source, by }: Reached): string[] {
  return by ? [...wayTo(by.importer), source.path] : [source.path];
}
