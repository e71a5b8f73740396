/** Patterns of paths: `*` and `?` within a name, `**` across folders, `[a-z]` and `[!a-z]` for one character. */

/** Whether a path matches a pattern as a whole, or with its last parts: `labels`, `*_gt.nii.gz` and `set/**` do. */
export function matchesGlob(path: string, glob: string): boolean {
  return expressionOf(glob).test(path);
}

/** Few patterns meet millions of paths. */
const compiled = new Map<string, RegExp>();

function expressionOf(glob: string): RegExp {
  const known = compiled.get(glob);
  if (known !== undefined) return known;
  const expression = new RegExp(`^(?:.*/)?${glob.replace(TOKEN, (token) => translated(token))}$`);
  compiled.set(glob, expression);
  return expression;
}

/** Wildcards, classes, and every other character that means something in an expression. */
const TOKEN = /\*\*\/|\*\*|\*|\?|\[!?[^\]]+\]|[.+^${}()|[\]\\]/g;

const wildcards: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };

function translated(token: string): string {
  const isClass = token.startsWith("[") && token.length > 1;
  if (isClass) return `[${token.slice(1, -1).replace(/^!/, "^").replaceAll("\\", "\\\\")}]`;
  return wildcards[token] ?? `\\${token}`;
}
