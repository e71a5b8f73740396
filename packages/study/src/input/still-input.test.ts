import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PlannedSeries, plannedFile } from "../testing/planned-study.ts";
import { readStill } from "./still-input.ts";

const stack: PlannedSeries = { number: 5, plane: "across", slices: 5 };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmrkit-still-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** As if Pixel Spacing (0028,0030) were another attribute. */
function withoutSpacing(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes);
  const at = file.indexOf(Buffer.from([0x28, 0, 0x30, 0, 0x44, 0x53]));
  file[at + 2] = 0x31;
  return file;
}

/** Writes the images of a series, some without their spacing. */
async function write(plan: PlannedSeries, isBroken: (k: number) => boolean): Promise<void> {
  const { slices = 1, frames = 1 } = plan;
  for (let n = 0; n < slices * frames; n++) {
    const k = Math.floor(n / frames);
    const bytes = plannedFile(plan, k, n % frames);
    await writeFile(join(folder, `${plan.number}-${n}.dcm`), isBroken(k) ? withoutSpacing(bytes) : bytes);
  }
}

test("a slice at the end of a still stack that cannot be read is left out with a warning", async () => {
  await write(stack, (k) => k === 4);
  const { volume, warnings } = await readStill(folder);
  expect(volume.grid.size[2]).toBe(4);
  expect(warnings).toEqual([
    { kind: "images-left-out", message: expect.stringContaining("left out (1 × missing-attribute)") },
  ]);
});

test("a whole still stack has no warning", async () => {
  await write(stack, () => false);
  expect((await readStill(folder)).warnings).toEqual([]);
});

test("a folder of images that cannot be read is refused with the reason", async () => {
  await write(stack, () => true);
  await expect(readStill(folder)).rejects.toMatchObject({
    kind: "no-cine",
    message: expect.stringMatching(/no MR image that can be read; found 5 × missing-attribute \(.*PixelSpacing/),
  });
});

test("a still series that cannot be read, beside a cine that can, is refused with the reason", async () => {
  await write(stack, () => true);
  await write({ number: 6, plane: "across", slices: 3, frames: 2 }, () => false);
  await expect(readStill(folder)).rejects.toMatchObject({
    kind: "input",
    message: expect.stringMatching(/holds no still series; .*left out \(5 × missing-attribute\)/),
  });
});
