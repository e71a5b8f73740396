/** Why a file or folder that a user names cannot be read or written, as words that follow its name. */

const forbidden = "its permissions forbid it";

/** Of what the system says in a code; of other codes the code itself stands in brackets. */
const reading: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ENOTDIR: "is not there: a part of its path is a file",
  EISDIR: "is a folder, not a file",
  EACCES: `cannot be read: ${forbidden}`,
  EPERM: `cannot be read: ${forbidden}`,
  ELOOP: "is a link that leads to itself",
};

const writing: Readonly<Record<string, string>> = {
  ENOTDIR: "a part of its path is a file",
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: "its file system can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of the disk is used up",
  ENAMETOOLONG: "its name is too long",
};

/** @param error As `node:fs` threw it; of anything else its message. */
export function fileProblem(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return reading[code] ?? `cannot be read (${code})`;
  return `cannot be read: ${error instanceof Error ? error.message : error}`;
}

/** @returns undefined where `node:fs` did not throw the error. */
export function writingProblem(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const why = writing[code];
  if (why !== undefined) return `cannot be written: ${why}`;
  return `cannot be written (${code}); check the path, its permissions and the free space`;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
