import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDicomInstance, writeNifti } from "@cmrkit/imaging";
import { encodePng, StudyError } from "@cmrkit/study";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { filesBelow, knowingModel, runCli } from "./testing/cli.ts";
import { smallStudy, writeDicom, writeNiftis } from "./testing/small-study.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-bad-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const model = knowingModel(smallStudy.labels);
const at = (...names: string[]) => join(root, ...names);

/** The command fails with this kind, says so in one line, and leaves the disk as it was. */
async function expectRefusal(args: readonly string[], kind: string, says: string | RegExp, open = model) {
  const before = await filesBelow(root);
  const { exitCode, stdout, stderr } = await runCli(["analyze", ...args, "--out", at("out"), "--json"], open);
  expect(JSON.parse(stdout).error.kind).toBe(kind);
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^cmr: [^\n]+\n$/); // one line, and so no stack trace
  expect(JSON.parse(stdout).error.message).toBe(stderr.slice("cmr: ".length, -1));
  expect(exitCode).toBe(1);
  expect(await filesBelow(root)).toEqual(before);
}

describe("analyze refuses", () => {
  test("a path where nothing is", () => expectRefusal([at("nothing")], "input", "is not there"));

  test("an empty folder", async () => {
    await mkdir(at("empty"));
    await expectRefusal([at("empty")], "no-dicom", "holds no file");
  });

  test("a text file called .dcm, in a folder and by itself", async () => {
    await mkdir(at("text"));
    await writeFile(at("text", "image.dcm"), "Dear colleague, the images are attached.\n".repeat(9));
    await expectRefusal([at("text")], "no-dicom", "holds 1 file, none of them DICOM");
    await expectRefusal([at("text", "image.dcm")], "not-dicom", "image.dcm");
  });

  test("a study with one truncated image", async () => {
    await writeDicom(at("study"), (bytes, n) => (n === 7 ? bytes.subarray(0, bytes.length - 100) : bytes));
    await expectRefusal([at("study")], "truncated", "IM00008");
  });

  test("a study that lacks a slice", async () => {
    await writeDicom(at("study"), (bytes) => (sliceOf(bytes) === 2 ? undefined : bytes));
    await expectRefusal([at("study")], "missing-slice", /instance 2\.25\.\d+/);
  });

  test("a study that lacks one frame of one slice", async () => {
    await writeDicom(at("study"), (bytes) => (sliceOf(bytes) === 2 && frameOf(bytes) === 3 ? undefined : bytes));
    await expectRefusal([at("study")], "missing-frame", /4 frames|5 frames/);
  });

  test("two studies in one folder", async () => {
    await writeDicom(at("both"), undefined, "first");
    await writeDicom(at("both"), undefined, "second");
    await expectRefusal([at("both")], "mixed-studies", "perhaps of different patients");
  });

  test("an image twice with different pixels", async () => {
    const lastPixel = (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 2 ? byte ^ 1 : byte));
    await writeDicom(at("both", "original"));
    await writeDicom(at("both", "copy"), (bytes, n) => (n === 3 ? lastPixel(bytes) : undefined));
    await expectRefusal([at("both")], "duplicate-instance", "is there twice with different content");
  });

  test("a NIfTI file with a broken header", async () => {
    const bytes = writeNifti(smallStudy.volume);
    bytes.fill(0xff, 40, 56); // dim
    await writeFile(at("broken.nii"), bytes);
    await expectRefusal([at("broken.nii")], "bad-dimensions", "broken.nii: dim[0] counts the axes");
  });

  test("a NIfTI file that ends early, and one that is none", async () => {
    await writeFile(at("short.nii"), writeNifti(smallStudy.volume).subarray(0, 5000));
    await expectRefusal([at("short.nii")], "truncated", "short.nii");
    await writeFile(at("letter.nii.gz"), "Dear colleague,".repeat(40));
    await expectRefusal([at("letter.nii.gz")], "not-nifti", "letter.nii.gz");
  });

  test("a picture, whatever its name", async () => {
    const png = encodePng(new Uint8Array(64), 8, 8);
    await writeFile(at("slice.png"), png);
    await writeFile(at("slice.nii.gz"), png);
    await expectRefusal([at("slice.png")], "input", "is a PNG picture; expected a DICOM folder or a NIfTI file");
    await expectRefusal([at("slice.nii.gz")], "input", "is a PNG picture");
  });

  test("a 3D NIfTI file as a cine, and a 4D one as half of a pair", async () => {
    await writeNiftis(root);
    await expectRefusal([at("sax_ed.nii.gz")], "input", "holds one frame: a cine needs several");
    await expectRefusal(["--ed", at("sax.nii.gz"), "--es", at("sax_es.nii.gz")], "input", "holds 5 frames");
  });

  test("a picture without a heart", async () => {
    await writeDicom(at("study"));
    const { labels } = smallStudy;
    const empty = knowingModel({ ...labels, labels: new Uint8Array(labels.labels.length) });
    await expectRefusal([at("study")], "no-heart", "no left ventricle was found in any of 5 frames", empty);
    const blind: typeof model = async (...args) => ({
      ...(await model(...args)),
      segment: () => Promise.reject(new StudyError("no-heart", "no heart in 5 frames")),
    });
    await expectRefusal([at("study")], "no-heart", "no heart in 5 frames", blind);
  });
});

