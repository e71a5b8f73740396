/** The public names of a package, followed through its re-exports by syntax alone. */
import ts from "typescript";
import { type Repository, resolve, type SourceFile } from "./repository.ts";

/** What a name is when the program runs; a type is nothing then. */
type ExportKind = "class" | "const" | "function" | "type";

/** Kind by name, names in order. */
export type ExportedNames = ReadonlyMap<string, ExportKind>;

/** Everything that a file exports. A name whose origin is outside the repository counts as a constant. */
export function exportedNames(repository: Repository, source: SourceFile): ExportedNames {
  const names = new Map<string, ExportKind>();
  for (const statement of source.syntax.statements) {
    if (ts.isExportDeclaration(statement)) addAll(names, reExported(repository, source, statement));
    else if (isExported(statement)) addAll(names, declared(statement));
  }
  return new Map([...names].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addAll(names: Map<string, ExportKind>, more: ExportedNames): void {
  for (const [name, kind] of more) names.set(name, kind);
}

function reExported(repository: Repository, source: SourceFile, declaration: ts.ExportDeclaration): ExportedNames {
  const { exportClause, moduleSpecifier, isTypeOnly } = declaration;
  const origin = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
  const targets = origin === undefined ? [source] : resolve(repository, source, origin);
  const original = origin === undefined ? localNames(source) : namesOfAll(repository, targets);
  if (!exportClause) return isTypeOnly ? asTypes(original) : original;
  if (ts.isNamespaceExport(exportClause)) return new Map([[exportClause.name.text, isTypeOnly ? "type" : "const"]]);
  return new Map(
    exportClause.elements.map((element) => {
      const kind = original.get((element.propertyName ?? element.name).text) ?? "const";
      return [element.name.text, isTypeOnly || element.isTypeOnly ? "type" : kind];
    }),
  );
}

function namesOfAll(repository: Repository, sources: readonly SourceFile[]): ExportedNames {
  return new Map(sources.flatMap((source) => [...exportedNames(repository, source)]));
}

function asTypes(names: ExportedNames): ExportedNames {
  return new Map([...names.keys()].map((name) => [name, "type"]));
}

function localNames({ syntax }: SourceFile): ExportedNames {
  return new Map(syntax.statements.flatMap((statement) => [...declared(statement)]));
}

function declared(statement: ts.Statement): ExportedNames {
  if (ts.isVariableStatement(statement))
    return new Map(
      statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [[name.text, "const"]] : [],
      ),
    );
  if (ts.isFunctionDeclaration(statement) && statement.name) return new Map([[statement.name.text, "function"]]);
  if (ts.isClassDeclaration(statement) && statement.name) return new Map([[statement.name.text, "class"]]);
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  return new Map(isType ? [[statement.name.text, "type"]] : []);
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
