/**
 * Text that a terminal shows and does not obey. Names of files, folders and series come from outside; in them an escape sequence
 * could recolour a verdict, move the cursor or set the clipboard, and a mark of direction could turn a name around.
 */

/** Controls but tab and line end, C1 controls among them, line separators, and marks of writing direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSHOWN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** What a progress bar begins with: to the start of the line, and erase it. */
const REDRAW = "\r\x1b[K";

/** Controls become `\u001b`, which JSON reads as the same character; only a redrawn line may begin with its own. */
export function printable(text: string): string {
  if (text.startsWith(REDRAW)) return REDRAW + printable(text.slice(REDRAW.length));
  return text.replace(UNSHOWN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** As `printable`, on one line. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s*\n\s*|\t/g, " ");
}
