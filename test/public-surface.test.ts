/**
 * The public names of every package, in one text that a reviewer reads: a name that comes or goes shows in the diff.
 * After an intended change: `npx vitest run test/public-surface.test.ts -u`.
 */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exportedNames } from "./architecture/exported-names.ts";
import { type Repository, readCheckout, repositoryOf } from "./architecture/repository.ts";

test("packages export what public-surface.txt lists, neither more nor less", async () => {
  const repository = repositoryOf(readCheckout(fileURLToPath(new URL("..", import.meta.url))));
  await expect(publicSurface(repository)).toMatchFileSnapshot("public-surface.txt");
});

test("names are followed through stars, lists, renames and packages, and types stay types", () => {
  const files = {
    "layers.json": "{}",
    "package.json": '{"name":"x"}',
    "packages/a/package.json": '{"name":"@x/a","exports":{".":"./src/index.ts","./part":"./src/part.ts"}}',
    "packages/a/src/index.ts": [
      'export * from "./part.ts";',
      'export { first as second, type T } from "./other.ts";',
      'export type * from "./shapes.ts";',
      "const local = 1;",
      "export { local };",
    ].join("\n"),
    "packages/a/src/part.ts": "export function part() {}\nexport class Part {}\nfunction hidden() {}",
    "packages/a/src/other.ts": "export const first = 1, unused = 2;\nexport type T = number;",
    "packages/a/src/shapes.ts": "export interface Shape {}\nexport class Ball {}",
  };
  expect(publicSurface(repositoryOf(new Map(Object.entries(files))))).toBe(
    [
      "@x/a",
      "  class     Part",
      "  const     local, second",
      "  function  part",
      "  type      Ball, Shape, T",
      "",
      "@x/a/part",
      "  class     Part",
      "  function  part",
      "",
    ].join("\n"),
  );
});

function publicSurface(repository: Repository): string {
  const entries = repository.workspaces.flatMap(({ entries }) => [...entries]).filter(([name]) => name.startsWith("@"));
  return entries.map(([name, paths]) => [name, ...linesOf(repository, paths), ""].join("\n")).join("\n");
}

const kinds = ["class", "const", "function", "type"] as const;

/** One line a kind, wrapped at the width of the code. */
function linesOf(repository: Repository, paths: readonly string[]): string[] {
  const sources = paths.flatMap((path) => repository.sources.get(path) ?? []);
  const names = sources.flatMap((source) => [...exportedNames(repository, source)]);
  return kinds.flatMap((kind) => {
    const ofKind = [...new Set(names.filter(([, its]) => its === kind).map(([name]) => name))];
    return wrapped(ofKind).map((line, i) => `  ${(i === 0 ? kind : "").padEnd(10)}${line}`);
  });
}

const LINE_WIDTH = 100;

function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [i, name] of names.entries()) {
    const word = i === names.length - 1 ? name : `${name},`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
