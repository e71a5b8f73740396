/** Clock, chance, environment and terminal: arguments of library code, never its own business. */
import ts from "typescript";
import { lineOf } from "./imports.ts";
import type { Repository, SourceFile } from "./repository.ts";
import type { Violation } from "./violation.ts";

const TIME = "take the time as an argument";
const CHANCE = "take a RandomStream as an argument";
const ENVIRONMENT = "only apps read arguments and environment, and exit: take the value as an argument";
const TERMINAL = "only apps print: return the text, or call a callback";

/** What library code may not touch, by its global name; `*` stands for every member. */
const ambient: Readonly<Record<string, string>> = {
  "Date.now": TIME,
  "performance.now": TIME,
  "new Date()": TIME,
  "Math.random": CHANCE,
  "crypto.randomUUID": CHANCE,
  "crypto.getRandomValues": CHANCE,
  "process.*": ENVIRONMENT,
  "console.*": TERMINAL,
};

/** Uses of those by the running code of `packages/`. */
export function ambientUses({ sources }: Repository): Violation[] {
  return [...sources.values()].filter(({ path, isTest }) => path.startsWith("packages/") && !isTest).flatMap(usesIn);
}

function usesIn({ path, syntax }: SourceFile): Violation[] {
  const found: Violation[] = [];
  visit(syntax);
  return found;

  function visit(node: ts.Node): void {
    const use = useAt(node);
    const instead = use && (ambient[use] ?? ambient[use.replace(/\..*/, ".*")]);
    if (instead) found.push({ path, line: lineOf(syntax, node), message: `uses ${use}: ${instead}` });
    ts.forEachChild(node, visit);
  }
}

function useAt(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
    return `${node.expression.text}.${node.name.text}`;
  const isNow = ts.isNewExpression(node) && ts.isIdentifier(node.expression) && !node.arguments?.length;
  return isNow && node.expression.text === "Date" ? "new Date()" : undefined;
}
