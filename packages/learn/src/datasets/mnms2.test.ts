import { expect, test } from "vitest";
import { mnms2 } from "./mnms2.ts";
import { readCaseImage } from "./read-case-image.ts";
import { writeMnms2 } from "./testing/mnms2-layout.ts";
import { refusalOf } from "./testing/refusal.ts";

test("the number of a patient tells the split, and its folder has three digits", () => {
  const cases = mnms2.list(writeMnms2());
  expect(cases.map(({ id, split }) => [id, split])).toEqual([
    ["007", "training"],
    ["160", "training"],
    ["161", "validation"],
    ["201", "test"],
  ]);
});

test("facts are disease, vendor, scanner and field strength with or without its unit", () => {
  const [first, second, third] = mnms2.list(writeMnms2()).map(({ facts }) => facts);
  expect(first).toEqual({ group: "NOR", vendor: "SIEMENS", scanner: "Symphony", fieldStrengthT: 1.5 });
  expect(second!.fieldStrengthT).toBe(3);
  expect(third).not.toHaveProperty("fieldStrengthT");
});

test("each patient has both views at both phases, and labels where there is a file", () => {
  const cases = mnms2.list(writeMnms2());
  const images = (id: string) => cases.find((one) => one.id === id)!.images;
  expect(images("007").map(({ name }) => name)).toEqual(["sax ed", "sax es", "lax_4c ed", "lax_4c es"]);
  expect(images("161").map(({ labels }) => labels !== undefined)).toEqual([true, true, false, false]);
});

test("labels are read by name: the cavity within the ring is the left ventricle", async () => {
  const image = mnms2.list(writeMnms2())[0]!.images[0]!;
  const { labels, labelNames, data } = await readCaseImage(image, "007");
  expect(labelNames[labels![data.indexOf(900)]! - 1]).toBe("leftVentricleBloodPool");
  expect(labelNames[labels![data.indexOf(800)]! - 1]).toBe("rightVentricleBloodPool");
});

test("a table without a column, a code that is no number and a folder without images are refused", () => {
  const header = "SUBJECT_CODE,DISEASE,VENDOR,SCANNER,FIELD";
  expect(refusalOf(() => mnms2.list(writeMnms2(["SUBJECT_CODE,DISEASE", "7,NOR"]))).message).toContain(
    "lacks the column VENDOR, SCANNER, FIELD",
  );
  expect(refusalOf(() => mnms2.list(writeMnms2([header, "x7,NOR,,,"]))).kind).toBe("bad-table");
  expect(refusalOf(() => mnms2.list(writeMnms2([header, "7,NOR,,,strong"]))).message).toContain("FIELD is strong");
  expect(refusalOf(() => mnms2.list(writeMnms2([header, "300,NOR,,,"]))).kind).toBe("data-missing");
});
