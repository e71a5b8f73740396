import { expect, test } from "vitest";
import { decodeText, unknownCharacterSet } from "./character-set.ts";
import { assembleCine } from "./cine.ts";
import { parseDicomInstance } from "./instance.ts";
import { obliqueCine, obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** The examples of PS3.5 annexes H to K, and one of each other kind. */
test.each<[string, readonly string[], string, string]>([
  ["ASCII when nothing is said", [""], "CINE sax", "CINE sax"],
  ["Latin 1", ["ISO_IR 100"], "Buc^J\xe9r\xf4me", "Buc^Jérôme"],
  ["Cyrillic", ["ISO_IR 144"], "\xbb\xee\xdacee\xdc\xd1\xe3\xe0\xd3", "Люкceeмбург"],
  ["Greek", ["ISO_IR 126"], "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"],
  ["UTF-8", ["ISO_IR 192"], "\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1", "王^小東"],
  ["GB18030", ["GB18030"], "\xcd\xf5^\xd0\xa1\xb6\xab", "王^小东"],
  [
    "Japanese with escapes",
    ["", "ISO 2022 IR 87"],
    "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B",
    "Yamada^Tarou=山田^太郎",
  ],
  [
    "half-width katakana, then kanji",
    ["ISO 2022 IR 13", "ISO 2022 IR 87"],
    "\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
    "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎",
  ],
  ["Korean", ["", "ISO 2022 IR 149"], "\x1b$)C\xb1\xe8\xc8\xf1\xc1\xdf", "김희중"],
  ["Chinese with escapes", ["", "ISO 2022 IR 58"], "\x1b$)A\xd5\xc5", "张"],
  ["the supplementary kanji", ["", "ISO 2022 IR 159"], "\x1b$(D\x30\x21\x1b(B.", "丂."],
])("%s", (_, characterSets, bytes, text) => {
  expect(decodeText(latin(bytes), characterSets)).toBe(text);
  expect(unknownCharacterSet(characterSets)).toBeUndefined();
});

test("misspelt names of known sets are understood, others are named", () => {
  expect(unknownCharacterSet(["ISO-IR 100", "ISO_2022_IR_87", "iso_ir 192"])).toBeUndefined();
  expect(unknownCharacterSet(["ISO_IR 100", "KLINGON"])).toBe("KLINGON");
});

test("broken sequences of a character set give replacement characters, never an error", () => {
  for (const sets of [["ISO_IR 192"], ["", "ISO 2022 IR 87"], ["GB18030"], ["", "ISO 2022 IR 159"]]) {
    expect(() => decodeText(latin("\xff\x1b$B\xfe\x1b$(D3\x1b"), sets)).not.toThrow();
  }
});

const described = (set: string, description: Uint8Array) =>
  recode(writeMrInstance(obliqueImage(0, 0, 5)), {
    values: { SpecificCharacterSet: set, SeriesDescription: description },
  });

test("descriptions are read in the character set of their file", () => {
  const bytes = described("ISO_IR 192", new TextEncoder().encode("Kurzachse – сердце "));
  expect(parseDicomInstance(bytes, "a.dcm").seriesDescription).toBe("Kurzachse – сердце");
});

test("an unknown character set is told and keeps nothing from being read", () => {
  const odd = parseDicomInstance(described("KLINGON", latin("k\xe4s ")), "odd.dcm");
  expect(odd.seriesDescription).toBe("käs");
  const { warnings } = assembleCine([odd, ...obliqueCine(4, 5).slice(1)]);
  expect(warnings).toEqual([
    {
      kind: "unknown-character-set",
      message:
        "the SpecificCharacterSet of instance 1.2.3.4.1 (odd.dcm), KLINGON, is unknown; its descriptions are read as ISO 8859-1",
    },
  ]);
});
