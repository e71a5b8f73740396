import { expect, test } from "vitest";
import { layOutCine } from "./cine-layout.ts";
import { type Change, obliqueCine } from "./testing/oblique-cine.ts";

/** Ten phases 80 ms apart, of which every other test changes the headers. */
function warningsOf(change: Change = (image) => image) {
  const { warnings } = layOutCine(
    obliqueCine(3, 10, (image, k, t) => change({ ...image, triggerTimeMs: 80 * t, nominalIntervalMs: 800 }, k, t)),
  );
  return warnings.map(({ kind, message }) => ({ kind, message }));
}

test("phases that fill the stated interval evenly give no warning", () => {
  expect(warningsOf()).toEqual([]);
  expect(warningsOf((image) => ({ ...image, nominalIntervalMs: 0 }))).toEqual([]);
});

test("a phase that lies beyond the interval is named, with both times", () => {
  const warnings = warningsOf((image) => ({ ...image, nominalIntervalMs: 600, heartRatePerMin: 100 }));
  expect(warnings).toMatchObject([
    { kind: "times-outside-cycle", message: expect.stringMatching(/lies 720 ms after the R wave.* 600 ms/) },
  ]);
});

test("without an interval the heart rate says how long a cycle is", () => {
  const warnings = warningsOf(({ nominalIntervalMs: _, ...image }) => ({ ...image, heartRatePerMin: 120 }));
  expect(warnings.map(({ kind }) => kind)).toEqual(["times-outside-cycle"]);
});

test("a time before the R wave is outside too", () => {
  const warnings = warningsOf((image) => ({ ...image, triggerTimeMs: image.triggerTimeMs! - 80 }));
  expect(warnings).toMatchObject([{ kind: "times-outside-cycle", message: expect.stringContaining("-80 ms") }]);
});

test("a phase that lacks in every slice shows as an uneven step", () => {
  const warnings = warningsOf((image, _, t) => (t === 4 ? undefined : { ...image, cardiacNumberOfImages: 9 }));
  expect(warnings).toMatchObject([
    { kind: "times-uneven", message: expect.stringMatching(/follows 160 ms after .* 80 ms apart/) },
  ]);
});

test("an interval and a heart rate that contradict each other are both told, and the interval is used", () => {
  const warnings = warningsOf((image) => ({ ...image, heartRatePerMin: 50 }));
  expect(warnings).toMatchObject([
    {
      kind: "heart-rates-disagree",
      message: expect.stringMatching(/800 ms .* 50\/min, which is 1200 ms; the interval/),
    },
  ]);
});

test("rounded numbers and measured times are no contradiction", () => {
  const jitter = [0, 6, -5, 3, 8, -7, 2, 5, -4, 1];
  const change: Change = (image, _, t) => ({
    ...image,
    triggerTimeMs: 80 * t + jitter[t]! + 8,
    nominalIntervalMs: 790,
    heartRatePerMin: 77,
  });
  expect(warningsOf(change)).toEqual([]);
});
