/**
 * Simulated scanners: pictures of one heart that differ as those of vendors do, in contrast, sharpness, evenness and noise.
 * Their letters stand for no maker.
 */

export const scannerNames = ["standard", "A", "B", "C"] as const;
export type ScannerName = (typeof scannerNames)[number];

/** How a scanner shows what it sees. */
export interface ScannerLook {
  readonly flipAngleDeg: number;
  /** Standard deviation of the noise in each of the two receiver channels, in units of the stored picture. */
  readonly noiseSigma: number;
  /** Stored value of one unit of steady-state signal in a coil of even sensitivity; blood is near 0.2 units. */
  readonly intensityScale: number;
  /** 0 is an even coil, 1 the full shading of an anterior and a posterior array. */
  readonly coilShading: number;
  /** Width (σ) of the point spread in the plane. */
  readonly pointSpreadMm: number;
  /** Spread (σ) of the slices' shift along the body: breath-holds differ. */
  readonly breathingSigmaMm: number;
}

/** What each changes of `standardScan`. */
export const scannerLooks: Readonly<Record<ScannerName, Partial<ScannerLook>>> = Object.freeze({
  standard: {},
  A: { flipAngleDeg: 72, coilShading: 1, pointSpreadMm: 0.5, noiseSigma: 8 },
  B: { flipAngleDeg: 50, coilShading: 0.25, pointSpreadMm: 1.2, noiseSigma: 10, intensityScale: 1600 },
  C: { flipAngleDeg: 40, coilShading: 0.6, pointSpreadMm: 0.8, noiseSigma: 22, breathingSigmaMm: 1.5 },
});
