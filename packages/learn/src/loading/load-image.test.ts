import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCatalogue } from "../catalogue/catalogue.ts";
import type { CatalogueImage } from "../catalogue/image.ts";
import {
  catalogued,
  dicom,
  nifti,
  pixels,
  png,
  temporaryFolder,
  writeFiles,
} from "../catalogue/testing/small-images.ts";
import { loadImage } from "./load-image.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function only(files: Readonly<Record<string, Uint8Array>>): Promise<CatalogueImage> {
  writeFiles(folder, files);
  const catalogue = openCatalogue(await catalogued(folder));
  const [image] = catalogue.images();
  catalogue.dispose();
  return image!;
}

test("pictures, volumes and series come back as they were written", async () => {
  const picture = await loadImage(await only({ "images/a.png": png(3) }));
  expect(picture).toEqual({ data: Float32Array.from(pixels(3)), size: [1, 1, 20, 20], spacingMm: null });
  rmSync(folder, { recursive: true });
  const volume = await loadImage(await only({ "images/a.nii.gz": nifti([4, 5]) }));
  expect([...volume.data]).toEqual([...pixels(4), ...pixels(5)]);
  rmSync(folder, { recursive: true });
  const at = (k: number, t: number) => ({ [`images/${9 - 3 * t - k}`]: dicom(k, t) });
  const series = await loadImage(await only({ ...at(0, 0), ...at(1, 0), ...at(0, 1), ...at(1, 1) }));
  expect([...series.data]).toEqual([1, 101, 2, 102].flatMap((number) => [...pixels(number)]));
});

test("a file that is gone, or of another length, is refused by path, expected and came", async () => {
  const image = await only({ "images/a.png": png(3) });
  writeFileSync(image.path, "short");
  const bytes = image.files[0]!.byteCount;
  await expect(loadImage(image)).rejects.toMatchObject({
    kind: "image-changed",
    message: expect.stringContaining(`a.png is not what was catalogued: expected ${bytes} bytes, came 5;`),
  });
  rmSync(image.path);
  await expect(loadImage(image)).rejects.toMatchObject({
    kind: "image-changed",
    message: expect.stringMatching(/a\.png .*expected a file of \d+ bytes, came none that can be opened \(ENOENT\)/),
  });
});

test("a copy with another time is good, other pixels in as many bytes are not", async () => {
  const image = await only({ "images/a": dicom(0, 0) });
  utimesSync(image.path, 5000, 5000);
  expect((await loadImage(image)).data).toEqual(Float32Array.from(pixels(1)));
  writeFileSync(image.path, dicom(0, 0, { pixels: Uint16Array.from(pixels(8)) }));
  await expect(loadImage(image)).rejects.toMatchObject({
    kind: "image-changed",
    message: expect.stringContaining("hash"),
  });
});

test("a file that was damaged is a bad image", async () => {
  const image = await only({ "images/a.png": png(3) });
  writeFileSync(image.path, new Uint8Array(image.files[0]!.byteCount));
  await expect(loadImage(image)).rejects.toMatchObject({
    kind: "bad-image",
    message: expect.stringContaining(join("images", "a.png")),
  });
});
