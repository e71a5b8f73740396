/** Small simulated images in every format, in a temporary folder. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fromColumns, type MrInstanceToWrite, makeGrid, writeMrInstance, writeNifti } from "@cmrkit/imaging";
import { encodePng } from "@cmrkit/study";
import { catalogueFolders } from "../catalogue-folders.ts";
import type { CatalogueSettings } from "../settings.ts";

export const SIDE = 20;

/** Whole numbers from 0 to 250 without a pattern, other ones for each seed: (Y, X) of SIDE × SIDE. */
export function pixels(seed: number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, n) => ((n + seed) ** 3 * 7 + 31 * seed) % 251);
}

export function png(seed: number): Uint8Array {
  return encodePng(pixels(seed), SIDE, SIDE);
}

/** The planes of the seeds, one a frame. */
export function nifti(
  seeds: readonly number[],
  spacing: readonly [number, number, number] = [1.5, 1.25, 8],
): Uint8Array {
  const [x, y, z] = spacing;
  const columns = { iAxis: [x, 0, 0], jAxis: [0, y, 0], kAxis: [0, 0, z], origin: [0, 0, 0] } as const;
  const grid = makeGrid([SIDE, SIDE, 1], fromColumns("ijk", "lps", columns));
  const data = Float32Array.from(seeds.flatMap((seed) => [...pixels(seed)]));
  return writeNifti({ grid, frameCount: seeds.length, data, frameTimesMs: seeds.map((_, t) => 40 * t) });
}

/** A grey JPEG file of 16 × 16 pixels without a pattern. */
export const jpeg: Uint8Array = Buffer.from(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5mo" +
    "q6QBHB4eKCMoTisrTqRuXW6kpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpP/AABEIABAAEAMBEQACEQEDEQH/" +
    "xAGiAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBwgJCgsQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJ" +
    "ChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrC" +
    "w8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+gEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoLEQACAQIEBAMEBwUEBAABAncAAQID" +
    "EQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqC" +
    "g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/2gAMAwEAAhEDEQA/AGBR" +
    "HHtIAjYcAAop4A4H3mHPIoAe42L5bJuXqqEYDc/3ByRxwWNACKQg81ciNjkkZT1P3iNxbjt1oADhF8pWRVIB27Sox04UfMwPPWgD/9k=",
  "base64",
);

/** Slice k, frame t of an oblique stack 10 mm apart, frames 40 ms; `change` may alter it. */
export function dicom(k: number, t: number, change: Partial<MrInstanceToWrite> = {}): Uint8Array {
  const number = 100 * k + t + 1;
  return writeMrInstance({
    sopInstanceUid: `1.2.3.4.${number}`,
    seriesInstanceUid: "1.2.3.4",
    studyInstanceUid: "1.2.3",
    frameOfReferenceUid: "1.2.3.5",
    seriesNumber: 7,
    instanceNumber: number,
    patient: { name: "Phantom", id: "P1" },
    sequence: {
      imageType: ["DERIVED", "SECONDARY", "OTHER"],
      scanningSequence: "GR",
      sequenceVariant: "SS",
      repetitionTimeMs: 3.2,
      echoTimeMs: 1.6,
      flipAngleDegrees: 50,
      magneticFieldStrengthT: 1.5,
    },
    rows: SIDE,
    columns: SIDE,
    pixelSpacingMm: [1.25, 1.5],
    imageOrientationPatient: [0.8, 0.6, 0, 0, 0, 1],
    imagePositionPatientMm: [6 * k, -8 * k, 0], // along the normal (0.6, −0.8, 0)
    sliceThicknessMm: 8,
    triggerTimeMs: 40 * t,
    pixels: Uint16Array.from(pixels(number)),
    ...change,
  });
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "cmrkit-catalogue-"));
}

/** Writes files below a folder, making what lies on the way. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

export const plainSettings: CatalogueSettings = { exclude: [], kinds: [] };

/** Catalogues `images/` of a folder into its `catalogue.sqlite`, and gives that path. */
export async function catalogued(folder: string, settings: CatalogueSettings = plainSettings): Promise<string> {
  const path = join(folder, "catalogue.sqlite");
  await catalogueFolders({ folders: [join(folder, "images")], path, settings });
  return path;
}
