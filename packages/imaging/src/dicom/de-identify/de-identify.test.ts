import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { DicomError } from "../errors.ts";
import { parseDicomInstance, parseDicomInstances } from "../instance.ts";
import { openDicomFile } from "../part10.ts";
import { readPixels } from "../pixel-decoders.ts";
import { enhancedFile } from "../testing/enhanced-cine.ts";
import { mutate, writtenSeeds } from "../testing/fuzz.ts";
import { obliqueImage } from "../testing/oblique-cine.ts";
import { recode } from "../testing/recode.ts";
import { refusalOf } from "../testing/refusal.ts";
import { transferSyntaxes } from "../transfer-syntax.ts";
import { concatenate } from "../write-elements.ts";
import { writeMrInstance } from "../write-mr-instance.ts";
import type { Retention } from "./clean-elements.ts";
import { type DeIdentificationOptions, deIdentify } from "./de-identify.ts";
import { encodeElements } from "./encode-elements.ts";
import { type EncodedElement, readElements } from "./read-elements.ts";
import { pseudonymOf } from "./secret.ts";
import { identifiedFile, sequenceElement, textElement } from "./testing/identified-file.ts";

const secret = Buffer.from("a key for tests, known to all");
const LITTLE = "1.2.840.10008.1.2.1";
const explicit = { isLittleEndian: true, isExplicitVr: true };

function options(
  retained: readonly Retention[] = [],
  changes: Partial<DeIdentificationOptions> = {},
): DeIdentificationOptions {
  return {
    secret,
    retained: new Set(retained),
    pseudonymOf: (patient) => pseudonymOf(secret, patient),
    keepsBurnedIn: false,
    software: "cmrkit test",
    ...changes,
  };
}

const image = writeMrInstance(obliqueImage(1, 1, 5));

/** The image with elements added or replaced. */
function imageWith(...added: readonly EncodedElement[]): Uint8Array {
  const { dataset, datasetOffset } = openDicomFile(image, "image");
  const tags = new Set(added.map(({ tag }) => tag));
  const kept = readElements(dataset, explicit, "image").filter(({ tag }) => !tags.has(tag));
  return concatenate([image.subarray(0, datasetOffset), encodeElements([...kept, ...added], explicit)]);
}

/** Elements of a de-identified file by tag, as text. */
function textsOf(bytes: Uint8Array): ReadonlyMap<number, string> {
  const elements = readElements(openDicomFile(bytes, "copy").dataset, explicit, "copy");
  return new Map(
    elements.map(({ tag, value }) => [
      tag,
      Buffer.from(value)
        .toString("latin1")
        .replace(/[\0 ]+$/, ""),
    ]),
  );
}

const SERIES_DATE = 0x0008_0021;
const SERIES_DESCRIPTION = 0x0008_103e;
const MANUFACTURER = 0x0008_0070;
const PATIENT_ID = 0x0010_0020;

test.each(["1.2.840.10008.1.2", LITTLE, "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"] as const)(
  "no word that identifies stands in the output, in no encoding: %s",
  (uid) => {
    const { bytes, secrets } = identifiedFile(uid);
    const some: readonly Retention[] = ["dates", "descriptions"];
    for (const retained of [[], some]) {
      const copy = deIdentify(bytes, "image", options(retained)).bytes;
      const { dataset, datasetOffset, transferSyntaxUid } = openDicomFile(copy, "copy");
      expect(transferSyntaxUid).toBe(uid);
      const whole = Buffer.concat([copy.subarray(0, datasetOffset), dataset]);
      const hidden = retained.length === 0 ? secrets : secrets.filter((word) => !/^1736\d\d\./.test(word)); // times stay
      expect(hidden.filter((word) => isWithin(whole, word))).toEqual([]);
      expect(readPixels(parseDicomInstance(copy, "copy"))).toEqual(readPixels(parseDicomInstance(image, "image")));
    }
    expect(secrets.length).toBeGreaterThan(1000);
    expect(transferSyntaxes[uid].pixelEncoding).toBe("native");
  },
);

/** Whether a word stands in bytes as text of one or two bytes a letter, in capitals or not. */
function isWithin(bytes: Buffer, word: string): boolean {
  const text = bytes.toString("latin1").toLowerCase();
  const wide = Buffer.from(word.toLowerCase(), "utf16le").toString("latin1");
  return text.includes(word.toLowerCase()) || text.includes(wide) || text.includes(wide.slice(1));
}

test("a name typed into a field that stays is found there, whatever its capitals", () => {
  const named = imageWith(
    textElement(0x0010_0010, "PN", "Okonkwo^Ngozi"),
    textElement(MANUFACTURER, "LO", "coil of OKONKWO"),
  );
  const { bytes, counts } = deIdentify(named, "image", options());
  expect(textsOf(bytes).get(MANUFACTURER)).toBe("");
  expect(counts.suspicious).toBe(1);
});

