import { expect, test } from "vitest";
import { patientKey } from "./patient-key.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

const image = obliqueImage(0, 0, 1);
const named = (id: string) => writeMrInstance({ ...image, patient: { ...image.patient, id } });

test("the key is what the hash makes of PatientID, equal for equal patients", () => {
  const hash = (identity: string) => `<${identity.length}>`;
  expect(patientKey(named("P1234"), "a.dcm", hash)).toBe("<5>");
});

test("without a PatientID there is no key, and nothing is hashed", () => {
  const hash = () => expect.unreachable("nothing to hash");
  expect(patientKey(named(""), "a.dcm", hash)).toBeUndefined();
});
