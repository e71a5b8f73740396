import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { float32 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import { refusalOf } from "../datasets/testing/refusal.ts";
import { earlyStopping } from "./early-stopping.ts";

const weights = (value: number) => new Map([["w", float32([1], [value])]]);
const weightOf = (stopping: ReturnType<typeof earlyStopping>) => Number(stopping.bestWeights().get("w")!.data[0]);

/** Scores of looks 1, 2, … whose weights are their steps. */
function looked(folder: string, scores: readonly number[], patience = 2, minDelta = 0) {
  const stopping = earlyStopping(folder, "a run", { patience, minDelta });
  scores.forEach((score, i) => {
    stopping.look(i + 1, score, weights(i + 1));
  });
  return stopping;
}

test("the best look and its weights are kept, the earlier of two that are equal", () => {
  const stopping = looked(temporaryFolder(), [0.1, 0.5, 0.5, 0.4], 9);
  expect([stopping.best, weightOf(stopping)]).toEqual([{ step: 2, value: 0.5 }, 2]);
});

test("it is over when so many looks in a row were no better than the best", () => {
  const folder = temporaryFolder();
  expect(looked(folder, [0.5, 0.4]).isOver).toBe(false);
  expect(looked(folder, [0.5, 0.4, 0.5]).isOver).toBe(true);
});

test("what is better by too little does not earn patience, but its weights are kept", () => {
  const creeping = looked(temporaryFolder(), [0.5, 0.51, 0.52], 2, 0.05);
  expect([creeping.isOver, weightOf(creeping)]).toEqual([true, 3]);
  expect(looked(temporaryFolder(), [0.5, 0.53, 0.56], 2, 0.05).isOver).toBe(false);
});

test("a resumed run remembers, and passes over looks that it is told again", () => {
  const folder = temporaryFolder();
  looked(folder, [0.5, 0.6, 0.3]);
  const resumed = earlyStopping(folder, "a run", { patience: 2, minDelta: 0 });
  resumed.look(3, 0.9, weights(99));
  expect([resumed.best, weightOf(resumed), resumed.isOver]).toEqual([{ step: 2, value: 0.6 }, 2, false]);
  resumed.look(4, 0.2, weights(4));
  expect(resumed.isOver).toBe(true);
});

test("another run begins without memory", () => {
  const folder = temporaryFolder();
  looked(folder, [0.5, 0.4, 0.3]);
  const other = earlyStopping(folder, "another run", { patience: 2, minDelta: 0 });
  expect([other.best, other.isOver]).toEqual([undefined, false]);
  expect(refusalOf(() => other.bestWeights()).kind).toBe("data-missing");
});

test.each(["", "{", '{"runHash": "a run"}', '{"runHash": "a run", "step": 1, "value": null, "looks": []}'])(
  "a memory that cannot be read, as %j, is refused",
  (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "best.json"), text);
    const refusal = refusalOf(() => earlyStopping(folder, "a run", { patience: 2, minDelta: 0 }));
    expect([refusal.kind, refusal.message]).toEqual([
      "bad-checkpoint",
      expect.stringContaining("best.json cannot be read"),
    ]);
  },
);

test("weights that are gone or cut short are refused", () => {
  const folder = temporaryFolder();
  const stopping = looked(folder, [0.5]);
  writeFileSync(join(folder, "best.safetensors"), "short");
  expect(refusalOf(() => stopping.bestWeights()).kind).toBe("bad-checkpoint");
  rmSync(join(folder, "best.safetensors"));
  expect(refusalOf(() => stopping.bestWeights()).message).toMatch(
    /best\.safetensors is not there; delete the run folder/,
  );
});

test("a score that is no number ends the run, and what was remembered stays", () => {
  const folder = temporaryFolder();
  const stopping = looked(folder, [0.5]);
  expect(refusalOf(() => stopping.look(2, Number.NaN, weights(2))).kind).toBe("diverged");
  expect(earlyStopping(folder, "a run", { patience: 2, minDelta: 0 }).best).toEqual({ step: 1, value: 0.5 });
});
