import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialParameters } from "@cmrkit/nn";
import { openImageChecker, STACK_WINDOW_SIZE } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseMaeConfig } from "../pretraining/mae/config.ts";
import { writeMaeModel } from "../pretraining/mae/export.ts";
import { maeParameters } from "../pretraining/mae/network.ts";
import { shippedConfig } from "../pretraining/mae/testing/small-config.ts";
import { writeSmallAcdc } from "../testing/small-acdc.ts";
import { acdcHearts, type JudgedHeart } from "./judged-heart.ts";
import { makeImageCheck } from "./make-image-check.ts";

let folder: string;
let hearts: readonly JudgedHeart[];

/** A tiny autoencoder with random weights, as its pre-training writes it. */
function writeEncoder(name: string, imageSize: readonly number[]): string {
  const tiny = shippedConfig("pretrain-mae-tiny") as { readonly data: { readonly views: { readonly sax: object } } };
  const { sax } = tiny.data.views;
  const sizes = { embedDim: 12, heads: 2, depth: 1 };
  const config = parseMaeConfig(
    {
      ...tiny,
      data: { ...tiny.data, views: { sax: { ...sax, imageSize } } },
      model: { variant: "tiny", convBlocks: 1, encoder: sizes, decoder: sizes },
    },
    "test",
  );
  const weights = initialParameters(maeParameters(config), randomStream(3));
  const facts = { config, split: "", trainingStudies: 0, heldOutStudies: 0, steps: 0, processes: 1 };
  writeMaeModel(join(folder, name), weights, facts);
  return join(folder, name);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-images-"));
  const data = join(folder, "data");
  mkdirSync(data);
  writeSmallAcdc(data, 6);
  hearts = await acdcHearts(data);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the check that was made finds its own patients familiar, and noise unfamiliar", async () => {
  const done: string[] = [];
  const out = join(folder, "out");
  const facts = await makeImageCheck({
    hearts,
    encoderFolder: writeEncoder("encoder", STACK_WINDOW_SIZE),
    out,
    name: "small check",
    session: { threads: 1 },
    onHeart: (n, of) => done.push(`${n} of ${of}`),
  });
  expect(done.at(-1)).toBe("6 of 6");
  expect(facts.tried.map(({ id }) => id)).toEqual(hearts.map(({ id }) => id));
  expect(facts.limit).toBe(Math.max(...facts.tried.map(({ distance }) => distance)));
  const checker = await openImageChecker(join(out, "model"), { threads: 1 });
  const phases = { endDiastoleIndex: 0, endSystoleIndex: 1 };
  const { volume } = hearts[0]!;
  const found = await checker.check(volume, phases);
  expect(found).toMatchObject({ kind: "checked", verdict: "familiar", limit: facts.limit });
  const random = randomStream(9);
  const noise = { ...volume, data: volume.data.map(() => random.normal()) };
  expect(await checker.check(noise, phases)).toMatchObject({ kind: "checked", verdict: "unfamiliar" });
  const absent = { ...phases, endSystoleIndex: { notMeasurable: "no end-systole" } };
  expect(await checker.check(volume, absent)).toEqual({ kind: "not-checked", reason: "no end-systole" });
  await checker.dispose();
  expect(readFileSync(join(out, "card.md"), "utf8")).toContain("ACDC, 6 patients at both phases");
  expect(readFileSync(join(out, "distances.csv"), "utf8").trim().split("\n")).toHaveLength(7);
});

test("too few patients, and folders of no such encoder, are refused", async () => {
  const making = { hearts, encoderFolder: folder, out: join(folder, "refused"), name: "none" };
  await expect(makeImageCheck({ ...making, hearts: hearts.slice(0, 4) })).rejects.toMatchObject({ kind: "bad-config" });
  await expect(makeImageCheck(making)).rejects.toMatchObject({ kind: "data-missing" });
  const small = { ...making, encoderFolder: writeEncoder("small", [32, 32, 4]) };
  await expect(makeImageCheck(small)).rejects.toMatchObject({
    kind: "bad-checkpoint",
    message: expect.stringContaining("32,32,4 voxels"),
  });
  for (const [text, says] of [
    ["{", "JSON"],
    ['{"image_size_dict": 3}', "config.json: image_size_dict: "],
  ] as const) {
    writeFileSync(join(small.encoderFolder, "config.json"), text);
    await expect(makeImageCheck(small)).rejects.toMatchObject({
      kind: "bad-checkpoint",
      message: expect.stringContaining(says),
    });
  }
});

test("the shipped check opens", async () => {
  const shipped = fileURLToPath(new URL("../../../../models/image-check", import.meta.url));
  const checker = await openImageChecker(shipped, { threads: 1 });
  const found = await checker.check(hearts[0]!.volume, { endDiastoleIndex: 0, endSystoleIndex: 1 });
  await checker.dispose();
  expect(found).toMatchObject({ kind: "checked", verdict: "unfamiliar", model: { name: "cmrkit image check" } });
});
