import { expect, test } from "vitest";
import { learningReporter } from "./learning-reporter.ts";

test("progress shows smoothed loss, the usual pace, the share of waiting, and the time left with pauses in it", () => {
  let [written, nowMs] = ["", 0];
  const stderr = (text: string) => {
    written += text;
  };
  const reporter = learningReporter({ stderr, isStderrTerminal: false, nowMs: () => nowMs });
  for (let step = 1; step <= 40; step++) {
    reporter.update({ step, steps: 100, metrics: { loss: 0.5 }, waitedShare: 0.025 });
    const usual = step % 2 === 0 ? 300 : 700; // studies of one view and of four
    nowMs += step === 30 ? 60_000 : usual; // a pause for a picture is no part of the pace
  }
  const lines = written.trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("40/100  loss 0.5000  0.51 s/step  waiting 2.5 %  left 2 min 02 s");
});
