import { expect, test } from "vitest";
import { learningReporter } from "./learning-reporter.ts";

/** What is written off a terminal while updates of these losses take so long each. */
function written(losses: readonly number[], updateMs: number): string[] {
  let [text, nowMs] = ["", 0];
  const stderr = (part: string) => {
    text += part;
  };
  const reporter = learningReporter({ stderr, isStderrTerminal: false, nowMs: () => nowMs });
  for (const [i, loss] of losses.entries()) {
    nowMs += updateMs;
    reporter.update({ step: i + 1, steps: 100, metrics: { loss } });
  }
  return text.trim().split("\n");
}

test("slow updates are told of every minute, not every twenty", () => {
  const lines = written([1, 1, 1, 1, 1], 40_000);
  expect(lines.map((line) => line.match(/\d+\/100/)?.[0])).toEqual(["2/100", "4/100"]);
});

test("the smoothed loss is a mean from the first update on, and does not cling to it", () => {
  const [line] = written([5, ...Array.from({ length: 19 }, () => 1)], 10);
  expect(line).toContain("20/100  loss 1.164"); // 1 + 4 · 0.98¹⁹ / Σ 0.98ⁱ
});

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
  expect(lines).toHaveLength(3); // after 20 updates, after the pause, after 40
  expect(lines[2]).toContain("40/100  loss 0.5000  0.51 s/step  waiting 2.5 %  left 2 min 02 s");
});
