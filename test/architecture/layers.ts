/** Who may import whom: `layers.json` is the whole truth, and it has no circle. */
import { packageOf } from "./imports.ts";
import type { Repository } from "./repository.ts";
import type { Violation } from "./violation.ts";

/** Imports of one workspace by another that `layers.json` does not allow. */
export function forbiddenImports({ layers, workspaces, sources }: Repository): Violation[] {
  const folderOf = new Map(workspaces.map(({ name, folder }) => [name, folder]));
  return [...sources.values()].flatMap(({ path, home, imports }) => {
    const allowed = layers[home];
    if (!allowed) return [];
    return imports.flatMap(({ specifier, line }) => {
      const target = folderOf.get(packageOf(specifier) ?? "");
      if (!target || allowed.includes(target)) return [];
      const may = allowed.length > 0 ? `only ${allowed.join(", ")}` : "no package";
      const message = `imports ${target}; ${home} may import ${may}: move what both need down, or pass it in as an argument`;
      return [{ path, line, message }];
    });
  });
}

/** Workspaces that the table forgets, names that are no workspace, and circles in the table itself. */
export function faultsOfLayers({ layers, workspaces }: Repository): Violation[] {
  const folders = workspaces.map(({ folder }) => folder);
  const fault = (message: string): Violation => ({ path: "layers.json", line: 1, message });
  const unlisted = folders.filter((folder) => !layers[folder]);
  const unknown = [...Object.keys(layers), ...Object.values(layers).flat()].filter((name) => !folders.includes(name));
  return [
    ...unlisted.map((folder) => fault(`does not list ${folder}: say what it may import`)),
    ...[...new Set(unknown)].map((name) => fault(`names ${name}, which is no workspace: remove it`)),
    ...folders
      .filter((folder) => reaches(layers, folder, folder))
      .map((folder) => fault(`lets ${folder} import itself by a detour: one of the two must come first`)),
    ...folders.flatMap((folder) =>
      (layers[folder] ?? [])
        .filter((target) => target.startsWith("apps/"))
        .map((target) => fault(`lets ${folder} import ${target}: nothing imports an app`)),
    ),
  ];
}

function reaches(layers: Repository["layers"], from: string, to: string, seen = new Set<string>()): boolean {
  return (layers[from] ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(layers, next, to, seen);
  });
}
