/** Landmarks of images that nobody has marked, as files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromColumns, makeGrid, writeNifti } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { oneView } from "../networks/network-views.ts";
import { predictFinetuned } from "../predict-run.ts";
import { planeTurns } from "../test-time-augmentation.ts";
import { answeringSession } from "../testing/answering-session.ts";
import { writeDrawnLongAxes } from "../testing/drawn-long-axes.ts";
import { smallFinetune, smallJson } from "../testing/small-finetune.ts";
import { writeUntrained } from "../testing/untrained-model.ts";
import { landmarksOfFrames } from "./predict-frames.ts";

const data = { ...smallJson.data, views: ["lax_4c"] };
const landmarks = { from: "points", names: ["apex"] };
const heatMap = { kind: "landmark-heatmap", landmarks, sigmaPixels: 1 } as const;
const config = smallFinetune({ data, task: heatMap });

test("each slice of each frame has its point in native pixels and mm, the same for all turns", async () => {
  const [Z, Y, X] = [2, 24, 24];
  const bright = new Float32Array(Z * Y * X);
  bright[5 * X + 9] = 1;
  bright[Y * X + 20 * X + 3] = 1;
  const frame = {
    data: bright,
    size: [1, Z, Y, X],
    centre: [11.5, 11.5],
    spacing: [8, 4, 4],
    native: { size: [Z, Y, 2 * X], spacingMm: [8, 4, 2] },
  } as const;
  const session = answeringSession((window) => window, true);
  const predictor = { session, weights: new Map(), batch: 2, view: oneView(config.window), turns: planeTurns.turns };
  const found = await landmarksOfFrames([frame, frame], predictor, {
    ...heatMap,
    landmarks: { from: "points", names: ["apex"] },
  });
  expect(found.map(({ frame: t, slice }) => [t, slice])).toEqual([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ]);
  const [first, second] = found;
  // both grids share their centre: 9 of 24 pixels is 18.5 of 48
  expect([first!.x, first!.y, first!.xMm, first!.yMm]).toEqual(
    [18.5, 5, 37, 20].map((value) => expect.closeTo(value, 1)),
  );
  expect([second!.x, second!.y]).toEqual([6.5, 20].map((value) => expect.closeTo(value, 1)));
});

test("a data set and a plain file are answered by a line for each landmark", async () => {
  const folder = writeDrawnLongAxes(2);
  const modelFolder = writeUntrained(config, 1, ["p0", "p1"]);
  const out = temporaryFolder();
  const source = { kind: "data-set", folder, patients: "validation" } as const;
  const { predictions, refused } = await predictFinetuned({ modelFolder, source, out });
  expect([predictions.length, refused]).toEqual([4, []]);
  const [head, row] = readFileSync(join(out, "predictions.csv"), "utf8").split("\n");
  expect(head).toBe("case,image,frame,slice,landmark,x,y,x_mm,y_mm,confidence");
  expect(row).toMatch(/^p0,lax_4c ed,1,1,apex(,\d+\.\d{3}){5}$/);
  const again = await predictFinetuned({ modelFolder, source, out });
  expect([again.kept, again.predictions]).toEqual([4, predictions]);

  const columns = { iAxis: [3, 0, 0], jAxis: [0, 3, 0], kAxis: [0, 0, 8], origin: [0, 0, 0] } as const;
  const grid = makeGrid([56, 56, 1], fromColumns("ijk", "lps", columns));
  const plain = temporaryFolder();
  const values = Float32Array.from({ length: 2 * 56 * 56 }, (_, at) => at % 97);
  writeFiles(plain, { "a.nii": writeNifti({ grid, frameCount: 2, data: values, frameTimesMs: [0, 40] }) });
  const ofFile = await predictFinetuned({
    modelFolder,
    source: { kind: "files", paths: [join(plain, "a.nii")] },
    out: temporaryFolder(),
  });
  expect(ofFile.predictions[0]!.answer).toMatchObject({ landmarks: [{ frame: 1 }, { frame: 2 }] });
});

test("coordinates are asked of the upright image alone, and a run with turns says so", async () => {
  const task = { kind: "landmark-coordinates", landmarks: { from: "points", names: ["apex", "base"] } };
  const network = { kind: "resnet", model: { depth: 10, layerChannels: [4, 4, 8, 8] } };
  const modelFolder = writeUntrained(smallFinetune({ data, task, network }), 1, ["p0"]);
  const source = { kind: "data-set", folder: writeDrawnLongAxes(1), patients: "validation" } as const;
  const notes: string[] = [];
  const run = { modelFolder, source, onNote: (text: string) => notes.push(text) };
  const upright = await predictFinetuned({ ...run, out: temporaryFolder() });
  const turned = await predictFinetuned({ ...run, out: temporaryFolder(), testTimeAugmentation: "turns" });
  expect(turned.predictions).toEqual(upright.predictions);
  expect(notes).toEqual(["coordinates are asked of the upright image alone: test-time augmentation changes nothing"]);
});
