import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PlannedSeries, plannedFile } from "../testing/planned-study.ts";
import { readDicomInput } from "./read-dicom.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmrkit-dicom-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function cine(times: Pick<PlannedSeries, "frameMs" | "nominalIntervalMs">) {
  const plan = { number: 4, plane: "across", description: "cine sax", slices: 3, frames: 20, ...times } as const;
  for (let n = 0; n < plan.slices * plan.frames; n++)
    await writeFile(join(folder, `${n}.dcm`), plannedFile(plan, Math.floor(n / plan.frames), n % plan.frames));
  return readDicomInput(folder);
}

describe("trigger times without an R–R interval", () => {
  test("that span a heart beat are kept", async () => {
    const { volume, warnings } = await cine({ frameMs: 40, nominalIntervalMs: 0 });
    expect(volume.frameTimesMs).toHaveLength(20);
    expect(warnings).toEqual([]);
  });

  test("that span none are left out, with a warning", async () => {
    const { volume, warnings, frameTimesUnknown } = await cine({ frameMs: 4, nominalIntervalMs: 0 });
    const said = "the step between trigger times in the headers (4 ms × 20 frames) is no heart beat";
    expect(volume).not.toHaveProperty("frameTimesMs");
    expect(frameTimesUnknown).toEqual({ notMeasurable: said });
    expect(warnings).toMatchObject([
      { kind: "frame-interval-implausible", message: expect.stringContaining(`${said} of 20–300`) },
    ]);
  });
});

test("a stated R–R interval does not make trigger times in another unit a heart beat", async () => {
  const { volume, warnings } = await cine({ frameMs: 4, nominalIntervalMs: 900 });
  expect(volume).not.toHaveProperty("frameTimesMs");
  expect(warnings.map(({ kind }) => kind)).toEqual(["frame-interval-implausible"]);
});
