/** Documents name what exists: links, paths, and the tables that repeat layers.json. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readCheckout, repositoryOf } from "./architecture/repository.ts";
import { showViolation, type Violation } from "./architecture/violation.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const repository = repositoryOf(readCheckout(root));
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...markdownBelow("docs"),
  ...markdownBelow("experiments"),
];

test("links between documents lead somewhere", () => {
  const found = documents.flatMap((path) => deadLinks(path, read(path), (target) => existsSync(join(root, target))));
  expect(found.map(showViolation)).toEqual([]);
});

test("paths that documents and sources name exist", () => {
  // Records of decisions and of changes speak of their time, and tests of invented files.
  const current = documents.filter((path) => !path.startsWith("docs/adr/") && path !== "CHANGELOG.md");
  const sources = [...repository.sources.values()].filter(({ isTest }) => !isTest).map(({ path }) => path);
  const found = [...current, ...sources].flatMap((path) =>
    missingPaths(path, read(path), (target) => existsSync(join(root, target))),
  );
  expect(found.map(showViolation)).toEqual([]);
});

describe("tables of who may import whom are layers.json", () => {
  const layers = Object.entries(repository.layers);

  test.each(layers)("%s in README.md", (folder, allowed) => {
    expect(lastCellOf("README.md", folder)).toBe(inWords(allowed));
  });

  test.each(layers)("%s in docs/ARCHITECTURE.md", (folder, allowed) => {
    expect(lastCellOf("docs/ARCHITECTURE.md", shortName(folder))).toBe(inWords(allowed));
  });
});

test("a dead link and a missing path are found, with their line", () => {
  const text =
    "See [this](gone.md#top), [that](https://example.org/gone.md).\nRun `bench/gone.ts` or out/bench/gone.ts.";
  const nothing = () => false;
  expect(deadLinks("docs/a.md", text, nothing).map(showViolation)).toEqual([
    "docs/a.md:1 links to docs/gone.md, which is not there",
  ]);
  expect(missingPaths("docs/a.md", text, nothing).map(showViolation)).toEqual([
    "docs/a.md:2 names bench/gone.ts, which is not there",
  ]);
});

type Exists = (path: string) => boolean;

const LINK = /\]\((?!\w+:)([^)#]+)[^)]*\)/g;
const NAMED_PATH = /(?<![\w./-])(?:packages|apps|test|bench|docs|configs)\/[\w./-]+\.(?:ts|json|md|txt|csv|py)\b/g;

function deadLinks(path: string, text: string, exists: Exists): Violation[] {
  return matchesIn(text, LINK).flatMap(({ line, match }) => {
    const target = join(dirname(path), match[1]!);
    return exists(target) ? [] : [{ path, line, message: `links to ${target}, which is not there` }];
  });
}

function missingPaths(path: string, text: string, exists: Exists): Violation[] {
  return matchesIn(text, NAMED_PATH).flatMap(({ line, match: [target] }) =>
    exists(target) ? [] : [{ path, line, message: `names ${target}, which is not there` }],
  );
}

function matchesIn(text: string, pattern: RegExp) {
  return text.split("\n").flatMap((words, i) => [...words.matchAll(pattern)].map((match) => ({ line: i + 1, match })));
}

/** The last cell of the table row that begins with a name. */
function lastCellOf(document: string, name: string): string | undefined {
  const rows = read(document)
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return rows.find(([, first]) => first === `\`${name}\``)?.at(-2);
}

function inWords(folders: readonly string[]): string {
  return folders.length === 0 ? "nothing" : folders.map((folder) => `\`${shortName(folder)}\``).join(", ");
}

function shortName(folder: string): string {
  return folder.split("/").at(-1)!;
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function markdownBelow(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`);
}
