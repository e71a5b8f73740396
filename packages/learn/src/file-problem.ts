/** Why a file that a user names cannot be read, as words that follow its name. */

/** Said in full; of other codes the system's own stands in brackets. */
const words: Readonly<Record<string, string>> = { ENOENT: "is not there", EISDIR: "is a folder, not a file" };

/** @param error As `node:fs` threw it; of anything else its message. */
export function fileProblem(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code !== undefined) return words[code] ?? `cannot be read (${code})`;
  return `cannot be read: ${error instanceof Error ? error.message : error}`;
}
