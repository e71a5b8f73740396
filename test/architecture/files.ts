/** Names that say nothing, and files that grew past the point where a reader holds them in mind. */
import type { Repository } from "./repository.ts";
import type { Violation } from "./violation.ts";

const EMPTY_NAMES = /^(utils?|helpers?|common|managers?|misc)$/i;

/** Files and folders whose name does not say what they are about. */
export function emptyNames({ sources }: Repository): Violation[] {
  return [...sources.keys()].flatMap((path) => {
    const name = path.split(/[/.]/).find((part) => EMPTY_NAMES.test(part));
    return name ? [{ path, line: 1, message: `is called ${name}: name it after the one thing it does` }] : [];
  });
}

const MOST_LINES = 400;

/** Files of more than 400 lines. */
export function longFiles({ sources }: Repository): Violation[] {
  return [...sources.values()].flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    if (lines <= MOST_LINES) return [];
    return [{ path, line: MOST_LINES + 1, message: `has ${lines} lines, more than ${MOST_LINES}: look for its seam` }];
  });
}
