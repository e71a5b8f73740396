import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { encodePng } from "@cmrkit/study";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadImage } from "../loading/load-image.ts";
import { openCatalogue } from "./catalogue.ts";
import { catalogueFolders } from "./catalogue-folders.ts";
import type { CatalogueImage, ImageFilter } from "./image.ts";
import { visitRefusedFiles } from "./summary.ts";
import { enhancedDicom } from "./testing/enhanced-dicom.ts";
import {
  catalogued,
  dicom,
  jpeg,
  nifti,
  pixels,
  plainSettings,
  png,
  SIDE,
  temporaryFolder,
  writeFiles,
} from "./testing/small-images.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function imagesOf(path: string, filter?: ImageFilter): CatalogueImage[] {
  const catalogue = openCatalogue(path);
  const images = [...catalogue.images(filter)];
  catalogue.dispose();
  return images;
}

/** Files that are no image: name → outcome. */
function refusedIn(path: string): Record<string, string> {
  const refused: Record<string, string> = {};
  visitRefusedFiles(path, (file) => (refused[basename(file.path)] = file.outcome));
  return refused;
}

/** What images are, apart from where they lie and when their files were written. */
const facts = ({ format, patient, sequence, view, size, spacingMm, contentHash, files }: CatalogueImage) => ({
  ...{ format, patient, sequence, view, size, spacingMm, contentHash },
  names: files.map(({ path }) => basename(path)),
});

