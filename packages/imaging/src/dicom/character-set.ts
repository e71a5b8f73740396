/**
 * Text in the character sets that DICOM knows. Source: DICOM PS3.3 C.12.1.1.2 (defined terms), PS3.5 §6.1.2.5 (switching by
 * escape sequences).
 *
 * Decoding is that of the platform's `TextDecoder`, whose ISO 8859-1 is Windows-1252: they differ in control characters only.
 */

/** How bytes below 0x80 (G0) and above (G1) are read while a character set is in force. */
interface CodeSet {
  readonly encoding: string;
  /** Of a two-byte set in G0 (JIS X 0208 and 0212) the high bits are set before decoding, as EUC-JP wants them. */
  readonly shift?: "two-bytes" | "three-bytes";
}

/** Defined terms without escape sequences. */
const plainSets: Readonly<Record<string, string>> = {
  "": "iso-8859-1",
  ISO_IR_6: "iso-8859-1",
  ISO_IR_13: "shift_jis",
  ISO_IR_100: "iso-8859-1",
  ISO_IR_101: "iso-8859-2",
  ISO_IR_109: "iso-8859-3",
  ISO_IR_110: "iso-8859-4",
  ISO_IR_126: "iso-8859-7",
  ISO_IR_127: "iso-8859-6",
  ISO_IR_138: "iso-8859-8",
  ISO_IR_144: "iso-8859-5",
  ISO_IR_148: "windows-1254",
  ISO_IR_166: "windows-874",
  ISO_IR_192: "utf-8",
  ISO_IR_203: "iso-8859-15",
  GB18030: "gb18030",
  GBK: "gbk",
};

/** Defined terms with escape sequences, by the sequence that calls them. */
const escapeSets: Readonly<Record<string, CodeSet>> = {
  "(B": { encoding: "iso-8859-1" },
  "-A": { encoding: "iso-8859-1" },
  "-B": { encoding: "iso-8859-2" },
  "-C": { encoding: "iso-8859-3" },
  "-D": { encoding: "iso-8859-4" },
  "-F": { encoding: "iso-8859-7" },
  "-G": { encoding: "iso-8859-6" },
  "-H": { encoding: "iso-8859-8" },
  "-L": { encoding: "iso-8859-5" },
  "-M": { encoding: "windows-1254" },
  "-T": { encoding: "windows-874" },
  "-b": { encoding: "iso-8859-15" },
  "(J": { encoding: "shift_jis" },
  ")I": { encoding: "shift_jis" },
  $B: { encoding: "euc-jp", shift: "two-bytes" },
  "$(D": { encoding: "euc-jp", shift: "three-bytes" },
  "$)C": { encoding: "euc-kr" },
  "$)A": { encoding: "gbk" },
};

/** Numbers of the sets that only escape sequences reach, beside those of `plainSets`. */
const escapedOnly = ["87", "159", "149", "58"];

/** The first value of a Specific Character Set that no table knows, or undefined when all are known. */
export function unknownCharacterSet(values: readonly string[]): string | undefined {
  return values.find((value) => plainSetOf(value) === undefined && !isEscapedOnly(value));
}

/**
 * Decodes the text of an attribute.
 * @param characterSets values of Specific Character Set (0008,0005); unknown ones count as ISO 8859-1.
 */
export function decodeText(bytes: Uint8Array, characterSets: readonly string[]): string {
  const initial: CodeSet = { encoding: plainSetOf(characterSets[0] ?? "") ?? "iso-8859-1" };
  const isSwitching = characterSets.length > 1 || characterSets.some((value) => value.includes("2022"));
  return isSwitching ? decodeSwitching(bytes, initial) : new TextDecoder(initial.encoding).decode(bytes);
}

/** `ISO_IR 100`, `ISO 2022 IR 100` and misspellings with other separators name one set. */
function plainSetOf(value: string): string | undefined {
  const key = value
    .trim()
    .toUpperCase()
    .replace(/^ISO[ _-]?2022[ _-]IR[ _-]/, "ISO_IR_")
    .replace(/^ISO[ _-]IR[ _-]/, "ISO_IR_");
  return Object.hasOwn(plainSets, key) ? plainSets[key] : undefined;
}

function isEscapedOnly(value: string): boolean {
  const [, number] = /^ISO[ _-]?2022[ _-]IR[ _-](\d+)$/i.exec(value.trim()) ?? [];
  return number !== undefined && escapedOnly.includes(number);
}

const ESCAPE = 0x1b;
/** Before these, the set in force is the first again: line ends, and what separates values and parts of names. */
const RESETS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x5c, 0x5e, 0x3d]);

function decodeSwitching(bytes: Uint8Array, initial: CodeSet): string {
  let text = "";
  let inForce = initial;
  for (let start = 0; start < bytes.length; ) {
    const escaped = bytes[start] === ESCAPE ? escapeAt(bytes, start) : undefined;
    if (escaped !== undefined) [inForce, start] = [escaped.codeSet, escaped.end];
    const end = runEnd(bytes, start, inForce);
    text += decodeRun(bytes.subarray(start, end), inForce);
    if (RESETS.has(bytes[end] ?? -1)) inForce = initial;
    start = end;
  }
  return text;
}

function escapeAt(bytes: Uint8Array, start: number): { codeSet: CodeSet; end: number } | undefined {
  for (const length of [2, 3]) {
    const sequence = String.fromCharCode(...bytes.subarray(start + 1, start + 1 + length));
    const codeSet = Object.hasOwn(escapeSets, sequence) ? escapeSets[sequence] : undefined;
    if (codeSet !== undefined) return { codeSet, end: start + 1 + length };
  }
  return undefined;
}

/** Where the set in force ends: at the next escape, or before a reset, which a two-byte set in G0 may hold as a letter. */
function runEnd(bytes: Uint8Array, start: number, { shift }: CodeSet): number {
  const ends = (byte: number, index: number) =>
    byte === ESCAPE || (RESETS.has(byte) && (shift === undefined || (index - start) % 2 === 0));
  for (let index = start + 1; index < bytes.length; index++) if (ends(bytes[index]!, index)) return index;
  return bytes.length;
}

function decodeRun(run: Uint8Array, { encoding, shift }: CodeSet): string {
  return new TextDecoder(encoding).decode(shift === undefined ? run : inUpperHalf(run, shift));
}

function inUpperHalf(run: Uint8Array, shift: "two-bytes" | "three-bytes"): Uint8Array {
  const upper = run.map((byte) => byte | 0x80);
  if (shift === "two-bytes") return upper;
  const prefixed: number[] = [];
  for (let n = 0; n < upper.length; n += 2) prefixed.push(0x8f, ...upper.subarray(n, n + 2));
  return Uint8Array.from(prefixed);
}
