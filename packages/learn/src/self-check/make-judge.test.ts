import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { heartBox, openOutlineJudge, VIEW_CHANNELS } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSmallAcdc } from "../testing/small-acdc.ts";
import { judgeBatch, judgeBatchDefaults } from "./judge-batches.ts";
import { type JudgeConfig, judgeDefaults } from "./judge-config.ts";
import { acdcHearts, type JudgedHeart, labelledPhases } from "./judged-heart.ts";
import { makeJudge } from "./make-judge.ts";

const config: JudgeConfig = {
  ...judgeDefaults,
  folds: 2,
  network: { channels: [4, 6], encoderBlocks: [1, 1], decoderBlocks: [1], borderChannels: 2 },
  batches: { ...judgeBatchDefaults, hearts: 2, slicesPerHeart: 2 },
  optimiser: { ...judgeDefaults.optimiser, steps: 2, warmUpSteps: 1 },
};

let folder: string;
let hearts: readonly JudgedHeart[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-judge-"));
  const data = join(folder, "data");
  mkdirSync(data);
  writeSmallAcdc(data, 5);
  hearts = await acdcHearts(data);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a making that is stopped goes on where it was, and ends with the same judge", async () => {
  const tried: string[] = [];
  const run = (name: string, mostUpdates: number) => {
    let updates = 0;
    return makeJudge({
      hearts,
      config,
      runFolder: join(folder, name),
      name: "judge",
      session: { threads: 1 },
      onUpdate: () => updates++,
      onTried: (patients, of, fold) => tried.push(`${patients} of ${of}, fold ${fold}`),
      shouldStop: () => updates >= mostUpdates,
    });
  };
  const whole = await run("whole", 100);
  expect(tried).toEqual(["1 of 3, fold 0", "2 of 3, fold 0", "3 of 3, fold 0", "1 of 2, fold 1", "2 of 2, fold 1"]);
  expect(await run("parts", 3)).toBeUndefined();
  const resumed = await run("parts", 100);
  expect(resumed).toEqual(whole);
  expect(whole!.calibration.experts.of).toBe(5);
  const weights = (name: string) => readFileSync(join(folder, name, "model", "weights.safetensors"));
  expect(weights("parts").equals(weights("whole"))).toBe(true);
  const card = readFileSync(join(folder, "whole", "card.md"), "utf8");
  expect(card).toContain("ACDC, 5 patients");
  expect(card).toMatch(/a slice without labels \| \d of 5/);
});

test("the judge that was made is opened and says something of a heart", async () => {
  const judge = await openOutlineJudge(join(folder, "whole", "model"), { threads: 1 });
  const { volume, labels } = labelledPhases(hearts[0]!, hearts[0]!.outlines);
  const check = await judge.judge({ volume, labels, phases: { endDiastoleIndex: 0, endSystoleIndex: 1 } });
  expect(check).toMatchObject({ kind: "judged", model: { name: "judge" } });
  const absent = { notMeasurable: "no end-systole" };
  const without = await judge.judge({ volume, labels, phases: { endDiastoleIndex: 0, endSystoleIndex: absent } });
  expect(without).toEqual({ kind: "not-judged", reason: "no end-systole" });
  await judge.dispose();
});

test("fewer patients than folds are refused", async () => {
  const making = { hearts: hearts.slice(0, 1), config, runFolder: join(folder, "few"), name: "judge" };
  await expect(makeJudge(making)).rejects.toMatchObject({ kind: "bad-config" });
});

test("a batch marks just the pixels that were damaged, and depends on the seed alone", () => {
  const boxes = hearts.map((heart) => heartBox(labelledPhases(heart, heart.outlines), 96));
  const draw = (soundShare: number) => judgeBatch(boxes, { ...config.batches, hearts: 8, soundShare }, randomStream(5));
  const sum = (batch: ReturnType<typeof draw>) =>
    (batch.get("wrong")!.data as Float32Array).reduce((total, value) => total + value, 0);
  expect(sum(draw(1))).toBe(0);
  expect(sum(draw(0))).toBeGreaterThan(100);
  expect(bytesOf(draw(0)).equals(bytesOf(draw(0)))).toBe(true);
  expect(draw(0).get("view")!.shape).toEqual([16, VIEW_CHANNELS, 64, 64]);
});

function bytesOf(batch: ReturnType<typeof judgeBatch>): Buffer {
  return Buffer.concat([...batch.values()].map(({ data }) => Buffer.from(data.buffer)));
}