test("a text where a number belongs is emptied", () => {
  const { bytes, counts } = deIdentify(imageWith(textElement(0x0018_0080, "DS", "Mrs Jansen")), "image", options());
  expect(textsOf(bytes).get(0x0018_0080)).toBe("");
  expect(counts.suspicious).toBe(1);
});

test("references between files survive, and follow from the key alone", () => {
  const other = writeMrInstance(obliqueImage(2, 1, 5));
  const [first, second] = [image, other].map((bytes) => deIdentify(bytes, "image", options()));
  expect(first!.seriesInstanceUid).toBe(second!.seriesInstanceUid);
  expect(first!.sopInstanceUid).not.toBe(second!.sopInstanceUid);
  expect(first!.sopInstanceUid).toMatch(/^2\.25\.\d{30,39}$/);
  const referring = imageWith(
    sequenceElement(0x0008_1140, [textElement(0x0008_1155, "UI", "1.2.3.4.12")], explicit), // slice 2, frame 1
  );
  expect(Buffer.from(deIdentify(referring, "image", options()).bytes).includes(second!.sopInstanceUid)).toBe(true);
  const otherKey = options([], { secret: Buffer.from("another key, for tests as well") });
  expect(deIdentify(image, "image", otherKey).seriesInstanceUid).not.toBe(first!.seriesInstanceUid);
  expect(deIdentify(image, "image", options()).bytes).toEqual(first!.bytes);
});

test("dates of a patient move together, times stay; without the option there are none", () => {
  const on = (date: string) =>
    imageWith(textElement(SERIES_DATE, "DA", date), textElement(0x0008_0031, "TM", "101500.25"));
  const [before, after] = ["20240228", "20240301"].map((date) =>
    textsOf(deIdentify(on(date), "image", options(["dates"])).bytes),
  );
  const dayOf = (texts: ReadonlyMap<number, string>) =>
    Date.parse(texts.get(SERIES_DATE)!.replace(/(....)(..)(..)/, "$1-$2-$3")) / 86_400_000;
  expect(dayOf(after!) - dayOf(before!)).toBe(2);
  expect(before!.get(SERIES_DATE)).not.toBe("20240228");
  expect(before!.get(0x0008_0031)).toBe("101500.25");
  expect(before!.get(0x0028_0303)).toBe("MODIFIED");
  const without = textsOf(deIdentify(on("20240228"), "image", options()).bytes);
  expect([without.has(SERIES_DATE), without.has(0x0008_0031), without.get(0x0028_0303)]).toEqual([
    false,
    false,
    "REMOVED",
  ]);
});

test("sex, age, size and weight stay on request; an age above 89 never does", () => {
  const facts = (bytes: Uint8Array, retained: readonly Retention[]) =>
    parseDicomInstance(deIdentify(bytes, "image", options(retained)).bytes, "copy").patient;
  expect(facts(image, ["patient"])).toEqual(parseDicomInstance(image, "image").patient);
  const none = facts(image, []);
  expect([none.sex, none.ageYears, none.weightKg]).toEqual([undefined, undefined, undefined]);
  expect(facts(imageWith(textElement(0x0010_1010, "AS", "090Y")), ["patient"]).ageYears).toBeUndefined();
});

test("of descriptions the known words stay on request, the rest never", () => {
  const described = imageWith(textElement(SERIES_DESCRIPTION, "LO", "cine SAX Dr. Jansen 4ch 20240228 bh"));
  expect(textsOf(deIdentify(described, "image", options(["descriptions"])).bytes).get(SERIES_DESCRIPTION)).toBe(
    "cine SAX 4ch bh",
  );
  expect(textsOf(deIdentify(described, "image", options()).bytes).has(SERIES_DESCRIPTION)).toBe(false);
});

test("a private number is kept under its own creator alone", () => {
  const venc = { ...textElement(0x2001_111a, "FL", ""), value: new Uint8Array(Float32Array.of(0, 0, 150).buffer) };
  const under = (creator: string) =>
    deIdentify(imageWith(textElement(0x2001_0011, "LO", creator), venc), "image", options());
  expect(under("Philips Imaging DD 001").counts).toMatchObject({ privateKept: 2, privateRemoved: 0 });
  expect(under("Philips Imaging DD 002").counts).toMatchObject({ privateKept: 0, privateRemoved: 2 });
  expect(Buffer.from(under("Philips Imaging DD 001").bytes).includes("113111")).toBe(true);
  expect(Buffer.from(under("Philips Imaging DD 002").bytes).includes("113111")).toBe(false);
});

