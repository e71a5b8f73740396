/** The house keeps its own rules: layers, manifests, circles, what the clinical path loads, what library code may touch. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ambientUses } from "./architecture/ambient.ts";
import { importCycles } from "./architecture/cycles.ts";
import {
  escapingImports,
  strayRuntimeImports,
  testCodeInProgram,
  undeclaredImports,
  unusedDependencies,
} from "./architecture/dependencies.ts";
import { emptyNames, longFiles } from "./architecture/files.ts";
import { faultsOfLayers, forbiddenImports } from "./architecture/layers.ts";
import { loadedBy, loadsForbidden } from "./architecture/reachable.ts";
import { type Repository, readCheckout, repositoryOf } from "./architecture/repository.ts";
import { showViolation, type Violation } from "./architecture/violation.ts";

const TRAINING_CODE = ["packages/graph", "packages/nn", "packages/learn"];

type Rule = (repository: Repository) => Violation[];

const rules: Readonly<Record<string, Rule>> = {
  "layers.json lists every workspace, and has no circle": faultsOfLayers,
  "a package imports only what layers.json allows": forbiddenImports,
  "relative imports stay within their package": escapingImports,
  "every imported package is declared": undeclaredImports,
  "every declared dependency is imported": unusedDependencies,
  "files of a package do not need each other in a circle": importCycles,
  "only packages/runtime imports ONNX Runtime": strayRuntimeImports,
  "the running program imports no test code": testCodeInProgram,
  "analysing a study loads no training code": (repository) =>
    loadsForbidden(repository, "packages/study", TRAINING_CODE),
  "opening a model loads no training code": (repository) =>
    loadsForbidden(repository, "packages/runtime", TRAINING_CODE),
  "library code reads no clock, chance, environment or terminal": ambientUses,
  "no file is called utils, helpers, common or manager": emptyNames,
  "no source file passes 400 lines": longFiles,
};

describe("this repository", () => {
  const repository = repositoryOf(readCheckout(fileURLToPath(new URL("..", import.meta.url))));

  test.each(Object.entries(rules))("%s", (_name, rule) => {
    expect(rule(repository).map(showViolation)).toEqual([]);
  });

  test("what analysing a study loads was followed into the packages below", () => {
    const homes = new Set(loadedBy(repository, "packages/study").map(({ source }) => source.home));
    expect([...homes].sort()).toEqual(
      expect.arrayContaining(["packages/cardiac", "packages/imaging", "packages/runtime"]),
    );
  });
});

describe("each rule finds what it is for", () => {
  test("an upward import, with its line and what is allowed", () => {
    const found = forbiddenImports(invented({ "packages/low/src/index.ts": 'const x = 1;\nimport "@x/high";\n' }));
    expect(found.map(showViolation)).toEqual([
      "packages/low/src/index.ts:2 imports packages/high; packages/low may import no package: move what both need down, or pass it in as an argument",
    ]);
  });

  test("an upward import of a type, and one in a test", () => {
    const upward = {
      "packages/low/src/a.ts": 'import type { T } from "@x/high";',
      "packages/low/src/a.test.ts": 'import "@x/high";',
    };
    expect(pathsOf(forbiddenImports(invented(upward)))).toEqual([
      "packages/low/src/a.test.ts",
      "packages/low/src/a.ts",
    ]);
  });

  test("a workspace that layers.json forgets, a name that is none, and a circle", () => {
    const layers = { "packages/low": ["packages/high"], "packages/high": ["packages/low", "packages/gone"] };
    const found = faultsOfLayers(invented({ "packages/new/package.json": '{"name":"@x/new"}' }, layers));
    expect(found.map(({ message }) => message.split(":")[0])).toEqual([
      "does not list packages/new",
      "names packages/gone, which is no workspace",
      "lets packages/high import itself by a detour",
      "lets packages/low import itself by a detour",
    ]);
  });

  test("a relative import of another package", () => {
    const escaping = {
      "packages/high/src/a.ts": 'import "../../low/src/index.ts";',
      "packages/high/src/b.ts": 'import "./a.ts";',
    };
    expect(pathsOf(escapingImports(invented(escaping)))).toEqual(["packages/high/src/a.ts"]);
  });

  test("packages that are imported and not declared; tools are for tests alone", () => {
    const source = 'import "left-pad";\nimport "@x/low";\nimport "node:fs";\nimport "vitest";';
    const files = { "packages/high/src/a.ts": source, "packages/high/src/a.test.ts": source };
    expect(undeclaredImports(invented(files)).map(({ path, line }) => `${path}:${line}`)).toEqual([
      "packages/high/src/a.test.ts:1",
      "packages/high/src/a.ts:1",
      "packages/high/src/a.ts:4",
    ]);
  });

  test("a dependency that nothing imports", () => {
    expect(pathsOf(unusedDependencies(invented({ "packages/high/src/index.ts": "" })))).toEqual([
      "packages/high/package.json",
    ]);
  });

  test("circles of imports, of types too", () => {
    const circle = {
      "packages/low/src/a.ts": 'import { b } from "./b.ts";',
      "packages/low/src/b.ts": 'import type { C } from "./c.ts";',
      "packages/low/src/c.ts": 'export type C = import("./a.ts").A;',
    };
    const [found, ...others] = importCycles(invented(circle));
    expect(others).toEqual([]);
    expect(found?.message).toContain("a.ts → packages/low/src/b.ts → packages/low/src/c.ts → packages/low/src/a.ts");
  });

  test("ONNX Runtime outside its package", () => {
    const stray = { "packages/high/src/a.ts": 'const ort = await import("onnxruntime-node");' };
    expect(pathsOf(strayRuntimeImports(invented(stray)))).toEqual(["packages/high/src/a.ts"]);
  });

  test("test code in the running program", () => {
    const files = {
      "packages/low/src/a.ts": 'import "./testing/heart.ts";',
      "packages/low/src/a.test.ts": 'import "./testing/heart.ts";',
    };
    expect(pathsOf(testCodeInProgram(invented(files)))).toEqual(["packages/low/src/a.ts"]);
  });

  test("code that is loaded on the way through an entry, but no types", () => {
    const files = {
      "packages/high/src/index.ts": 'export { a } from "./a.ts";',
      "packages/high/src/a.ts": 'import type { T } from "@x/low/types";\nimport { low } from "@x/low";',
    };
    const [found, ...others] = loadsForbidden(invented(files), "packages/high", ["packages/low"]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path: "packages/high/src/a.ts", line: 2 });
    expect(found?.message).toContain("packages/high/src/index.ts → packages/high/src/a.ts → packages/low/src/index.ts");
  });

  test("clock, chance, environment and terminal; a given date and a comment are nothing", () => {
    const source = [
      "Date.now(); // not Math.random()",
      "new Date();",
      "Math.random();",
      "process.env.HOME;",
      'console.log("x");',
      "new Date(2026, 10, 21);",
      "Math.sqrt(2);",
    ].join("\n");
    const found = ambientUses(invented({ "packages/low/src/a.ts": source, "packages/low/src/a.test.ts": source }));
    expect(found.map(({ path, line }) => `${path}:${line}`)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `packages/low/src/a.ts:${n}`),
    );
  });

  test("empty names of files and folders", () => {
    const files = {
      "packages/low/src/utils/a.ts": "",
      "packages/low/src/helpers.ts": "",
      "packages/low/src/common-carotid.ts": "",
    };
    expect(pathsOf(emptyNames(invented(files)))).toEqual([
      "packages/low/src/helpers.ts",
      "packages/low/src/utils/a.ts",
    ]);
  });

  test("a file of 401 lines, not one of 400", () => {
    const files = { "packages/low/src/a.ts": "x;\n".repeat(401), "packages/low/src/b.ts": "x;\n".repeat(400) };
    expect(pathsOf(longFiles(invented(files)))).toEqual(["packages/low/src/a.ts"]);
  });
});

/** Two packages, `high` on `low`, with the given files beside or in place of their own. */
function invented(files: Readonly<Record<string, string>>, layers: Repository["layers"] = standardLayers): Repository {
  return repositoryOf(
    new Map([
      ["layers.json", JSON.stringify(layers)],
      ["package.json", '{"name":"x","devDependencies":{"vitest":"1"}}'],
      ["packages/low/package.json", '{"name":"@x/low","exports":{".":"./src/index.ts","./types":"./src/types.ts"}}'],
      ["packages/low/src/index.ts", "export const low = 1;"],
      ["packages/low/src/types.ts", "export type T = number;"],
      [
        "packages/high/package.json",
        '{"name":"@x/high","exports":{".":"./src/index.ts"},"dependencies":{"@x/low":"1"}}',
      ],
      ...Object.entries(files),
    ]),
  );
}

const standardLayers = { "packages/low": [], "packages/high": ["packages/low"] };

function pathsOf(violations: readonly Violation[]): string[] {
  return violations.map(({ path }) => path);
}
