/** Real files, where the data folder lies beside the repository: what can be copied is read as before, and names no one. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { DicomError } from "../errors.ts";
import { parseDicomInstances } from "../instance.ts";
import { openDicomFile } from "../part10.ts";
import { readStoredPixels } from "../pixel-decoders.ts";
import { transferSyntaxes } from "../transfer-syntax.ts";
import { deIdentify } from "./de-identify.ts";
import { cleanedDescriptions } from "./kept-values.ts";
import { standardAttribute } from "./profile.ts";
import { type EncodedElement, readElements } from "./read-elements.ts";
import { isStandardUid, pseudonymOf } from "./secret.ts";

const data = fileURLToPath(new URL("../../../../../../shared/data/", import.meta.url));
const secret = Buffer.from("a key for tests, known to all");
const options = {
  secret,
  retained: new Set<never>(),
  pseudonymOf: (patient: string) => pseudonymOf(secret, patient),
  keepsBurnedIn: true,
  software: "cmrkit test",
};

/** Every 20th image of a patient, and all files of other kinds. */
function filesBelow(folder: string, step: number): readonly string[] {
  const names = readdirSync(`${data}${folder}`, { recursive: true }).map(String);
  const images = names.filter((name) => name.endsWith(".dcm")).toSorted();
  return images.filter((_, n) => n % step === 0).map((name) => `${folder}/${name}`);
}

describe.skipIf(!existsSync(`${data}dicom`) || !existsSync(`${data}sunnybrook`))(
  "public files (skipped where ../shared/data/dicom or ../shared/data/sunnybrook is absent)",
  () => {
    test.each([
      ["dicom", 1, 60],
      ["sunnybrook", 20, 20],
    ])(
      "of %s, each is refused by kind or copied with the same pixels and none of its identifiers",
      (folder, step, least) => {
        let copied = 0;
        for (const name of filesBelow(folder, step)) {
          const bytes = new Uint8Array(readFileSync(`${data}${name}`));
          const copy = copyOf(bytes, name);
          if (copy === undefined) continue;
          copied += 1;
          expect([name, outcomeOf(copy)]).toEqual([name, outcomeOf(bytes)]);
          expect([name, identifiersIn(bytes, copy)]).toEqual([name, []]);
        }
        expect(copied).toBeGreaterThanOrEqual(least);
      },
      120_000,
    );
  },
);

function copyOf(bytes: Uint8Array, name: string): Uint8Array | undefined {
  try {
    return deIdentify(bytes, name, options).bytes;
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}

/** What the reader of images makes of a file: its refusal, or places and pixels. */
function outcomeOf(bytes: Uint8Array): unknown {
  try {
    return parseDicomInstances(bytes, "file").map((instance) => [
      instance.imagePositionPatientMm,
      instance.triggerTimeMs,
      hashOf(readStoredPixels(instance)),
    ]);
  } catch (error) {
    if (error instanceof DicomError) return error.kind;
    throw error;
  }
}

function hashOf(pixels: ArrayBufferView): string {
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}

const NAMING_VRS = new Set(["PN", "LO", "SH", "ST", "LT", "UT", "DA", "DT", "UI"]);
/** Shorter values, such as study number 1, stand in many places by chance. */
const SHORTEST = 6;

/** Values that the profile acts on and that stand in the copy before its pixels; a description may say what a code says too. */
function identifiersIn(original: Uint8Array, copy: Uint8Array): readonly string[] {
  const words = [...everyElement(elementsOf(original))].flatMap(({ tag, value }) => {
    const { vr = "", action } = standardAttribute(tag) ?? {};
    if (action === undefined || !NAMING_VRS.has(vr) || isDescription(tag)) return [];
    const values = Buffer.from(value)
      .toString("latin1")
      .split(vr === "PN" ? /[\\^=]/ : /\\/);
    return values.map((text) => text.replaceAll("\0", "").trim());
  });
  const kept = [...everyElement(elementsOf(copy))].filter(({ tag }) => tag >>> 16 !== 0x7fe0);
  const text = kept.map(({ value }) => Buffer.from(value).toString("latin1")).join("\n");
  return words.filter((word) => word.length >= SHORTEST && !isStandardUid(word) && text.includes(word));
}

const PERFORMED_PROCEDURE_STEP_DESCRIPTION = 0x0040_0254;

function isDescription(tag: number): boolean {
  return cleanedDescriptions.has(tag) || tag === PERFORMED_PROCEDURE_STEP_DESCRIPTION;
}

function elementsOf(bytes: Uint8Array): readonly EncodedElement[] {
  const { dataset, transferSyntaxUid } = openDicomFile(bytes, "file");
  const { byteOrder, isExplicitVr } = transferSyntaxes[transferSyntaxUid];
  return readElements(dataset, { isLittleEndian: byteOrder === "little", isExplicitVr }, "file");
}

function* everyElement(elements: readonly EncodedElement[]): Generator<EncodedElement> {
  for (const element of elements) {
    yield element;
    for (const item of element.sequence?.items ?? []) yield* everyElement(item);
  }
}