test("images of every format are found by content, with size, spacing, kind and patient", async () => {
  writeFiles(folder, {
    "images/set/sub01_cine_sax.nii.gz": nifti([1, 2, 3, 4, 5]),
    "images/set/N049_slice003.dat": png(10),
    "images/lax4ch/125_0015.jpg": jpeg,
    "images/study/a": dicom(0, 0),
  });
  const found = imagesOf(await catalogued(folder)).map((image) => ({ ...facts(image), contentHash: "" }));
  const common = { contentHash: "", sequence: "cine" };
  expect(found.toSorted((a, b) => (a.format < b.format ? -1 : 1))).toEqual([
    {
      ...common,
      ...{
        format: "dicom",
        sequence: "unknown",
        view: "unknown",
        names: ["a"],
        patient: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
      ...{ size: [1, 1, SIDE, SIDE], spacingMm: [8, 1.25, 1.5] },
    },
    {
      ...common,
      ...{ format: "jpeg", view: "lax_4c", names: ["125_0015.jpg"], patient: "images/lax4ch/125" },
      ...{ size: [1, 1, 16, 16], spacingMm: null },
    },
    {
      ...common,
      ...{ format: "nifti", view: "sax", names: ["sub01_cine_sax.nii.gz"], patient: "images/set/sub01" },
      ...{ size: [5, 1, SIDE, SIDE], spacingMm: [8, 1.25, 1.5] },
    },
    {
      ...common,
      ...{ format: "png", sequence: "lge", view: "sax", names: ["N049_slice003.dat"], patient: "images/set/N049" },
      ...{ size: [1, 1, SIDE, SIDE], spacingMm: null },
    },
  ]);
});

test("what is no image to learn from is left out, each with its reason", async () => {
  const labels = pixels(1).map((value) => value % 4);
  writeFiles(folder, {
    "images/good.png": png(1),
    "images/notes.txt": "Dear colleague,",
    "images/empty.png": "",
    "images/cut.png": png(2).subarray(0, 200),
    "images/cut.dcm": dicom(0, 0).subarray(0, 900),
    "images/cut.nii.gz": gzipSync(nifti([3])).subarray(0, 300),
    "images/labels.png": encodePng(labels, SIDE, SIDE),
    "images/black.png": encodePng(new Uint8Array(SIDE * SIDE), SIDE, SIDE),
    "images/black.dcm": dicom(1, 0, { pixels: new Uint16Array(SIDE * SIDE) }),
    "images/pixel.png": encodePng(Uint8Array.of(7), 1, 1),
    "images/small.png": encodePng(pixels(3).subarray(0, 12 * 20), 20, 12),
    "images/copy.png": png(1),
    "images/same.nii": nifti([1]),
  });
  const path = await catalogued(folder);
  expect(imagesOf(path).map(({ path: file }) => basename(file))).toEqual(["copy.png"]);
  expect(refusedIn(path)).toEqual({
    "notes.txt": "not-an-image",
    "empty.png": "not-an-image",
    "cut.png": "unreadable",
    "cut.dcm": "unreadable",
    "cut.nii.gz": "unreadable",
    "labels.png": "label-map",
    "black.png": "constant-image",
    "black.dcm": "constant-image",
    "pixel.png": "constant-image",
    "small.png": "too-small",
    "good.png": "duplicate",
    "same.nii": "duplicate",
  });
  const reasons: string[] = [];
  visitRefusedFiles(path, ({ outcome, reason }) => outcome === "duplicate" && reasons.push(reason));
  expect(reasons).toEqual([
    expect.stringMatching(/^same pixels as .*\/copy\.png$/),
    expect.stringMatching(/copy\.png$/),
  ]);
});

describe("DICOM images", () => {
  const stack = (slices: number, frames: number) =>
    Object.fromEntries(
      Array.from({ length: slices * frames }, (_, n) => {
        const [k, t] = [Math.floor(n / frames), n % frames];
        return [`images/study/${(n * 7) % (slices * frames)}-k${k}t${t}`, dicom(k, t)];
      }),
    );
  const namesOf = (image: CatalogueImage | undefined) => image?.files.map(({ path }) => basename(path).split("-")[1]);

  test("of a whole stack are one cine, frame by frame, whatever the files are called", async () => {
    writeFiles(folder, stack(3, 5));
    const [image, ...others] = imagesOf(await catalogued(folder));
    expect(others).toEqual([]);
    expect(image).toMatchObject({ size: [5, 3, SIDE, SIDE], sequence: "cine", view: "sax" });
    expect(image?.spacingMm?.[0]).toBeCloseTo(10);
    expect(namesOf(image)).toEqual([0, 1, 2, 3, 4].flatMap((t) => [`k0t${t}`, `k1t${t}`, `k2t${t}`]));
  });

  test("of one enhanced object are the planes of a cine, each with the number of its frame", async () => {
    const planes = [0, 1, 2].flatMap((k) => [0, 1, 2, 3].map((t) => [k, t] as const));
    const frames = planes.map(([k, t]) => ({
      pixels: pixels(100 * k + t + 1),
      positionMm: [6 * k, -8 * k, 0] as const,
      triggerTimeMs: 40 * t,
    }));
    writeFiles(folder, { "images/one": enhancedDicom(frames, SIDE), "images/copy": enhancedDicom(frames, SIDE) });
    const path = await catalogued(folder);
    const [image, ...others] = imagesOf(path);
    expect(others).toEqual([]);
    expect(image).toMatchObject({ size: [4, 3, SIDE, SIDE], sequence: "cine", view: "sax" });
    expect(image?.files.map(({ frameNumber }) => frameNumber)).toEqual([1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12]);
    expect(refusedIn(path)).toEqual({ one: "duplicate" });
    const { data } = await loadImage(image!);
    expect([...data.subarray(0, 2 * SIDE * SIDE)]).toEqual([...pixels(1), ...pixels(101)]);
  });

  test("of a stack that lacks a frame are taken slice by slice", async () => {
    const files = stack(3, 5);
    delete files[Object.keys(files).find((name) => name.endsWith("k1t3"))!];
    writeFiles(folder, files);
    const images = imagesOf(await catalogued(folder));
    expect(images.map(({ size }) => size[0])).toEqual([5, 4, 5]);
    expect(namesOf(images[1])).toEqual(["k1t0", "k1t1", "k1t2", "k1t4"]);
    expect(images.map(({ view }) => view)).toEqual(["sax", "sax", "sax"]);
  });

  test("of three perpendicular directions in one series are a localiser", async () => {
    const directions = {
      axial: [1, 0, 0, 0, 1, 0],
      coronal: [1, 0, 0, 0, 0, -1],
      sagittal: [0, 1, 0, 0, 0, -1],
    } as const;
    for (const [n, [name, direction]] of Object.entries(directions).entries()) {
      writeFiles(folder, { [`images/${name}`]: dicom(0, n, { imageOrientationPatient: direction }) });
    }
    const images = imagesOf(await catalogued(folder));
    expect(images.map(({ sequence }) => sequence)).toEqual(["localiser", "localiser", "localiser"]);
  });

  test("say by their series description what they are", async () => {
    writeFiles(folder, { "images/a": dicom(0, 0, { seriesDescription: "PSIR_LGE_4ch" }) });
    expect(imagesOf(await catalogued(folder))[0]).toMatchObject({ sequence: "lge", view: "lax_4c" });
  });

  test("tell what a NIfTI file of the same pixels leaves open, and what it says stays", async () => {
    const series = { "images/a": dicom(0, 0, { seriesDescription: "LGE_4ch" }) };
    writeFiles(folder, { ...series, "images/p7/t1_map.nii": nifti([1]) });
    const path = await catalogued(folder);
    expect(imagesOf(path)).toMatchObject([{ format: "nifti", sequence: "t1_map", view: "lax_4c" }]);
    expect(refusedIn(path)).toEqual({ a: "duplicate" });
  });

  test("that are there twice count once, and changed copies are told", async () => {
    writeFiles(folder, {
      "images/a": dicom(0, 0),
      "images/b": dicom(0, 0),
      "images/c": dicom(0, 0, { pixels: Uint16Array.from(pixels(99)) }),
    });
    const path = await catalogued(folder);
    expect(imagesOf(path)).toHaveLength(1);
    const reasons: string[] = [];
    visitRefusedFiles(path, ({ reason }) => reasons.push(reason));
    expect(reasons).toEqual([
      expect.stringMatching(/^same instance as .*\/a$/),
      expect.stringMatching(/^same SOPInstanceUID as .*\/a, other pixels/),
    ]);
  });

  test("leave no identity in the catalogue: a secret changes the hash, equal patients share it", async () => {
    const other = {
      studyInstanceUid: "1.2.9",
      seriesInstanceUid: "1.2.9.1",
      sopInstanceUid: "1.2.9.1.1",
      pixels: Uint16Array.from(pixels(50)),
    };
    writeFiles(folder, {
      "images/a": dicom(0, 0, { patient: { name: "Ada^Example", id: "MRN4711" }, seriesDescription: "secret text" }),
      "images/b": dicom(0, 0, { ...other, patient: { name: "Ada^Example", id: "MRN4711" } }),
    });
    const path = await catalogued(folder);
    const [a, b] = imagesOf(path);
    expect(a?.patient).toBe(b?.patient);
    expect(a?.study).not.toBe(b?.study);
    const bytes = readFileSync(path, "latin1");
    for (const text of ["Ada", "MRN4711", "secret text", "1.2.9.1.1"]) expect(bytes).not.toContain(text);
    const keyed = { ...plainSettings, patientSecret: Buffer.from("sixteen bytes or more") };
    rmSync(path);
    expect(imagesOf(await catalogued(folder, keyed))[0]?.patient).not.toBe(a?.patient);
  });
});

describe("what the user knows better", () => {
  test("goes before what files say, and patients are found by the expression", async () => {
    writeFiles(folder, { "images/case-7/late/sax_1.png": png(2), "images/case-7/x.dcm": dicom(0, 0) });
    const settings = {
      exclude: [],
      kinds: [{ glob: "late/*", kind: { sequence: "t1_map", view: "unknown" } } as const],
      patient: /case-(\d+)/,
    };
    const images = imagesOf(await catalogued(folder, settings)).map(facts);
    expect(images.map(({ patient }) => patient)).toEqual(["7", "7"]);
    expect(images.find(({ format }) => format === "png")).toMatchObject({ sequence: "t1_map", view: "sax" });
  });

  test("is left out: files by name, folders with all that is in them", async () => {
    writeFiles(folder, { "images/a.png": png(1), "images/a_gt.png": png(2), "images/masks/b.png": png(3) });
    const path = await catalogued(folder, { ...plainSettings, exclude: ["*_gt.png", "masks"] });
    expect(imagesOf(path).map(({ path: file }) => basename(file))).toEqual(["a.png"]);
  });
});

describe("a second run", () => {
  const run = (shouldStop?: () => boolean) =>
    catalogueFolders({
      ...{ folders: [join(folder, "images")], path: join(folder, "catalogue.sqlite"), settings: plainSettings },
      ...(shouldStop && { shouldStop }),
    });

  test("reads only what is new or changed", async () => {
    writeFiles(folder, { "images/a.png": png(1), "images/b.png": png(2) });
    expect(await run()).toEqual({ isFinished: true, filesRead: 2, filesKnown: 0 });
    expect(await run()).toEqual({ isFinished: true, filesRead: 0, filesKnown: 2 });
    writeFiles(folder, { "images/b.png": png(3), "images/c.png": png(4) });
    utimesSync(join(folder, "images/b.png"), 5000, 5000);
    expect(await run()).toEqual({ isFinished: true, filesRead: 2, filesKnown: 1 });
    const images = imagesOf(join(folder, "catalogue.sqlite"));
    expect(images.map(({ path }) => basename(path)).sort()).toEqual(["a.png", "b.png", "c.png"]);
    expect(new Set(images.map(({ contentHash }) => contentHash)).size).toBe(3);
  });

  test("forgets what is there no longer: images, slices of a stack, whole stacks, and takes a copy instead", async () => {
    writeFiles(folder, { "images/a.png": png(1), "images/b.png": png(2), "images/copy-of-b.png": png(2) });
    writeFiles(folder, { "images/k0": dicom(0, 0), "images/k1": dicom(1, 0), "images/k2": dicom(2, 0) });
    await run();
    for (const name of ["a.png", "b.png", "k2"]) rmSync(join(folder, "images", name));
    await run();
    const left = imagesOf(join(folder, "catalogue.sqlite"));
    expect(left.map(({ path, size }) => [basename(path), size[1]]).sort()).toEqual([
      ["copy-of-b.png", 1],
      ["k0", 2],
    ]);
    for (const name of ["k0", "k1"]) rmSync(join(folder, "images", name));
    await run();
    expect(imagesOf(join(folder, "catalogue.sqlite"))).toHaveLength(1);
  });

  test("sorts a series anew that has grown", async () => {
    writeFiles(folder, { "images/k0": dicom(0, 0), "images/k1": dicom(1, 0) });
    await run();
    writeFiles(folder, { "images/k2": dicom(2, 0) });
    await run();
    expect(imagesOf(join(folder, "catalogue.sqlite")).map(({ size }) => size)).toEqual([[1, 3, SIDE, SIDE]]);
  });

  test("takes the copy of an image whose file has changed", async () => {
    writeFiles(folder, { "images/a.png": png(1), "images/b.png": png(1) });
    await run();
    writeFiles(folder, { "images/a.png": png(2) });
    utimesSync(join(folder, "images/a.png"), 5000, 5000);
    await run();
    const images = imagesOf(join(folder, "catalogue.sqlite"));
    expect(images.map(({ path }) => basename(path)).sort()).toEqual(["a.png", "b.png"]);
  });

  test("goes on where one was stopped, and ends with the same images", async () => {
    writeFiles(folder, Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`images/${n}.png`, png(n)])));
    writeFiles(folder, { "images/k0": dicom(0, 0), "images/k1": dicom(1, 0) });
    let asked = 0;
    expect(await run(() => ++asked > 4)).toEqual({ isFinished: false, filesRead: 4, filesKnown: 0 });
    expect(await run()).toEqual({ isFinished: true, filesRead: 4, filesKnown: 4 });
    const resumed = imagesOf(join(folder, "catalogue.sqlite")).map(facts);
    rmSync(join(folder, "catalogue.sqlite"));
    await run();
    expect(resumed).toEqual(imagesOf(join(folder, "catalogue.sqlite")).map(facts));
  });

  test("begins anew in the empty file that a full disk has left", async () => {
    writeFiles(folder, { "images/a.png": png(1), "catalogue.sqlite": "" });
    expect(await run()).toEqual({ isFinished: true, filesRead: 1, filesKnown: 0 });
  });

  test("with other settings is refused, since half would be recorded by each", async () => {
    writeFiles(folder, { "images/a.png": png(1) });
    await run();
    const other = catalogued(folder, { ...plainSettings, patient: /a/ });
    await expect(other).rejects.toMatchObject({ kind: "bad-config", message: expect.stringContaining("--patient") });
  });
});