test("the object says what was done to it, in the codes of CID 7050", () => {
  const { bytes, patientId } = deIdentify(image, "image", options(["dates", "device"]));
  const texts = textsOf(bytes);
  expect(texts.get(PATIENT_ID)).toBe(patientId);
  expect(patientId).toMatch(/^P[0-9A-F]{16}$/);
  expect(texts.get(0x0012_0062)).toBe("YES");
  const codes = ["113100", "113105", "113107", "113108", "113109"].filter((code) => Buffer.from(bytes).includes(code));
  expect(codes).toEqual(["113100", "113107", "113109"]);
});

test("an enhanced object keeps its frames, places and pixels", () => {
  const whole = enhancedFile([0, 1, 2].map((t) => obliqueImage(0, t, 3)));
  const copy = parseDicomInstances(deIdentify(whole, "image", options()).bytes, "copy");
  const original = parseDicomInstances(whole, "image");
  expect(copy.map(({ imagePositionPatientMm, triggerTimeMs }) => [imagePositionPatientMm, triggerTimeMs])).toEqual(
    original.map(({ imagePositionPatientMm, triggerTimeMs }) => [imagePositionPatientMm, triggerTimeMs]),
  );
  expect(copy.map(readPixels)).toEqual(original.map(readPixels));
});

test("a comment in compressed pixels is blanked, and no offset moves", () => {
  const comment = [0xff, 0xfe, 0x00, 0x0e, ...Buffer.from("Ngozi Jansen")];
  const scan = [0xff, 0xda, 0x00, 0x02, 0x12, 0xff, 0x00, 0xff, 0xd0, 0x34];
  const fragment = Uint8Array.of(0xff, 0xd8, ...comment, ...scan, ...comment, ...scan, 0xff, 0xd9);
  const whole = recode(image, {
    transferSyntaxUid: "1.2.840.10008.1.2.4.50",
    fragments: [fragment.subarray(0, 20), fragment.subarray(20)],
  });
  const { bytes, comments } = deIdentify(whole, "image", options());
  expect(comments).toBe(2);
  expect(Buffer.from(bytes).includes("Jansen")).toBe(false);
  expect(Buffer.from(bytes).includes(Buffer.from(scan))).toBe(true);
});

test.each([
  ["no-pixels", recode(image, { values: { PixelData: undefined } })],
  ["burned-in", recode(image, { values: { BurnedInAnnotation: "YES" } })],
  ["burned-in", recode(image, { values: { SOPClassUID: "1.2.840.10008.5.1.4.1.1.7" } })],
  ["burned-in", recode(image, { values: { ImageType: ["DERIVED", "SECONDARY", "SCREEN SAVE"] } })],
  ["burned-in", recode(image, { values: { ConversionType: "WSD" } })],
  ["missing-attribute", recode(image, { values: { SOPInstanceUID: undefined } })],
  ["truncated", image.subarray(0, image.length - 4)],
  ["not-dicom", Buffer.from("a letter to a colleague".repeat(20))],
])("%s is refused", (kind, bytes) => {
  expect(refusalOf(() => deIdentify(bytes, "image", options())).kind).toBe(kind);
});

test("what may show text is let through on request, what has no pixels never", () => {
  const kept = options([], { keepsBurnedIn: true });
  const screen = recode(image, { values: { SOPClassUID: "1.2.840.10008.5.1.4.1.1.7", BurnedInAnnotation: "YES" } });
  expect(deIdentify(screen, "image", kept).sopInstanceUid).toMatch(/^2\.25\./);
  const report = recode(image, { values: { PixelData: undefined } });
  expect(refusalOf(() => deIdentify(report, "image", kept)).kind).toBe("no-pixels");
});

test("a patient without a pseudonym is refused, and not named", () => {
  const refusal = refusalOf(() => deIdentify(image, "image", options([], { pseudonymOf: () => undefined })));
  expect(refusal.kind).toBe("unknown-patient");
  expect(JSON.stringify([refusal.message, refusal.details])).not.toContain("P1");
});

test("a damaged file is copied or refused by kind, never anything else", () => {
  const outcomes = new Set<string>();
  for (const { name, bytes } of writtenSeeds()) {
    const random = randomStream(2026).fork(name);
    for (let round = 0; round < 20; round++) {
      const mutant = mutate(bytes, random);
      try {
        outcomes.add(deIdentify(mutant, "mutant", options()).patientId.slice(0, 1));
      } catch (error) {
        if (!(error instanceof DicomError)) throw new Error(`${name}, round ${round}`, { cause: error });
        outcomes.add(error.kind);
      }
    }
  }
  expect([...outcomes]).toEqual(expect.arrayContaining(["P", "truncated", "malformed"]));
});

test("sequences that nest without end are refused", () => {
  let nested = sequenceElement(0x0040_a730, [], explicit);
  for (let depth = 0; depth < 40; depth++) nested = sequenceElement(0x0040_a730, [nested], explicit);
  expect(refusalOf(() => deIdentify(imageWith(nested), "image", options())).kind).toBe("malformed");
});
