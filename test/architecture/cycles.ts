/** Files of one package that need each other in a circle, imports of types included. */
import { type Repository, resolve, type SourceFile } from "./repository.ts";
import type { Violation } from "./violation.ts";

/** One circle for every import that closes one, with the way round. */
export function importCycles(repository: Repository): Violation[] {
  const found: Violation[] = [];
  const done = new Set<SourceFile>();
  const path: SourceFile[] = [];
  for (const source of repository.sources.values()) visit(source);
  return found;

  function visit(source: SourceFile): void {
    if (done.has(source)) return;
    path.push(source);
    for (const { specifier, line } of source.imports) {
      if (!specifier.startsWith(".")) continue;
      for (const target of resolve(repository, source, specifier)) {
        const start = path.indexOf(target);
        if (start === -1) visit(target);
        else found.push({ path: source.path, line, message: circleMessage([...path.slice(start), target]) });
      }
    }
    path.pop();
    done.add(source);
  }
}

function circleMessage(circle: readonly SourceFile[]): string {
  const way = circle.map(({ path }) => path).join(" → ");
  return `closes a circle, ${way}: move what both ends need to a file of its own`;
}