describe("refused before anything is written:", () => {
  const make = (folders: readonly string[], path: string) =>
    catalogueFolders({ folders, path, settings: plainSettings });

  test("a folder that is not there, and one without files", async () => {
    await expect(make([join(folder, "gone")], join(folder, "c"))).rejects.toMatchObject({ kind: "data-missing" });
    await expect(make([folder], join(folder, "c"))).rejects.toMatchObject({ kind: "data-missing" });
    expect(() => readFileSync(join(folder, "c"))).toThrow("ENOENT");
  });

  test("a file or database that is no catalogue, and is left as it was", async () => {
    writeFiles(folder, { "images/a.png": png(1), "letter.txt": "Dear colleague, ".repeat(99) });
    new DatabaseSync(join(folder, "other.sqlite")).exec("CREATE TABLE image (id)");
    for (const name of ["letter.txt", "other.sqlite"]) {
      const path = join(folder, name);
      const before = readFileSync(path);
      await expect(make([join(folder, "images")], path)).rejects.toMatchObject({ kind: "bad-catalogue" });
      expect(() => openCatalogue(path)).toThrow(expect.objectContaining({ kind: "bad-catalogue" }));
      expect(readFileSync(path)).toEqual(before);
    }
    expect(() => openCatalogue(join(folder, "gone"))).toThrow(expect.objectContaining({ kind: "bad-catalogue" }));
  });

  test("a place where nothing can be written", async () => {
    writeFiles(folder, { "images/a.png": png(1) });
    writeFileSync(join(folder, "file"), "");
    const refused = make([join(folder, "images")], join(folder, "file", "c.sqlite"));
    await expect(refused).rejects.toMatchObject({ kind: "not-saved", message: expect.stringContaining("c.sqlite") });
  });
});

test("filters, ids, counts and patients agree", async () => {
  writeFiles(folder, {
    "images/n/N001_slice0.png": png(1),
    "images/n/N001_slice1.png": png(2),
    "images/n/P002_slice0.png": png(3),
    "images/cine/p9_cine_4ch.png": png(4),
  });
  const catalogue = openCatalogue(await catalogued(folder));
  const filter = { sequences: ["lge"], patients: ["images/n/N001", "images/cine/p9"] } as const;
  expect(catalogue.count(filter)).toBe(2);
  expect([...catalogue.ids(filter)].map((id) => catalogue.image(id))).toEqual([...catalogue.images(filter)]);
  expect(catalogue.patients({ sequences: ["lge"] })).toEqual(["images/n/N001", "images/n/P002"]);
  expect(catalogue.count({ views: ["lax_4c"] })).toBe(1);
  expect(catalogue.count({ formats: ["dicom"] })).toBe(0);
  expect(() => catalogue.image(999)).toThrow(expect.objectContaining({ kind: "bad-catalogue" }));
  catalogue.dispose();
});