describe("analyze does not write", () => {
  test("below a file, and says so before the model is opened", async () => {
    await writeDicom(at("study"));
    await writeFile(at("file"), "");
    const { exitCode, stderr } = await runCli(["analyze", at("study"), "--out", at("file", "out")]);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^cmr: .*cannot be written: a part of its path is a file\n$/),
    ]);
  });

  test("over other files, nor over earlier results unless told", async () => {
    await writeDicom(at("study"));
    await mkdir(at("mine"));
    await writeFile(at("mine", "notes.txt"), "mine");
    const other = await runCli(["analyze", at("study"), "--out", at("mine"), "--force"]);
    expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining("holds other files (notes.txt)")]);
    expect((await runCli(["analyze", at("study"), "--out", at("out")], model)).exitCode).toBe(0);
    const again = await runCli(["analyze", at("study"), "--out", at("out")]);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining("add --force to replace them")]);
    expect((await runCli(["analyze", at("study"), "--out", at("out"), "--force"], model)).exitCode).toBe(0);
  });
});

describe("misuse ends with exit code 2 and touches nothing:", () => {
  test.each([
    ["no command", []],
    ["an unknown command", ["analyse"]],
    ["no input", ["analyze", "--out", "out"]],
    ["no output", ["analyze", "study"]],
    ["input and pair together", ["analyze", "study", "--ed", "a.nii", "--es", "b.nii", "--out", "out"]],
    ["half a pair", ["analyze", "--ed", "a.nii", "--out", "out"]],
    ["height without weight", ["analyze", "study", "--out", "out", "--height", "180"]],
    ["a height in metres", ["analyze", "study", "--out", "out", "--height", "1.8", "--weight", "80"]],
    ["a weight that is no number", ["analyze", "study", "--out", "out", "--height", "180", "--weight", "heavy"]],
    ["an unknown device", ["analyze", "study", "--out", "out", "--device", "abacus"]],
    ["no threads", ["analyze", "study", "--out", "out", "--threads", "0"]],
    ["labels to a file that is no NIfTI", ["segment", "a.nii", "--out", "labels.png"]],
  ])("%s", async (_, args) => {
    const { exitCode, stderr } = await runCli(args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/cmr: [^\n]+\n$/);
  });

  test("as JSON where asked for", async () => {
    const { stdout } = await runCli(["analyze", "--json", "--out", "out"]);
    expect(JSON.parse(stdout).error).toMatchObject({
      kind: "misuse",
      message: expect.stringContaining("--ed and --es"),
    });
  });
});

/** Which slice of the small study an image shows, by its number: slice by slice, frame by frame, from 1. */
function sliceOf(bytes: Uint8Array): number {
  return Math.floor(imageIndex(bytes) / smallStudy.volume.frameCount);
}

function frameOf(bytes: Uint8Array): number {
  return imageIndex(bytes) % smallStudy.volume.frameCount;
}

function imageIndex(bytes: Uint8Array): number {
  return (parseDicomInstance(bytes, "image").instanceNumber ?? 0) - 1;
}
