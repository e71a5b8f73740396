import { expect, test } from "vitest";
import { readPatientIdentifier, readStudyContext } from "./study-context.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

const file = writeMrInstance(obliqueImage(0, 0, 1));
const contextOf = (values: Parameters<typeof recode>[1]["values"]) =>
  readStudyContext(recode(file, { values }), "one.dcm");

test("patient and study are copied byte by byte, in the character set that they declare", () => {
  const name = Uint8Array.of(0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72); // Müller in ISO 8859-1
  const { elements, studyInstanceUid, leftOut } = contextOf({ SpecificCharacterSet: "ISO_IR 100", PatientName: name });
  expect(elements.PatientName).toEqual(name);
  expect(Buffer.from(elements.SpecificCharacterSet as Uint8Array).toString()).toBe("ISO_IR 100");
  expect(studyInstanceUid).toBe("1.2.3");
  expect(leftOut).toEqual([]);
});

test("what an image does not say is there without a value, as Type 2 demands", () => {
  const { elements } = contextOf({ AccessionNumber: undefined });
  expect([elements.AccessionNumber, elements.StudyTime, elements.PatientBirthDate]).toEqual(["", "", ""]);
});

test.each(["1960.01.02", "00000000"])("a value that the standard forbids is left out and named: %s", (date) => {
  const { elements, leftOut } = contextOf({ PatientBirthDate: Buffer.from(date), PatientSex: "X" });
  expect(leftOut).toEqual(["PatientBirthDate", "PatientSex"]);
  expect([elements.PatientBirthDate, elements.PatientSex]).toEqual(["", ""]);
});

test("that an identity was removed is said only together with how", () => {
  expect(contextOf({ PatientIdentityRemoved: "YES" }).elements.PatientIdentityRemoved).toBeUndefined();
  const both = contextOf({ PatientIdentityRemoved: "YES", DeidentificationMethod: "by hand" });
  expect(both.elements.PatientIdentityRemoved).toBeInstanceOf(Uint8Array);
});

test("the numbers of patient and study, for who asks for them", () => {
  const bytes = recode(file, { values: { IssuerOfPatientID: "Hospital" } });
  expect(readPatientIdentifier(bytes, "one.dcm")).toEqual({
    patient: { value: "P1", issuer: "Hospital" },
    studyInstanceUid: "1.2.3",
  });
});
