import { expect, test } from "vitest";
import { duration, progress } from "./progress.ts";
import { listeningIo } from "./testing/cli.ts";

/** A job whose steps take the given milliseconds; gives what was written to stderr. */
function watched(isStderrTerminal: boolean, stepsMs: readonly number[]): string {
  let nowMs = 0;
  const { io, written } = listeningIo({ isStderrTerminal, nowMs: () => nowMs });
  const bar = progress(io, "slice");
  for (const [n, step] of stepsMs.entries()) {
    nowMs += step;
    bar.update(n + 1, stepsMs.length);
  }
  bar.end();
  return written.stderr;
}

test("elsewhere than on a terminal a quick job says nothing", () => {
  expect(watched(false, [2000, 2000, 2000])).toBe("");
});

test("elsewhere than on a terminal a long job says every ten seconds how far it is", () => {
  expect(watched(false, [6000, 6000, 6000, 6000])).toBe("slice 2 of 4, 12 s left\nslice 4 of 4, 0 s left\n");
});

test("on a terminal the bar grows in its line and is wiped at the end", () => {
  const written = watched(true, [500, 500]);
  expect(written).toContain("[##############..............] slice 1 of 2, 1 s left");
  expect(written.endsWith("\r\x1b[K")).toBe(true);
  expect(written).not.toContain("\n");
});

test("durations are told in the largest units that matter", () => {
  expect([42_400, 185_000, 7_800_000].map(duration)).toEqual(["42 s", "3 min 05 s", "2 h 10 min"]);
});
