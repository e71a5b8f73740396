import { describe, expect, test } from "vitest";
import { notMeasurable } from "./measured.ts";
import { volumeRates } from "./volume-rates.ts";

const FRAMES = 30;
const BEAT_MS = 900;
const times = Array.from({ length: FRAMES }, (_, t) => (BEAT_MS * t) / FRAMES);

/** 100 ± 40 ml, one sine a beat, largest at the first frame: 2π · 40 ml / 0.9 s at its steepest. */
const sine = (at: readonly number[]) => at.map((ms) => 100 + 40 * Math.cos((2 * Math.PI * ms) / BEAT_MS));
const exact = (2 * Math.PI * 40) / 0.9;

describe("rates of a curve", () => {
  test("of straight pieces are their slopes", () => {
    const falling = times.map((ms) => (ms < 450 ? 150 - 0.2 * ms : 60 + 0.1 * (ms - 450)));
    const rates = volumeRates(falling, times, 150);
    expect(rates.peakEjectionRateMlPerS).toBeCloseTo(200, 9);
    expect(rates.peakFillingRateMlPerS).toBeCloseTo(100, 9);
    expect(rates.peakEjectionRateEdvPerS).toBeCloseTo(200 / 150, 9);
    expect(rates.peakFillingRateEdvPerS).toBeCloseTo(100 / 150, 9);
  });

  test("of a sine with 30 frames a beat are 97 % of its peak, a quarter and three quarters into the beat", () => {
    const rates = volumeRates(sine(times), times, 140);
    expect(Number(rates.peakEjectionRateMlPerS) / exact).toBeCloseTo(0.975, 2);
    expect(Number(rates.peakFillingRateMlPerS) / exact).toBeCloseTo(0.975, 2);
    expect(Math.abs(Number(rates.peakEjectionTimeMs) - 225)).toBeLessThanOrEqual(30);
    expect(Math.abs(Number(rates.peakFillingTimeMs) - 675)).toBeLessThanOrEqual(30);
  });

  test("count uneven times as they are: a parabola's slope is exact", () => {
    const uneven = times.map((ms, t) => ms + (t % 3) * 7);
    const parabola = uneven.map((ms) => 150 - 1e-4 * ms ** 2);
    const { peakEjectionRateMlPerS, peakEjectionTimeMs, peakFillingRateMlPerS } = volumeRates(parabola, uneven, 150);
    expect(peakEjectionTimeMs).toBe(uneven[FRAMES - 3]);
    expect(peakEjectionRateMlPerS).toBeCloseTo(1000 * 2e-4 * uneven[FRAMES - 3]!, 6);
    expect(peakFillingRateMlPerS).toEqual({ notMeasurable: "the volume never rises" });
  });

  test("feel one bad contour less than differences of neighbours do", () => {
    const noisy = sine(times).map((ml, t) => (t === 20 ? ml + 10 : ml));
    const jump = (1000 * 10) / 30;
    const rise = Number(volumeRates(noisy, times, 140).peakFillingRateMlPerS) - exact;
    expect(rise).toBeLessThan(0.25 * jump);
  });
});

describe("there are no rates", () => {
  test("without times", () => {
    const { peakFillingRateMlPerS } = volumeRates(sine(times), undefined, 140);
    expect(peakFillingRateMlPerS).toEqual({ notMeasurable: "the times of the frames are not known" });
    const why = notMeasurable("the interval is no heart beat");
    expect(volumeRates(sine(times), why, 140)).toMatchObject({ peakEjectionRateEdvPerS: why, peakEjectionTimeMs: why });
  });

  test("of a few frames", () => {
    const few = [0, 100, 200, 300, 400, 500, 600];
    const { peakEjectionRateMlPerS } = volumeRates(sine(few), few, 140);
    expect(peakEjectionRateMlPerS).toEqual({ notMeasurable: "7 frames are too few for a rate; 15 are needed" });
  });

  test("where a frame is not measurable, and none per volume where the end-diastolic volume is not", () => {
    const gap = notMeasurable("a slice is missing");
    const { peakEjectionTimeMs } = volumeRates(
      sine(times).map((ml, t) => (t === 12 ? gap : ml)),
      times,
      140,
    );
    expect(peakEjectionTimeMs).toEqual(gap);
    const rates = volumeRates(sine(times), times, gap);
    expect(rates.peakEjectionRateMlPerS).toBeTypeOf("number");
    expect(rates.peakEjectionRateEdvPerS).toEqual(gap);
  });

  test("when times do not ascend; as many of them as volumes are asked for", () => {
    expect(volumeRates(sine(times), times.toReversed(), 140).peakFillingRateMlPerS).toEqual({
      notMeasurable: "the time of frame 1 does not follow the one before it",
    });
    expect(() => volumeRates(sine(times), times.slice(1), 140)).toThrow(expect.objectContaining({ kind: "argument" }));
  });
});
