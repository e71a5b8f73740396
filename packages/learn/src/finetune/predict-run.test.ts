/** Predictions as files: for a data set and for plain images, once and again. */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromColumns, makeGrid, readNifti, readNiftiLabels, writeNifti } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { temporaryFolder, writeFiles } from "../catalogue/testing/small-images.ts";
import { type PredictionRun, predictFinetuned, type RefusedImage } from "./predict-run.ts";
import { writeDrawnPatients } from "./testing/drawn-patients.ts";
import { smallFinetune, smallJson } from "./testing/small-finetune.ts";
import { writeUntrained } from "./testing/untrained-model.ts";

const data = writeDrawnPatients(3);
const both = { ...smallJson.data, frames: "channels" };
const network = { kind: "resnet", model: { depth: 10, layerChannels: [4, 4, 8, 8] } };
const segmenter = writeUntrained(smallFinetune(), 1, ["p1", "p2"]);
const classification = { kind: "classification", fact: "group", classes: ["DCM", "NOR"] };
const classifier = writeUntrained(smallFinetune({ data: both, task: classification, network }), 2, ["p0"]);

const columns = { iAxis: [4, 0, 0], jAxis: [0, 4, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
const gridOf = (slices: number) => makeGrid([24, 24, slices], fromColumns("ijk", "lps", columns));

const validation = { kind: "data-set", folder: data, patients: "validation" } as const;
const files = (...names: string[]) => ({ kind: "files", paths: names.map((name) => join(data, name)) }) as const;
const predict = (run: Omit<PredictionRun, "out"> & { readonly out?: string }) =>
  predictFinetuned({ out: temporaryFolder(), ...run });
const read = (...path: string[]) => readFileSync(join(...path));

test("labels of a data set lie on the voxels of its images, and need no labels there", async () => {
  const out = join(temporaryFolder(), "new");
  const { predictions, kept, refused } = await predict({ modelFolder: segmenter, source: validation, out });
  expect([predictions.length, kept, refused]).toEqual([4, 0, []]);
  expect(predictions[0]).toEqual({ case: "p1", image: "sax ed", answer: { files: ["p1_sax-ed.nii.gz"] } });
  const [labels, image] = [readNiftiLabels(read(out, "p1_sax-ed.nii.gz")), readNifti(read(data, "p1_ed.nii.gz"))];
  expect(labels.labels.grid).toEqual(image.volume.grid);
  expect(labels.header.srow).toEqual(image.header.srow);
  expect(Math.max(...labels.labels.labels)).toBeLessThanOrEqual(2);
  expect(JSON.parse(read(out, "labels.json").toString())).toEqual({ 1: "cavity", 2: "myocardium" });
  expect(read(out, "predictions.csv").toString().split("\n")[1]).toBe("p1,sax ed,p1_sax-ed.nii.gz");
});

test("a plain file is answered like the same image of a data set, each frame of four dimensions by itself", async () => {
  const cine = temporaryFolder();
  const frames = ["p1_ed.nii.gz", "p1_es.nii.gz"].flatMap((name) => [...readNifti(read(data, name)).volume.data]);
  const volume = { grid: gridOf(3), frameCount: 2, data: Float32Array.from(frames), frameTimesMs: [0, 40] };
  const twoFrames = writeNifti(volume);
  writeFiles(cine, { "p1/sax.nii": twoFrames, "p2/sax.nii": twoFrames });
  const out = temporaryFolder();
  const paths = [join(cine, "p1/sax.nii"), join(cine, "p2/sax.nii")];
  const { predictions } = await predict({ modelFolder: segmenter, source: { kind: "files", paths }, out });
  expect(predictions.map((each) => each.case)).toEqual(["p1/sax", "p2/sax"]);
  const { labels, frameTimesMs } = readNiftiLabels(read(out, "p1-sax.nii.gz"));
  expect([labels.frameCount, frameTimesMs]).toEqual([2, [0, 40]]);
  const single = temporaryFolder();
  await predict({ modelFolder: segmenter, source: files("p1_ed.nii.gz", "p1_es.nii.gz"), out: single });
  const alone = ["p1_ed.nii.gz", "p1_es.nii.gz"].flatMap((name) => [
    ...readNiftiLabels(read(single, name)).labels.labels,
  ]);
  expect([...labels.labels]).toEqual(alone);
});

test("a model of both phases takes files two by two and says how likely each class is", async () => {
  const out = temporaryFolder();
  const ofSet = await predict({ modelFolder: classifier, source: validation, out });
  const ofFiles = await predict({ modelFolder: classifier, source: files("p0_ed.nii.gz", "p0_es.nii.gz") });
  expect(ofFiles.predictions[0]!.answer).toEqual(ofSet.predictions[0]!.answer);
  expect(ofFiles.predictions[0]!.image).toBe("p0_ed.nii.gz + p0_es.nii.gz");
  const [head, row] = read(out, "predictions.csv").toString().split("\n");
  expect(head).toBe("case,image,frame,class,probability DCM,probability NOR");
  const [caseId, image, frame, , dcm, nor] = row!.split(",");
  expect([caseId, image, frame]).toEqual(["p0", "ed and es", "1"]);
  expect(Number(dcm) + Number(nor)).toBeCloseTo(1, 5);
  const one = predict({ modelFolder: classifier, source: files("p0_ed.nii.gz") });
  await expect(one).rejects.toMatchObject({ kind: "bad-input", message: expect.stringMatching(/end-diastole, then/) });
  const picture = predict({ modelFolder: segmenter, source: { kind: "files", paths: ["27_0001.jpg"] } });
  const message = expect.stringMatching(/^27_0001\.jpg is no NIfTI file, .*; list pictures .* in a cases\.csv/);
  await expect(picture).rejects.toMatchObject({ kind: "bad-input", message });
  const twice = predict({ modelFolder: classifier, source: files("p0_ed.nii.gz", "p0_ed.nii.gz") });
  await expect(twice).rejects.toMatchObject({ kind: "bad-input", message: expect.stringMatching(/given twice/) });
});

test("values come with their unit, and another turn of the image is another look at it", async () => {
  const config = smallFinetune({ data: both, task: { kind: "regression", targets: ["lvEfPercent"] }, network });
  const modelFolder = writeUntrained(config, 2, ["p0"], { mean: [50], deviation: [10] });
  const out = temporaryFolder();
  const [upright, turned] = [
    await predict({ modelFolder, source: validation, out }),
    await predict({ modelFolder, source: validation, testTimeAugmentation: "turns" }),
  ];
  expect(read(out, "predictions.csv").toString()).toMatch(
    /^case,image,frame,target,value,unit\np0,ed and es,1,lvEfPercent,[\d.]+,%\n$/,
  );
  expect(turned.predictions).not.toEqual(upright.predictions);
});

test("a folder goes on where it stopped and keeps what is there; with another model or images it is refused", async () => {
  const out = temporaryFolder();
  await predict({ modelFolder: segmenter, source: validation, out });
  writeFileSync(join(out, "p1_sax-ed.nii.gz"), "corrected by hand");
  rmSync(join(out, "p2_sax-es.nii.gz"));
  appendFileSync(join(out, "predictions.jsonl"), '{"case":"p2","ima'); // cut short by a crash
  const again = await predict({ modelFolder: segmenter, source: validation, out });
  expect([again.predictions.length, again.kept]).toEqual([4, 3]);
  expect(read(out, "p1_sax-ed.nii.gz").toString()).toBe("corrected by hand");
  expect(existsSync(join(out, "p2_sax-es.nii.gz"))).toBe(true);
  expect((await predict({ modelFolder: segmenter, source: validation, out })).kept).toBe(4);

  const others = [
    [{ modelFolder: segmenter, source: files("p1_ed.nii.gz") }, /their images/],
    [{ modelFolder: segmenter, source: validation, testTimeAugmentation: "flips" }, /test-time augmentation/],
    [{ modelFolder: writeUntrained(smallFinetune({ seed: 4 }), 1, ["p1", "p2"]), source: validation }, /their model/],
  ] as const;
  for (const [run, message] of others)
    await expect(predict({ ...run, out })).rejects.toMatchObject({
      kind: "run-exists",
      message: expect.stringMatching(message),
    });
  const foreign = temporaryFolder();
  writeFileSync(join(foreign, "thesis.txt"), "");
  const refused = predict({ modelFolder: segmenter, source: validation, out: foreign });
  await expect(refused).rejects.toMatchObject({ kind: "run-exists", message: expect.stringMatching(/other files/) });
});

test("an image that does not fit or cannot be read is named, and the others go on", async () => {
  const folder = temporaryFolder();
  const sound = writeNifti({ grid: gridOf(3), frameCount: 1, data: new Float32Array(24 * 24 * 3).map((_, at) => at) });
  const zeroSpacing = sound.slice();
  zeroSpacing.fill(0, 80, 84); // pixdim[1] of NIfTI-1
  writeFiles(folder, {
    "plane.nii": writeNifti({ grid: gridOf(1), frameCount: 1, data: new Float32Array(24 * 24) }),
    "no-image.nii": "text",
    "zero.nii": zeroSpacing,
    "blank.nii": writeNifti({ grid: gridOf(3), frameCount: 1, data: new Float32Array(24 * 24 * 3) }),
    "sound.nii": sound,
  });
  const modelFolder = writeUntrained(smallFinetune({ window: { ...smallJson.window, slices: 4 } }), 1, []);
  const paths = ["plane", "no-image", "zero", "gone", "blank", "sound"].map((name) => join(folder, `${name}.nii`));
  const told: RefusedImage[] = [];
  const { predictions, refused } = await predict({
    modelFolder,
    source: { kind: "files", paths },
    onRefused: (each) => told.push(each),
  });
  expect(predictions.map((each) => each.case)).toEqual(["sound"]);
  expect(told).toEqual(refused);
  expect(refused.map((each) => each.kind)).toEqual([
    ...["bad-image", "bad-image", "bad-spacing", "data-missing", "bad-image"],
  ]);
  expect(refused.every(({ message }, i) => message.includes(paths[i]!))).toBe(true);
  expect(refused[0]!.message).toMatch(/one slice; the model looks at stacks of 4/);
  expect(refused.at(-1)!.message).toMatch(/blank\.nii is 0 in all of the image's 1728 voxels/);
});
