import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PlannedSeries, plannedFile } from "../testing/planned-study.ts";
import { readPlane } from "./plane-input.ts";

const frames = 10;
const cine: PlannedSeries = { number: 7, plane: { aroundAxisDeg: 0 }, frames, frameMs: 80, description: "cine 4ch" };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmrkit-plane-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(plan: PlannedSeries): Promise<void> {
  for (let t = 0; t < frames; t++) await writeFile(join(folder, `${plan.number}-${t}.dcm`), plannedFile(plan, 0, t));
}

test("the one cine that is recognised as the view is read, frame by frame", async () => {
  await write(cine);
  await write({ ...cine, number: 8, plane: { aroundAxisDeg: 60 }, description: "cine 2ch" });
  const { volume, warnings } = await readPlane(folder, "lax4ch");
  expect([volume.grid.size[2], volume.frameCount, warnings]).toEqual([1, frames, []]);
  expect(volume.frameTimesMs).toHaveLength(frames);
  await expect(readPlane(folder, "lax3ch")).rejects.toMatchObject({
    kind: "input",
    message: expect.stringContaining("holds no series recognised as a three-chamber cine"),
  });
});

test("a series of another view is refused, unless the user says what it is, and then disputed", async () => {
  await write(cine);
  await expect(readPlane(`${folder}#7`, "lax2ch")).rejects.toMatchObject({
    message: expect.stringContaining(
      `is not measured as a two-chamber cine; if it is one all the same, say so: ${folder}#7=lax_2c`,
    ),
  });
  const { warnings } = await readPlane(`${folder}#7=lax_2c`, "lax2ch");
  expect(warnings.map(({ kind }) => kind)).toEqual(["series-kind-disputed"]);
  await expect(readPlane(`${folder}#7=sax`, "lax2ch")).rejects.toMatchObject({
    message: expect.stringContaining("after FOLDER#SERIES= comes lax_2c"),
  });
});

test("a series of which nothing says the view is read by its number, with a warning", async () => {
  await write({ ...cine, description: "" });
  const { warnings } = await readPlane(`${folder}#7`, "lax4ch");
  expect(warnings.map(({ kind }) => kind)).toEqual(["sequence-not-stated"]);
});
