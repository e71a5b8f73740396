/** Quantiles with linear interpolation, type 7 of Hyndman and Fan 1996, doi:10.2307/2684934: NumPy's default. */

/**
 * @param sorted ascending, at least one value.
 * @param share in [0, 1]; 0.5 is the median.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (rank - below) * (upper - lower);
}
