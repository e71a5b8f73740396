import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDicomInstance } from "@cmrkit/imaging";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filesBelow, runCli } from "../testing/cli.ts";
import { writeDicom } from "../testing/small-study.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-anonymize-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The image in which one text is replaced by another of its length. */
function withText(bytes: Uint8Array, from: string, to: string): Uint8Array {
  expect(to).toHaveLength(from.length);
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.write(to, at, "latin1");
  return new Uint8Array(copy);
}

function patientIdOf(bytes: Uint8Array): string {
  const at = Buffer.from(bytes).indexOf(Buffer.from([0x10, 0x00, 0x20, 0x00, 0x4c, 0x4f]));
  const length = bytes[at + 6]!;
  return Buffer.from(bytes.subarray(at + 8, at + 8 + length)).toString("latin1");
}

test("a study is copied whole under new names, and read as before", async () => {
  await writeDicom(join(root, "Jansen, A."));
  const { exitCode, stdout } = await runCli(["anonymize", join(root, "Jansen, A."), join(root, "copy")]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/1 {2}P[0-9A-F]{16} +\d+/);
  expect(stdout).toContain("Research use only");
  const files = (await filesBelow(join(root, "copy"))).filter((name) => name.endsWith(".dcm"));
  for (const name of files) expect(name).toMatch(/^P[0-9A-F]{16}(\/2\.25\.\d+){3}\.dcm$/);
  const inspected = await runCli(["inspect", join(root, "copy")]);
  expect(inspected.stdout).toContain("whole cine");
});

/** The image as one of another series number, of one digit. */
function numbered(bytes: Uint8Array, digit: string): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(Buffer.from([0x20, 0x00, 0x11, 0x00, 0x49, 0x53]));
  copy.write(digit, at + 8, "latin1");
  return new Uint8Array(copy);
}

test("series are told by the numbers that cmr inspect shows of the copies", async () => {
  for (const digit of ["7", "3"])
    await writeDicom(join(root, "in"), (bytes, n) => (n < 2 ? numbered(bytes, digit) : undefined), digit);
  const { stdout } = await runCli(["anonymize", join(root, "in"), join(root, "copy")]);
  const numbersIn = (text: string) =>
    text
      .match(/^ +\d(?= {2})/gm)
      ?.map(Number)
      .toSorted();
  expect(numbersIn(stdout)).toEqual([3, 7]);
  expect(numbersIn((await runCli(["inspect", join(root, "copy")])).stdout)).toEqual([3, 7]);
});

test("one key gives one answer, another key another", async () => {
  await writeDicom(join(root, "in"), (bytes, n) => (n < 2 ? bytes : undefined));
  const keyed = async (key: string, out: string) => {
    await writeFile(join(root, "key"), key);
    await runCli(["anonymize", join(root, "in"), join(root, out), "--key", join(root, "key")]);
    return filesBelow(join(root, out));
  };
  const first = await keyed("a secret of sixteen bytes", "a");
  expect(await keyed("a secret of sixteen bytes", "b")).toEqual(first);
  expect(await keyed("another one of its length", "c")).not.toEqual(first);
});

test("JSON tells counts of each copy by its new name, and what was left out by its own", async () => {
  await writeDicom(join(root, "in"), (bytes, n) => (n === 0 ? bytes.subarray(0, 3000) : n < 4 ? bytes : undefined));
  await writeFile(join(root, "in", "letter.txt"), "Dear colleague, …");
  const { stdout } = await runCli(["anonymize", join(root, "in"), join(root, "copy"), "--json", "--retain", "dates"]);
  const facts = JSON.parse(stdout);
  expect(facts).toMatchObject({ retained: ["dates"], repeats: 0 });
  expect(facts.copied).toHaveLength(3);
  expect(facts.copied[0]).toMatchObject({ uidsReplaced: expect.any(Number), privateRemoved: 0, comments: 0 });
  expect(facts.refused.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(["not-dicom", "truncated"]);
  expect(JSON.stringify(facts.copied)).not.toContain("IM0");
});

test("patients are named by a table, and those it does not name are not copied", async () => {
  const id = "K7q19";
  await writeDicom(join(root, "in"), (bytes, n) => (n < 2 ? withText(bytes, "small", id) : undefined));
  await writeFile(join(root, "names.csv"), `patient_id,pseudonym\n${id},site1-007\n`);
  await runCli(["anonymize", join(root, "in"), join(root, "copy"), "--patients", join(root, "names.csv")]);
  expect((await filesBelow(join(root, "copy")))[0]).toBe("site1-007");
  await writeFile(join(root, "names.csv"), "patient_id,pseudonym\nsomebody,site1-008\n");
  const other = await runCli([
    "anonymize",
    join(root, "in"),
    join(root, "other"),
    "--patients",
    join(root, "names.csv"),
  ]);
  expect(other.exitCode).toBe(1);
  expect(other.stderr).toContain("unknown-patient");
  expect(other.stderr).not.toContain(id);
  expect(existsSync(join(root, "other"))).toBe(false);
});

test("a second patient does not slip under the name of the first", async () => {
  await writeDicom(join(root, "in"), (bytes, n) => {
    const id = patientIdOf(bytes);
    return n === 0 ? bytes : n === 1 ? withText(bytes, id, id.replaceAll(/./g, "9")) : undefined;
  });
  const asked = ["anonymize", join(root, "in"), join(root, "copy"), "--patient-id", "case-1"];
  const { exitCode, stderr } = await runCli(asked);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("the folder holds several")]);
  expect(existsSync(join(root, "copy"))).toBe(false);
});

