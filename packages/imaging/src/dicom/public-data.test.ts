/** Real files, where the data folder lies beside the repository; what they hold is described in its README. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { DicomError } from "./errors.ts";
import { inspectSeries } from "./inspect.ts";
import { readPixels } from "./pixel-decoders.ts";
import { readCineFolder, readDicomFolder } from "./read-folder.ts";
import { laterRefusalOf } from "./testing/refusal.ts";

const data = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

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

describe.skipIf(!existsSync(`${data}dicom`))(
  "DICOM of many kinds (skipped where ../shared/data/dicom is absent)",
  () => {
    test("each file is read or refused by kind", async () => {
      const { instances, skipped, damaged } = await readDicomFolder(`${data}dicom`);
      const kindsOf = new Map([...skipped, ...damaged].map(({ name, error }) => [baseOf(name), error.kind]));
      expect(instances.length).toBeGreaterThan(10);
      expect(kindsOf.get("MR_truncated.dcm")).toBe("truncated");
      expect(kindsOf.get("MR_small_padded.dcm")).toBe("invalid-attribute");
      expect(kindsOf.get("CT_small.dcm")).toBe("not-mr-image");
      expect(kindsOf.get("rtplan_truncated.dcm")).toBe("not-mr-image");
      expect(kindsOf.get("emri_small.dcm")).toBe("unsupported-multi-frame");
      expect(kindsOf.get("no_meta.dcm")).toBe("not-dicom");
    });

    test("one image in four encodings has the same pixels", async () => {
      const { instances } = await readDicomFolder(`${data}dicom/pydicom`);
      const named = (name: string) => instances.find(({ source }) => baseOf(source) === name)!;
      const reference = readPixels(named("MR_small.dcm"));
      expect(Math.max(...reference)).toBeGreaterThan(1000);
      for (const name of ["MR_small_implicit.dcm", "MR_small_bigendian.dcm", "MR_small_expb.dcm"]) {
        expect(readPixels(named(name)), name).toEqual(reference);
      }
    });

    test("compressed images are indexed, and refused when their pixels are read", async () => {
      const { instances } = await readDicomFolder(`${data}dicom/cine-transfer-syntaxes`);
      const kinds = instances.map((instance) => {
        try {
          return readPixels(instance).length;
        } catch (error) {
          return error instanceof DicomError ? error.kind : error;
        }
      });
      expect(kinds).toEqual(new Array(4).fill("unsupported-transfer-syntax"));
    });
  },
);

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
