import { expect, test } from "vitest";
import { kindFromWords } from "./described-kind.ts";
import { kindOfFileName, patientByExpression, patientOfFileName } from "./file-names.ts";
import { matchesGlob } from "./glob.ts";
import { parseKindRule } from "./settings.ts";

test.each([
  ["/d/acdc/patient001_sax_ed.nii.gz", "d/acdc/patient001", "cine", "sax"],
  ["/d/emidec/images/N049_slice003.png", "emidec/images/N049", "lge", "sax"],
  ["/d/emidec/Case_P072/Images/Case_P072.nii.gz", "Case_P072/Images/P072", "lge", "sax"],
  ["/d/sunnybrook-png/images/SC-HF-I-05-IM-0001-0027.png", "sunnybrook-png/images/SC-HF-I-05", "cine", "sax"],
  ["/d/sunnybrook-png/images/SC-N-02-IM-0001-0027.png", "sunnybrook-png/images/SC-N-02", "cine", "sax"],
  ["/d/lax4ch/images/125_0015.jpg", "lax4ch/images/125", "cine", "lax_4c"],
  ["/d/other/125_0015.jpg", "d/other/125", "unknown", "unknown"],
  ["/d/p7/sax_ed.nii.gz", "d/p7", "cine", "sax"],
  ["/d/heart-0001/nifti/lax_2c.nii.gz", "heart-0001/nifti", "unknown", "lax_2c"],
  ["/d/heart-0001/nifti/T1_map_post.nii.gz", "heart-0001/nifti", "t1_map", "unknown"],
  ["/d/set/P1_t1_map.nii.gz", "d/set/P1", "t1_map", "unknown"],
  ["/d/set/P1_lax_2c_ed.nii.gz", "d/set/P1", "unknown", "lax_2c"],
  ["/d/p7/IM0001.png", "d/p7", "unknown", "unknown"],
  ["/d/p7 LGE/x_2ch.png", "d/p7 LGE/x", "lge", "lax_2c"],
])("%s is of patient %s, %s, %s", (path, patient, sequence, view) => {
  expect(patientOfFileName(path)).toBe(patient);
  expect(kindOfFileName(path)).toEqual({ sequence, view });
});

test.each([
  ["cine_trufi_4ch_iPAT", "cine", "lax_4c"],
  ["SCOUT", "localiser", "unknown"],
  ["T1Map_MOLLI_SAX", "t1_map", "sax"],
  ["Perfusion stress SA", "perfusion", "sax"],
  ["tfl_psir_late short axis", "lge", "sax"],
  ["t2 map 2 chamber", "t2_map", "lax_2c"],
  ["AX HASTE", "black_blood", "unknown"],
  ["masterplan", "unknown", "unknown"],
  ["LAX_3CH cine", "cine", "lax_3c"],
])("a series described as %s is %s, %s", (description, sequence, view) => {
  expect(kindFromWords(description)).toEqual({ sequence, view });
});

test("a user's expression gives its first group, the whole match, or nothing", () => {
  expect(patientByExpression("/d/case-7/a", /case-(\d+)/)).toBe("7");
  expect(patientByExpression("/d/case-7/a", /case-\d+/)).toBe("case-7");
  expect(patientByExpression("/d/a", /case-\d+/)).toBeUndefined();
});

test("rules are read with and without a view, and refused with the names that exist", () => {
  expect(parseKindRule("lax4ch/**=cine:lax_4c")).toEqual({
    glob: "lax4ch/**",
    kind: { sequence: "cine", view: "lax_4c" },
  });
  expect(parseKindRule("a=b/*=lge").glob).toBe("a=b/*");
  for (const text of ["lge", "*=late", "*=cine:4ch", "=cine"]) {
    expect(() => parseKindRule(text)).toThrow(expect.objectContaining({ kind: "bad-config" }));
  }
});

test.each([
  ["images/*.png", true],
  ["/d/**/a.1.png", true],
  ["/d/**/set/**", true],
  ["a.?.png", true],
  ["[a-c].[!2].png", true],
  ["set/**", true],
  ["a.1.png", true],
  ["set/*.png", false],
  ["a?1?png", true],
  ["aX1.png", false],
  ["mages/a.1.png", false],
  ["[a-c].[!1].png", false],
  ["(a|b).1.png", false],
])("the pattern %s matches /d/set/images/a.1.png as a whole or in its last parts: %s", (glob, isMatch) => {
  expect(matchesGlob("/d/set/images/a.1.png", glob)).toBe(isMatch);
});