test("hostile names reach neither paths nor the terminal", async () => {
  const folder = join(root, "in", "\x1b]0;owned\x07\n<script>");
  await writeDicom(folder, (bytes, n) => {
    const id = patientIdOf(bytes);
    return n === 0
      ? withText(bytes, id, "../../../../../../tmp/x".slice(0, id.length))
      : n === 1
        ? bytes.subarray(0, 3000)
        : undefined;
  });
  await symlink(join(root, "in"), join(root, "in", "again"));
  await symlink("/dev/null", join(root, "in", "device"));
  const { exitCode, stdout } = await runCli(["anonymize", join(root, "in"), join(root, "copy")]);
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain("\x1b");
  expect((await filesBelow(join(root, "copy"))).filter((name) => name.endsWith(".dcm"))).toHaveLength(1);
  expect(await filesBelow(root)).not.toContain("tmp");
});

/** One element in explicit little endian, of a value representation with a short length or, for sequences, a long one. */
function element(tag: number, vr: string, value: Buffer): Buffer {
  const head = Buffer.alloc(vr === "SQ" || vr === "OB" ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(vr, 4, "latin1");
  if (head.length === 12) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

const padded = (text: string, pad = "\0") => Buffer.from(text.length % 2 === 0 ? text : text + pad, "latin1");

/** A directory whose one record points at a file elsewhere. */
function directoryOf(referencedFileId: string): Buffer {
  const meta = [
    element(0x00020001, "OB", Buffer.from([0, 1])),
    element(0x00020002, "UI", padded("1.2.840.10008.1.3.10")),
    element(0x00020003, "UI", padded("1.2.3.4")),
    element(0x00020010, "UI", padded("1.2.840.10008.1.2.1")),
  ];
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.concat(meta).length);
  const record = element(0x00041500, "CS", padded(referencedFileId, " "));
  const item = Buffer.from([0xfe, 0xff, 0x00, 0xe0, record.length, 0, 0, 0]);
  const records = element(0x00041220, "SQ", Buffer.concat([item, record]));
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), element(0x00020000, "UL", length), ...meta, records]);
}

test("what a DICOMDIR points at outside the folder is neither read nor copied", async () => {
  await writeDicom(join(root, "study"));
  const entries = await filesBelow(join(root, "study"));
  const images = entries.filter((name) => !entries.some((other) => other.startsWith(`${name}/`)));
  await mkdir(join(root, "elsewhere"));
  await writeFile(join(root, "elsewhere", "SECRET"), await readFile(join(root, "study", images[0]!)));
  await writeFile(join(root, "study", "DICOMDIR"), directoryOf("..\\elsewhere\\SECRET"));
  const { exitCode, stdout } = await runCli(["anonymize", join(root, "study"), join(root, "copy"), "--json"]);
  const { copied, refused } = JSON.parse(stdout);
  expect(exitCode).toBe(0);
  expect(refused).toEqual([expect.objectContaining({ kind: "no-pixels", path: join(root, "study", "DICOMDIR") })]);
  expect(copied).toHaveLength(images.length);
});

test("nothing is overwritten, and originals and copies stay apart", async () => {
  await writeDicom(join(root, "in"), (bytes, n) => (n === 0 ? bytes : undefined));
  await mkdir(join(root, "full"));
  await writeFile(join(root, "full", "mine.txt"), "mine");
  for (const out of ["full", "in", "in/copy", "."])
    expect((await runCli(["anonymize", join(root, "in"), join(root, out)])).exitCode).toBe(2);
  expect(await readFile(join(root, "full", "mine.txt"), "utf8")).toBe("mine");
  await mkdir(join(root, "empty"));
  expect((await runCli(["anonymize", join(root, "in"), join(root, "empty")])).exitCode).toBe(0);
});

test.each([
  ["a short key", ["--key", "KEY"]],
  ["a pseudonym that is a path", ["--patient-id", "../x"]],
  ["two ways to name patients", ["--patient-id", "a", "--patients", "KEY"]],
  ["an option that does not exist", ["--retain", "names"]],
])("%s is refused before anything is written", async (_what, flags) => {
  await writeFile(join(root, "key"), "short");
  const args = flags.map((flag) => (flag === "KEY" ? join(root, "key") : flag));
  const { exitCode } = await runCli(["anonymize", root, join(root, "..", "cmr-none"), ...args]);
  expect(exitCode).toBe(2);
});

test("the copy has the pixels of the original", async () => {
  const originals: Uint8Array[] = [];
  await writeDicom(join(root, "in"), (bytes, n) => {
    if (n === 0) originals.push(bytes);
    return n === 0 ? bytes : undefined;
  });
  await runCli(["anonymize", join(root, "in"), join(root, "copy")]);
  const [name] = (await filesBelow(join(root, "copy"))).filter((each) => each.endsWith(".dcm"));
  const copy = parseDicomInstance(new Uint8Array(await readFile(join(root, "copy", name!))), "copy");
  expect(copy.pixels.bytes).toEqual(parseDicomInstance(originals[0]!, "original").pixels.bytes);
});
