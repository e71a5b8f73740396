import { mkdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { assertWritable, type OutputPolicy, writeFolder, writeOneFile } from "./write-folder.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-output-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const isOwn = (name: string) => name === "a.txt" || name === "b.txt";
const keep: OutputPolicy = { replace: false, isOwn };
const force: OutputPolicy = { replace: true, isOwn };
const files = [
  { name: "a.txt", content: "one" },
  { name: "b.txt", content: new Uint8Array([0x74, 0x77, 0x6f]) },
];

describe("a folder of results", () => {
  test("holds every file, nothing beside it remains, and missing parents are made", async () => {
    const out = join(root, "deep", "er", "out");
    await writeFolder(out, files, keep);
    expect((await readdir(out)).sort()).toEqual(["a.txt", "b.txt"]);
    expect(await readFile(join(out, "b.txt"), "utf8")).toBe("two");
    expect(await readdir(join(root, "deep", "er"))).toEqual(["out"]);
  });

  test("has the permissions that any new folder of the user has", async () => {
    const out = join(root, "out");
    await writeFolder(out, files, keep);
    await mkdir(join(root, "plain"));
    expect((await stat(out)).mode).toBe((await stat(join(root, "plain"))).mode);
  });

  test("takes the place of an empty one", async () => {
    const out = join(root, "out");
    await mkdir(out);
    await writeFolder(out, files, keep);
    expect((await readdir(out)).sort()).toEqual(["a.txt", "b.txt"]);
  });

  test("does not replace earlier results unless told, and then leaves none of them", async () => {
    const out = join(root, "out");
    await writeFolder(out, files, keep);
    await expect(writeFolder(out, files, keep)).rejects.toMatchObject({ kind: "output" });
    await writeFolder(out, [{ name: "a.txt", content: "new" }], force);
    expect(await readdir(out)).toEqual(["a.txt"]);
    expect(await readFile(join(out, "a.txt"), "utf8")).toBe("new");
    expect(await readdir(root)).toEqual(["out"]);
  });

  test("never replaces a folder that holds anything else, even when told", async () => {
    await writeFile(join(root, "thesis.doc"), "years of work");
    await expect(writeFolder(root, files, force)).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining("holds other files (thesis.doc)"),
    });
    expect(await readdir(root)).toEqual(["thesis.doc"]);
  });

  test("leaves nothing when writing fails half way", async () => {
    const broken = [...files, { name: join("no", "such", "folder.txt"), content: "" }];
    await expect(writeFolder(join(root, "new", "out"), broken, keep)).rejects.toMatchObject({ kind: "output" });
    expect(await readdir(root)).toEqual([]);
  });

  test("takes nothing with it that another process wrote beside it while it failed", async () => {
    const neighbour = join(root, "new", "p2");
    const slow = {
      name: "a.txt",
      get content() {
        mkdirSync(neighbour);
        return "one";
      },
    };
    const broken = [slow, { name: join("no", "such.txt"), content: "" }];
    const deep = join(root, "new", "deep", "p1");
    await expect(writeFolder(deep, broken, keep)).rejects.toMatchObject({ kind: "output" });
    expect(await readdir(root, { recursive: true })).toEqual(["new", join("new", "p2")]);
  });

  test("comes back when its successor cannot be written", async () => {
    const out = join(root, "out");
    await writeFolder(out, files, keep);
    const broken = [{ name: join("no", "such.txt"), content: "" }];
    await expect(writeFolder(out, broken, force)).rejects.toMatchObject({ kind: "output" });
    expect((await readdir(out)).sort()).toEqual(["a.txt", "b.txt"]);
    expect(await readdir(root)).toEqual(["out"]);
  });
});

describe("asking first whether a folder can be written", () => {
  test("leaves no trace when it can", async () => {
    await assertWritable(join(root, "deep", "out"), keep);
    expect(await readdir(root)).toEqual([]);
  });

  test("refuses a path below a file, and a path that is a file", async () => {
    const file = join(root, "file");
    await writeFile(file, "");
    const below = {
      kind: "output",
      message: expect.stringContaining("cannot be written: a part of its path is a file"),
    };
    await expect(assertWritable(join(file, "out"), keep)).rejects.toMatchObject(below);
    const itself = { kind: "output", message: expect.stringContaining("is a file") };
    await expect(assertWritable(file, keep)).rejects.toMatchObject(itself);
  });
});

test("one file is replaced only when told, and its folder must be there", async () => {
  const path = join(root, "labels.nii");
  await writeOneFile(path, "one", false);
  await expect(writeOneFile(path, "two", false)).rejects.toMatchObject({ kind: "output" });
  await writeOneFile(path, "two", true);
  expect(await readFile(path, "utf8")).toBe("two");
  await expect(writeOneFile(join(root, "no", "labels.nii"), "", false)).rejects.toMatchObject({ kind: "output" });
  expect(await readdir(root)).toEqual(["labels.nii"]);
});
