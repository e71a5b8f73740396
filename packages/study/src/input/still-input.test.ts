import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PlannedSeries, plannedFile } from "../testing/planned-study.ts";
import { type MeasuredSequences, readStill } from "./still-input.ts";

const lateEnhancement: MeasuredSequences = { title: "late enhancement", sequences: ["lge", "lge_psir"] };
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
  const { volume, warnings } = await readStill(folder, lateEnhancement);
  expect(volume.grid.size[2]).toBe(4);
  expect(warnings).toEqual([
    expect.objectContaining({ kind: "sequence-not-stated" }),
    { kind: "images-left-out", message: expect.stringContaining("left out (1 × missing-attribute)") },
  ]);
});

test("a whole still stack that says what it is has no warning", async () => {
  await write({ ...stack, description: "LGE" }, () => false);
  expect((await readStill(folder, lateEnhancement)).warnings).toEqual([]);
});

test("a folder of images that cannot be read is refused with the reason", async () => {
  await write(stack, () => true);
  await expect(readStill(folder, lateEnhancement)).rejects.toMatchObject({
    kind: "no-cine",
    message: expect.stringMatching(/no MR image that can be read; found 5 × missing-attribute \(.*PixelSpacing/),
  });
});

test("a still series that cannot be read, beside a cine that can, is refused with the reason", async () => {
  await write(stack, () => true);
  await write({ number: 6, plane: "across", slices: 3, frames: 2 }, () => false);
  await expect(readStill(folder, lateEnhancement)).rejects.toMatchObject({
    kind: "input",
    message: expect.stringMatching(/holds no still series; .*left out \(5 × missing-attribute\)/),
  });
});

describe("what a series is recognised as", () => {
  const whole = () => false;
  const t1: PlannedSeries = { ...stack, description: "T1 map MOLLI" };

  test("is what is measured, or nothing is; the refusal says how to know better", async () => {
    await write(t1, whole);
    await expect(readStill(folder, lateEnhancement)).rejects.toMatchObject({
      kind: "input",
      message: `series 5 of ${folder} is recognised as T1 map (SeriesDescription says “t1 map”; one image at each position), and is not measured as late enhancement; if it is late enhancement all the same, say so: ${folder}#5=lge`,
    });
  });

  test("is overruled by the user, with a warning that tells what speaks against it", async () => {
    await write(t1, whole);
    const { warnings } = await readStill(`${folder}#5=lge`, lateEnhancement);
    expect(warnings).toEqual([
      {
        kind: "series-kind-disputed",
        message: expect.stringMatching(
          /late enhancement \(the user says lge.*\), though SeriesDescription says “t1 map”$/,
        ),
      },
    ]);
    await expect(readStill(`${folder}#5=scar`, lateEnhancement)).rejects.toMatchObject({
      message: expect.stringMatching(/^scar is no sequence; after FOLDER#SERIES= comes one of cine, lge,/),
    });
  });

  test("may be one of several sequences, or unknown, which is told", async () => {
    await write({ ...stack, description: "PSIR" }, whole);
    expect((await readStill(folder, lateEnhancement)).warnings).toEqual([]);
    await write({ ...stack, number: 6 }, whole);
    expect((await readStill(`${folder}#6`, lateEnhancement)).warnings).toEqual([
      {
        kind: "sequence-not-stated",
        message: expect.stringContaining("it is measured as late enhancement because the user says so"),
      },
    ]);
  });
});

test("of several still series one is named by its number, or by its UID where another has that number", async () => {
  const names = [
    { ...stack, number: 5 },
    { ...stack, number: 6, slices: 3 },
    { ...stack, number: 6, slices: 4, uid: "1.2.3.99" },
  ];
  for (const [n, plan] of names.entries()) {
    for (let k = 0; k < plan.slices!; k++) await writeFile(join(folder, `${n}-${k}.dcm`), plannedFile(plan, k));
  }
  const handles = [`#5 (5 slices × 1 frame)`, `#1.2.3.6 (3 slices × 1 frame)`, `#1.2.3.99 (4 slices × 1 frame)`];
  const listed = (these: readonly string[]) => these.map((handle) => `${folder}${handle}`).join(", ");
  const refusal = async (path: string) => (await readStill(path, lateEnhancement).catch((error) => error)).message;
  expect(await refusal(folder)).toBe(
    `${folder} holds 3 still series; name one, as cmr inspect lists them: ${listed(handles)}`,
  );
  expect(await refusal(`${folder}#6`)).toContain(
    `holds 2 stacks or series 6; name one, as cmr inspect lists them: ${listed(handles.slice(1))}`,
  );
  expect((await readStill(`${folder}#1.2.3.99`, lateEnhancement)).volume.grid.size[2]).toBe(4);
});
