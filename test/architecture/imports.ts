/** The imports of a source file, by its syntax tree. */
import ts from "typescript";

export interface Import {
  /** `./canvas.ts`, `@cmrkit/imaging`, `node:fs`. */
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
  /**
   * Whether the whole statement is gone when the file runs. `import { type A }` is not: without its types it still loads
   * the module.
   */
  readonly isTypeOnly: boolean;
}

/**
 * Every import, re-export, import type and `import()` of a literal, in order of appearance; and every file of a package
 * that `createRequire(…).resolve` looks up by a literal, which is used without being loaded as code.
 */
export function importsOf(syntax: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  visit(syntax);
  return imports;

  function visit(node: ts.Node): void {
    const found = importAt(node);
    if (found) imports.push({ ...found, line: lineOf(syntax, node) });
    ts.forEachChild(node, visit);
  }
}

/** The line, from 1, on which a node begins. */
export function lineOf(syntax: ts.SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}

function importAt(node: ts.Node): Omit<Import, "line"> | undefined {
  if (ts.isImportDeclaration(node))
    return literal(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return literal(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal, true);
  if (isLookup(node)) return node.arguments[0] && literal(node.arguments[0], true);
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic && node.arguments[0] ? literal(node.arguments[0], false) : undefined;
}

function isLookup(node: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression } = node.expression;
  if (name.text !== "resolve" || !ts.isCallExpression(expression)) return false;
  return ts.isIdentifier(expression.expression) && expression.expression.text === "createRequire";
}

function literal(node: ts.Node, isTypeOnly: boolean): Omit<Import, "line"> | undefined {
  return ts.isStringLiteral(node) ? { specifier: node.text, isTypeOnly } : undefined;
}

/** The package that a bare specifier belongs to: `@cmrkit/onnx/weights` → `@cmrkit/onnx`; none for Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || specifier.startsWith("node:")) return undefined;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
