/** Real files, where the data folder lies beside the repository; what they hold is described in its README. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { integerOf, parseDataset } from "./dataset.ts";
import { DicomError } from "./errors.ts";
import { inspectSeries } from "./inspect.ts";
import { parseDicomInstances } from "./instance.ts";
import { openDicomFile } from "./part10.ts";
import { readPixels, readStoredPixels } from "./pixel-decoders.ts";
import { readEncodedPixels } from "./pixel-format.ts";
import { readCineFolder, readDicomFolder } from "./read-folder.ts";
import { laterRefusalOf } from "./testing/refusal.ts";

const repository = new URL("../../../../", import.meta.url);
const data = fileURLToPath(new URL("../shared/data/", repository));

describe.skipIf(!existsSync(`${data}sunnybrook`))(
  "Sunnybrook (skipped where ../shared/data/sunnybrook is absent)",
  () => {
    let reading: ReturnType<typeof readCineFolder> | undefined;
    function readOnce() {
      reading ??= readCineFolder(`${data}sunnybrook/SCD0000101`);
      return reading;
    }

    test.each([
      ["SCD0000101", 12, 79.05],
      ["SCD0000201", 13, 86.08],
    ])("%s is a whole cine of %i slices × 20 frames", async (patient, sliceCount, heartRatePerMin) => {
      const { cine, choice, index } = await readCineFolder(`${data}sunnybrook/${patient}`);
      expect(cine.volume.grid.size).toEqual([256, 256, sliceCount]);
      expect(cine.volume.frameCount).toBe(20);
      expect(cine.sliceSpacingMm).toBeCloseTo(10, 3);
      expect(cine.frameOrderedBy).toBe("trigger-time");
      expect(cine.heartRatePerMin).toBeCloseTo(heartRatePerMin, 2);
      expect([...choice.warnings, ...index.skipped, ...index.damaged]).toEqual([]);
    });

    test("instance numbers of SCD0000101 run against the normal, and position wins", async () => {
      const { cine, index } = await readOnce();
      const numberOf = new Map(index.instances.map((i) => [i.sopInstanceUid, i.instanceNumber]));
      const numbersAt = (t: number) => cine.sopInstanceUids[t]!.map((uid) => numberOf.get(uid));
      expect(numbersAt(0)).toEqual([221, 201, 181, 161, 141, 121, 101, 81, 61, 41, 21, 1]);
      expect(numbersAt(19)).toEqual([240, 220, 200, 180, 160, 140, 120, 100, 80, 60, 40, 20]);
    });

    test("frame times are medians over slices whose R–R interval changed, and that is told", async () => {
      const { cine } = await readOnce();
      expect(cine.volume.frameTimesMs?.[0]).toBeCloseTo(18.99, 2);
      expect(cine.volume.frameTimesMs?.[19]).toBeCloseTo(740.51, 2);
      // De-identification gave every file its own frame of reference; 280 images were acquired, 240 are published.
      expect(cine.warnings.map(({ kind }) => kind)).toEqual([
        "trigger-times-spread",
        "fewer-images-than-announced",
        "frames-of-reference-differ",
      ]);
    });

    test("two patients in one folder are not measured as one", async () => {
      expect((await laterRefusalOf(() => readCineFolder(`${data}sunnybrook`))).kind).toBe("mixed-studies");
    });

    test("a localiser in three directions is listed as three still stacks, and is no cine", async () => {
      const folder = `${data}sunnybrook-scout/SCD0000101`;
      const summaries = inspectSeries((await readDicomFolder(folder)).instances);
      expect(summaries.map(({ orientation, sliceCount, frameCount }) => [orientation, sliceCount, frameCount])).toEqual(
        [
          ["axial", 5, 1],
          ["sagittal", 5, 1],
          ["coronal", 5, 1],
        ],
      );
      expect((await laterRefusalOf(() => readCineFolder(folder))).kind).toBe("no-cine");
    });
  },
);

/** What pydicom decodes, file by file: see fixtures/dicom/make.py. */
interface Golden {
  readonly files: Readonly<Record<string, { readonly frames: number; readonly sha256: string }>>;
}

const golden: Golden = JSON.parse(readFileSync(new URL("fixtures/dicom/golden.json", repository), "utf8"));
const expectedOutcomes: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL("fixtures/dicom/outcomes.json", repository), "utf8"),
);

/** One sample a pixel, but a number of a colour: refused. */
const palettes = new Set([
  "OBXXXX1A.dcm",
  "OBXXXX1A_expb.dcm",
  "OBXXXX1A_rle.dcm",
  "OBXXXX1A_rle_2frame.dcm",
  "examples_palette.dcm",
]);

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`${data}dicom/${name}`));
}

/** What becomes of a file when it is read as a study's, pixels included. */
function outcomeOf(name: string): string {
  try {
    const instances = parseDicomInstances(bytesOf(name), name);
    for (const instance of instances) readPixels(instance);
    return "read";
  } catch (error) {
    if (error instanceof DicomError) return error.kind;
    throw error;
  }
}

/** The same hash that the golden script makes, of the pixels of any object with grey ones, MR or not. */
function storedHash(name: string): string {
  const file = openDicomFile(bytesOf(name), name);
  const dataset = parseDataset(file, name);
  const frames = new Array(integerOf(dataset, "NumberOfFrames") ?? 1).fill(dataset);
  const hash = createHash("sha256");
  for (const pixels of readEncodedPixels(dataset, file.transferSyntaxUid, frames)) {
    const stored = readStoredPixels({ source: name, sopInstanceUid: "", frameNumber: undefined, pixels });
    hash.update(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
  }
  return hash.digest("hex");
}

describe.skipIf(!existsSync(`${data}dicom`))(
  "DICOM of many kinds (skipped where ../shared/data/dicom is absent)",
  () => {
    test("each file is read or refused by the kind that the table says", () => {
      const outcomes = Object.keys(expectedOutcomes).map((name) => [name, outcomeOf(name)]);
      expect(Object.fromEntries(outcomes)).toEqual(expectedOutcomes);
    });

    test("the table knows every file", () => {
      const found = readdirSync(`${data}dicom`, { recursive: true }).map(String);
      expect(found.filter((name) => name.endsWith(".dcm")).toSorted()).toEqual(
        Object.keys(expectedOutcomes).toSorted(),
      );
    });

    test.each(Object.keys(golden.files).filter((name) => !palettes.has(baseOf(name))))(
      "%s has the pixels that an independent toolkit reads",
      (name) => {
        expect(storedHash(name)).toBe(golden.files[name]!.sha256);
      },
    );
  },
);

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
