/**
 * Simulated scanners: pictures of one heart that differ as those of vendors do, in contrast, sharpness, evenness and noise.
 * Their letters stand for no maker.
 */
import type { CineScan } from "./scan.ts";

export const scannerNames = ["standard", "A", "B", "C"] as const;
export type ScannerName = (typeof scannerNames)[number];

type Look = Pick<
  CineScan,
  "flipAngleDeg" | "coilShading" | "pointSpreadMm" | "noiseSigma" | "intensityScale" | "breathingSigmaMm"
>;

/** What each changes of `standardScan`. */
export const scannerLooks: Readonly<Record<ScannerName, Partial<Look>>> = Object.freeze({
  standard: {},
  A: { flipAngleDeg: 72, coilShading: 1, pointSpreadMm: 0.5, noiseSigma: 8 },
  B: { flipAngleDeg: 50, coilShading: 0.25, pointSpreadMm: 1.2, noiseSigma: 10, intensityScale: 1600 },
  C: { flipAngleDeg: 40, coilShading: 0.6, pointSpreadMm: 0.8, noiseSigma: 22, breathingSigmaMm: 1.5 },
});
