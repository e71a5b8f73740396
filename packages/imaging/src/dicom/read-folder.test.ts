import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { indexInstances } from "./index-instances.ts";
import { readCineFolder, readDicomFolder } from "./read-folder.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { recode } from "./testing/recode.ts";
import { laterRefusalOf } from "./testing/refusal.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmrkit-dicom-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** A cine of 4 slices × 3 frames in subfolders by slice, under names that tell nothing. */
async function writeCine(): Promise<void> {
  for (let k = 0; k < 4; k++) {
    await mkdir(join(folder, `part${3 - k}`, "deep"), { recursive: true });
    for (let t = 0; t < 3; t++) {
      const name = join(folder, `part${3 - k}`, "deep", `IM${(5 * t) % 7}`);
      await writeFile(name, writeMrInstance(obliqueImage(k, t, 3)));
    }
  }
}

test("a cine in subfolders is found under any names", async () => {
  await writeCine();
  const { cine, choice, index } = await readCineFolder(folder);
  expect(cine.volume.grid.size).toEqual([4, 3, 4]);
  expect(cine.volume.frameCount).toBe(3);
  expect(choice.warnings).toEqual([]);
  expect(index.skipped).toEqual([]);
});

test("files are read in the order of their names", async () => {
  await writeCine();
  const { instances } = await readDicomFolder(folder);
  const names = instances.map(({ source }) => source);
  expect(names).toEqual(names.toSorted());
});

test("what is no MR image is left out with its reason", async () => {
  await writeCine();
  const file = writeMrInstance(obliqueImage(0, 0, 3));
  await writeFile(join(folder, "notes.dcm"), "not an image at all\n".repeat(50));
  await writeFile(join(folder, "DICOMDIR"), recode(file, { values: { SOPClassUID: "1.2.840.10008.1.3.10" } }));
  await writeFile(join(folder, "enhanced"), recode(file, { values: { SOPClassUID: "1.2.840.10008.5.1.4.1.1.4.1" } }));
  const { index } = await readCineFolder(folder);
  expect(index.skipped.map(({ name, error }) => [name, error.kind])).toEqual([
    [join(folder, "DICOMDIR"), "not-mr-image"],
    [join(folder, "enhanced"), "missing-attribute"],
    [join(folder, "notes.dcm"), "not-dicom"],
  ]);
});

test("links in a circle and links to nothing end", async () => {
  await writeCine();
  await symlink(folder, join(folder, "part0", "again"));
  await symlink(join(folder, "itself"), join(folder, "itself"));
  await symlink(join(folder, "gone"), join(folder, "dangling"));
  expect((await readDicomFolder(folder)).instances).toHaveLength(12);
});

test("a damaged file anywhere keeps the folder from being measured", async () => {
  await writeCine();
  await writeFile(join(folder, "cut"), writeMrInstance(obliqueImage(4, 0, 3)).subarray(0, 900));
  const error = await laterRefusalOf(() => readCineFolder(folder));
  expect(error.kind).toBe("truncated");
  expect(error.message).toContain(join(folder, "cut"));
  expect((await readDicomFolder(folder)).damaged).toHaveLength(1);
});

test("an empty folder and one of other files hold no DICOM", async () => {
  const empty = await laterRefusalOf(() => readDicomFolder(folder));
  expect([empty.kind, empty.message]).toEqual([
    "no-dicom",
    `${folder} holds no file; give the folder of a DICOM study`,
  ]);
  await writeFile(join(folder, "a.dcm"), "text");
  const text = await laterRefusalOf(() => readCineFolder(folder));
  expect([text.kind, text.message]).toEqual([
    "no-dicom",
    `${folder} holds 1 file, none of them DICOM; give the folder of a DICOM study`,
  ]);
  await writeFile(join(folder, "cine.nii.gz"), "text");
  expect((await laterRefusalOf(() => readCineFolder(folder))).message).toContain(
    `give the folder of a DICOM study, or a NIfTI file by its own path, such as ${join(folder, "cine.nii.gz")}`,
  );
});

test("a folder of other DICOM objects has no cine, and says what it has", async () => {
  const values = { SOPClassUID: "1.2.840.10008.5.1.4.1.1.2" };
  await writeFile(join(folder, "ct"), recode(writeMrInstance(obliqueImage(0, 0, 3)), { values }));
  const error = await laterRefusalOf(() => readCineFolder(folder));
  expect(error.kind).toBe("no-cine");
  expect(error.message).toContain("1 × not-mr-image");
});

test("a path that is a file is refused for its own reason", async () => {
  const path = join(folder, "text.dcm");
  await writeFile(path, "text");
  expect((await laterRefusalOf(() => readDicomFolder(path))).kind).toBe("not-dicom");
});

test("a path that does not exist is unreadable", async () => {
  const error = await laterRefusalOf(() => readDicomFolder(join(folder, "nowhere")));
  expect(error.kind).toBe("unreadable");
  expect(error.message).toContain("is not there; check the path");
});

test("files are taken from any source, one after the other", async () => {
  async function* archive() {
    yield { name: "first", bytes: writeMrInstance(obliqueImage(0, 0, 3)) };
    yield { name: "second", bytes: new Uint8Array([1, 2, 3]) };
  }
  const { instances, skipped } = await indexInstances(archive());
  expect(instances.map(({ source }) => source)).toEqual(["first"]);
  expect(skipped.map(({ name, error }) => [name, error.kind])).toEqual([["second", "not-dicom"]]);
});
